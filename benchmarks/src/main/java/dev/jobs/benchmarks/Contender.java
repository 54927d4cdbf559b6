package dev.jobs.benchmarks;

/** A library that runs jobs from a database, in its own best documented configuration. */
interface Contender {
    String name();

    /** Its configuration, in one line. */
    String configuration();

    /** Makes its tables in an empty database; {@code onJob} is what its jobs do. */
    Session open(Database database, Runnable onJob);

    /** A contender at one database. Its submissions are safe to share between threads. */
    interface Session extends AutoCloseable {
        /** Submits one job; durable when this returns. */
        void submit();

        /** Submits as many, in the fastest way there is. */
        void submit(int jobs);

        /** Begins to run jobs, this many at once. */
        void start(int slots);

        /** The number of jobs that have been completed, as the database says. */
        long complete();

        @Override
        void close();
    }
}
