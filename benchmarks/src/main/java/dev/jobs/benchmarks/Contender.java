package dev.jobs.benchmarks;

import java.util.Optional;
import java.util.function.IntConsumer;

/** A library that runs jobs from a database, in its own best documented configuration. */
interface Contender {
    String name();

    /** Its configuration, in one line. */
    String configuration();

    /** Makes its tables in an empty database; {@code onJob} is what its jobs do, and gets the number that each was submitted with. */
    Session open(Database database, IntConsumer onJob);

    /** A contender at one database. Its submissions are safe to share between threads. */
    interface Session extends AutoCloseable {
        /** Submits one job; durable when this returns. */
        default void submit() {
            submitOne(1);
        }

        /** Submits one job that bears a number; durable when this returns. */
        void submitOne(int number);

        /** Submits as many, in the fastest way there is. */
        void submit(int jobs);

        /** Begins to run jobs, this many at once. */
        void start(int slots);

        /** The number of jobs that have been completed, as the database says. */
        long complete();

        /**
         * Submits jobs one at a time to its idle worker, and measures their starts, where jobs run in a process that this one cannot
         * look into; empty where they run in this one.
         */
        default Optional<StartLatencies> latencies(final int jobs) {
            return Optional.empty();
        }

        /**
         * Submits jobs at a fixed rate, and measures their starts, where jobs run in a process that this one cannot look into; empty where
         * they run in this one.
         */
        default Optional<StartLatencies> steady(final int rate, final int seconds) {
            return Optional.empty();
        }

        /** The process that submits and runs its jobs. */
        default ProcessHandle process() {
            return ProcessHandle.current();
        }

        @Override
        void close();
    }
}
