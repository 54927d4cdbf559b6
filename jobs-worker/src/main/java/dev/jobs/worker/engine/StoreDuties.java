package dev.jobs.worker.engine;

import dev.jobs.store.Maintenance;
import dev.jobs.store.RecoveredJob;
import dev.jobs.worker.attempt.Attempts;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The duties that every worker does for all workers of a store: it recovers the jobs of workers that are gone, and deletes jobs
 * that finished long ago. For one thread.
 */
final class StoreDuties {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceLoop.class);
    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(5);
    private static final Duration PRUNING = Duration.ofMinutes(1);
    private static final int PRUNED_AT_ONCE = 1_000;

    /**
     * The times to live for which a worker has held no job when it begins to recover half as often, and to prune seldom. Whoever was lost when
     * it held its last one has been recovered by then.
     */
    private static final int IDLE_TIMES_TO_LIVE = 2;

    private static final Duration IDLE_PRUNING = Duration.ofMinutes(5);

    private final Maintenance store;
    private final EngineSettings settings;
    private final Attempts attempts;
    private final BooleanSupplier closing;
    private final Duration recoveries;
    private long idleRecoveries;

    StoreDuties(
            final Maintenance store,
            final EngineSettings settings,
            final Attempts attempts,
            final BooleanSupplier closing) {
        this.store = store;
        this.settings = settings;
        this.attempts = attempts;
        this.closing = closing;
        // A store has to see a heartbeat unchanged for a time to live, from one recovery to another: that takes two
        // intervals more at most.
        final Duration sixth = settings.timeToLive().dividedBy(6);
        this.recoveries = sixth.compareTo(LONGEST_RECOVERY) < 0 ? sixth : LONGEST_RECOVERY;
    }

    List<Duty> all() {
        return List.of(
                new Duty(
                        "recover the jobs of lost workers",
                        () -> isIdle() ? recoveries.multipliedBy(2) : recoveries,
                        recoveries,
                        this::recover),
                new Duty("delete finished jobs", () -> isIdle() ? IDLE_PRUNING : PRUNING, recoveries, this::prune));
    }

    private boolean isIdle() {
        return idleRecoveries >= IDLE_TIMES_TO_LIVE * settings.timeToLive().dividedBy(recoveries);
    }

    private void recover() {
        idleRecoveries = attempts.isEmpty() ? idleRecoveries + 1 : 0;
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
            last = store.prune(settings.retention(), PRUNED_AT_ONCE);
            deleted += last;
        }
        if (deleted > 0) {
            LOG.debug("Deleted {} jobs that finished more than {} ago", deleted, settings.retention());
        }
    }
}
