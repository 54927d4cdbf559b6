package dev.jobs.benchmarks;

import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** This library; its worker and its submitters on stores of their own, as if in two processes, or on one. */
final class JobsContender implements Contender {
    private static final int BULK = 5_000;

    private final JdbcSettings.Signalling signals;
    private final Hooks hooks;
    private final Stores stores;

    JobsContender(final JdbcSettings.Signalling signals) {
        this(signals, Hooks.NONE);
    }

    JobsContender(final JdbcSettings.Signalling signals, final Hooks hooks) {
        this(signals, hooks, Stores.TWO);
    }

    private JobsContender(final JdbcSettings.Signalling signals, final Hooks hooks, final Stores stores) {
        this.signals = signals;
        this.hooks = hooks;
        this.stores = stores;
    }

    /** The one whose submitters share the worker's store. */
    static JobsContender inOneProcess() {
        return new JobsContender(JdbcSettings.Signalling.ON, Hooks.NONE, Stores.ONE);
    }

    private enum Stores {
        ONE,
        TWO
    }

    /** The work of every job of the benchmarks. */
    record Noop(int number) {}

    static final JobType<Noop, Void> NOOP = JobType.of("noop", Noop.class, Void.class);

    @Override
    public String name() {
        final String name = signals == JdbcSettings.Signalling.ON ? "jobs" : "jobs, polling only";
        return stores == Stores.ONE ? name + ", one process" : name;
    }

    @Override
    public String configuration() {
        return String.format(
                Locale.ROOT,
                "defaults but for the slots; bulk submissions of %,d; worker and submitters on %s",
                BULK,
                stores == Stores.ONE ? "one store" : "stores of their own");
    }

    @Override
    public Session open(final Database database, final IntConsumer onJob) {
        final JdbcSettings settings = JdbcSettings.defaults().withSignals(signals);
        final JobStore ofWorker = JdbcJobStore.open(database.url(), settings);
        final JobStore ofSubmitters = stores == Stores.ONE ? ofWorker : JdbcJobStore.open(database.url(), settings);
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
