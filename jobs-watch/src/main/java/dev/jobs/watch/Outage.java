package dev.jobs.watch;

import dev.jobs.store.JobStoreException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * A time in which something of the watch fails again and again. It takes two lines of the log, one at its beginning and one
 * at its end, however often it fails in between. For one thread.
 *
 * <p>A logger may fail as anything else may, for want of memory or of a disk. That is no reason for a thread to end, so
 * nothing is thrown from here.
 */
final class Outage {
    private final Logger log;
    private final String what;
    private final LongSupplier ticker;

    private boolean begun;
    private long since;
    private long failures;

    /** Something that has not failed yet; {@code what} stands behind "Cannot" in the log. */
    Outage(final Logger log, final String what, final LongSupplier ticker) {
        this.log = log;
        this.what = what;
        this.ticker = ticker;
    }

    /** It failed, for this reason. */
    void failed(final Throwable reason) {
        failures++;
        try {
            if (begun) {
                log.debug("Still cannot {}.", what, reason);
                return;
            }
            begun = true;
            since = ticker.getAsLong();
            if (reason instanceof JobStoreException) {
                log.warn("Cannot {}; trying again until it works: {}", what, reason.toString());
            } else {
                log.error("Cannot {}; trying again until it works.", what, reason);
            }
        } catch (final Throwable unloggable) {
            // See above.
        }
    }

    /** It worked. */
    void over() {
        if (!begun) {
            return;
        }
        final Duration time = Duration.ofNanos(ticker.getAsLong() - since);
        final long times = failures;
        begun = false;
        failures = 0;
        try {
            log.info("Can {} again, after {} s; {} tries had failed.", what, time.toSeconds(), times);
        } catch (final Throwable unloggable) {
            // See above.
        }
    }
}
