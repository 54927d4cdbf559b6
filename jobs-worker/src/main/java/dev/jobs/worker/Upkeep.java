package dev.jobs.worker;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.RecoveredJob;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every worker does for all: takes the jobs of those that are gone, and deletes what finished long ago. */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final int PRUNED_AT_ONCE = 1_000;

    private final JobStore store;
    private final Duration retention;
    private final BooleanSupplier closing;

    Upkeep(final JobStore store, final Duration retention, final BooleanSupplier closing) {
        this.store = store;
        this.retention = retention;
        this.closing = closing;
    }

    void recover() {
        attempt("recover the jobs of lost workers", () -> {
            for (final RecoveredJob job : store.recover()) {
                LOG.info(
                        "The worker of job {} is lost: the job is {} now",
                        job.id(),
                        job.status().wireName());
            }
        });
    }

    void prune() {
        attempt("delete finished jobs", () -> {
            long deleted = 0;
            int last = PRUNED_AT_ONCE;
            while (last == PRUNED_AT_ONCE && !closing.getAsBoolean()) {
                last = store.prune(retention, PRUNED_AT_ONCE);
                deleted += last;
            }
            if (deleted > 0) {
                LOG.debug("Deleted {} jobs that finished more than {} ago", deleted, retention);
            }
        });
    }

    private void attempt(final String what, final Runnable work) {
        if (closing.getAsBoolean()) {
            return;
        }
        try {
            work.run();
        } catch (final JobStoreClosedException closed) {
            LOG.debug("The store is closed", closed);
        } catch (final JobStoreException e) {
            LOG.warn("Could not {}; it is tried again", what, e);
        } catch (final RuntimeException e) {
            LOG.error("Could not {}, for a reason that no store should have; it is tried again", what, e);
        }
    }
}
