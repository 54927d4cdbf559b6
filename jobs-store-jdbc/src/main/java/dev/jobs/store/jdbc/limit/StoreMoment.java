package dev.jobs.store.jdbc.limit;

import java.time.Duration;
import java.time.Instant;

/**
 * A time of the store's clock, and when this process was told it: what is to be done at a later time of the store's clock is done so much later
 * than that, however long it took until then to say so. Immutable.
 *
 * @param time the time by the store's clock
 * @param told the time at which the answer came, in nanoseconds of the ticker
 */
record StoreMoment(Instant time, long told) {
    /** The nanoseconds that are left until a later time of the store's clock; negative: it is over. */
    long nanosUntil(final Instant later, final long ticks) {
        return Duration.between(time, later).toNanos() - (ticks - told);
    }
}
