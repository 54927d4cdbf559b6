package dev.jobs.worker.engine;

import dev.jobs.store.JobStoreClosedException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does each of a worker's {@link Duty duties} at its interval. For one thread. */
final class MaintenanceLoop {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceLoop.class);

    private final List<Scheduled> duties;
    private final StoreReach reach;
    private final BooleanSupplier closing;
    private final LongSupplier ticker;

    /**
     * A loop that begins with the first {@link #runDue()}.
     *
     * @param closing whether no more duties are to be begun
     * @param ticker the monotonic clock, in nanoseconds
     */
    MaintenanceLoop(
            final List<Duty> duties, final StoreReach reach, final BooleanSupplier closing, final LongSupplier ticker) {
        this.reach = reach;
        this.closing = closing;
        this.ticker = ticker;
        this.duties = duties.stream().map(Scheduled::new).toList();
    }

    /** A duty, and when it is due again; what has failed stays due. */
    private final class Scheduled {
        private final Duty duty;
        private final StoreReach.Call call;
        private long due;

        Scheduled(final Duty duty) {
            this.duty = duty;
            this.call = new StoreReach.Call(duty.purpose());
            this.due = ticker.getAsLong()
                    + ThreadLocalRandom.current().nextLong(duty.firstWithin().toNanos());
        }

        void runIfDue() {
            if (closing.getAsBoolean() || due - ticker.getAsLong() > 0) {
                return;
            }
            try {
                duty.work().run();
                due = ticker.getAsLong() + duty.interval().get().toNanos();
                reach.answered(call);
            } catch (final JobStoreClosedException closed) {
                LOG.debug("The store is closed", closed);
            } catch (final RuntimeException | Error e) {
                reach.failed(call, e);
            }
        }
    }

    /** Nanoseconds until something is due. */
    long untilDue() {
        return duties.stream()
                .mapToLong(duty -> duty.due - ticker.getAsLong())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Does what is due. */
    void runDue() {
        duties.forEach(Scheduled::runIfDue);
    }
}
