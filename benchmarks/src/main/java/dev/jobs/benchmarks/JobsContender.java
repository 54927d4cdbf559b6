package dev.jobs.benchmarks;

import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import java.util.Locale;
import java.util.stream.IntStream;

/** This library: one store to submit to, and a worker on a store of its own, as if in another process. */
final class JobsContender implements Contender {
    private static final int BULK = 5_000;

    private final JdbcSettings.Signalling signals;
    private final Hooks hooks;

    JobsContender(final JdbcSettings.Signalling signals) {
        this(signals, Hooks.NONE);
    }

    JobsContender(final JdbcSettings.Signalling signals, final Hooks hooks) {
        this.signals = signals;
        this.hooks = hooks;
    }

    /** The work of every job of the benchmarks. */
    record Noop(int number) {}

    static final JobType<Noop, Void> NOOP = JobType.of("noop", Noop.class, Void.class);

    @Override
    public String name() {
        return signals == JdbcSettings.Signalling.ON ? "jobs" : "jobs, polling only";
    }

    @Override
    public String configuration() {
        return String.format(
                Locale.ROOT,
                "defaults but for the slots; bulk submissions of %,d; worker and submitters on stores of their own",
                BULK);
    }

    @Override
    public Session open(final Database database, final Runnable onJob) {
        final JdbcSettings settings = JdbcSettings.defaults().withSignals(signals);
        final JobStore ofWorker = JdbcJobStore.open(database.url(), settings);
        final JobStore ofSubmitters = JdbcJobStore.open(database.url(), settings);
        return new JobsSession(ofWorker, ofSubmitters, onJob, hooks) {
            @Override
            public long complete() {
                return database.number("select count(*) from jobs_job where status = 'complete'");
            }
        };
    }

    static void submitAll(final JobStore store, final int jobs) {
        for (int first = 0; first < jobs; first += BULK) {
            store.submit(IntStream.range(first, Math.min(jobs, first + BULK))
                    .<JobRequest>mapToObj(number -> NOOP.request(new Noop(number)))
                    .toList());
        }
    }
}
