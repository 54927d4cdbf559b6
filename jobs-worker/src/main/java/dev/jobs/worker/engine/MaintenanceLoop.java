package dev.jobs.worker.engine;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.RecoveredJob;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The maintenance that every worker does for all: it recovers the jobs of workers that are gone, and deletes jobs that finished
 * long ago. For one thread.
 */
final class MaintenanceLoop {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceLoop.class);
    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(5);
    private static final Duration PRUNING = Duration.ofMinutes(1);
    private static final int PRUNED_AT_ONCE = 1_000;

    private final JobStore store;
    private final StoreReach reach;
    private final Duration retention;
    private final BooleanSupplier closing;
    private final Schedule recovery;
    private final Schedule pruning;

    MaintenanceLoop(
            final JobStore store,
            final StoreReach reach,
            final EngineSettings settings,
            final BooleanSupplier closing) {
        this.store = store;
        this.reach = reach;
        this.retention = settings.retention();
        this.closing = closing;
        // A store has to see a heartbeat unchanged for a time to live, from one recovery to another: that takes two
        // intervals more at most.
        final Duration sixth = settings.timeToLive().dividedBy(6);
        final Duration recoveries = sixth.compareTo(LONGEST_RECOVERY) < 0 ? sixth : LONGEST_RECOVERY;
        recovery = new Schedule(recoveries, recoveries);
        pruning = new Schedule(PRUNING, recoveries);
    }

    /** The time at which something is due again; what has failed stays due. */
    private static final class Schedule {
        private final long interval;
        private long due;

        // The first time at random, so that workers that were started together do not all come at once.
        Schedule(final Duration interval, final Duration firstWithin) {
            this.interval = interval.toNanos();
            this.due = System.nanoTime() + ThreadLocalRandom.current().nextLong(firstWithin.toNanos());
        }

        boolean isDue() {
            return due - System.nanoTime() <= 0;
        }

        void done() {
            due = System.nanoTime() + interval;
        }
    }

    /** Does what is due. */
    void runDue() {
        runIfDue(recovery, StoreReach.Call.RECOVER, this::recover);
        runIfDue(pruning, StoreReach.Call.PRUNE, this::prune);
    }

    private void runIfDue(final Schedule schedule, final StoreReach.Call call, final Runnable work) {
        if (closing.getAsBoolean() || !schedule.isDue()) {
            return;
        }
        try {
            work.run();
            schedule.done();
            reach.answered(call);
        } catch (final JobStoreClosedException closed) {
            LOG.debug("The store is closed", closed);
        } catch (final RuntimeException | Error e) {
            reach.failed(call, e);
        }
    }

    private void recover() {
        for (final RecoveredJob job : store.recover()) {
            switch (job.cause()) {
                case WORKER_LOST ->
                    LOG.info(
                            "{} is lost: its job {} is {} now",
                            job.worker().map(worker -> "Worker " + worker).orElse("A worker"),
                            job.id(),
                            job.status().wireName());
                case UNREADABLE_PAYLOAD ->
                    LOG.warn("No live worker can read the payload of job {}: the job has failed", job.id());
            }
        }
    }

    private void prune() {
        long deleted = 0;
        int last = PRUNED_AT_ONCE;
        while (last == PRUNED_AT_ONCE && !closing.getAsBoolean()) {
            last = store.prune(retention, PRUNED_AT_ONCE);
            deleted += last;
        }
        if (deleted > 0) {
            LOG.debug("Deleted {} jobs that finished more than {} ago", deleted, retention);
        }
    }
}
