package dev.jobs.store.support;

import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.StartRate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The use of one limit key by its jobs at one moment, for adapters. Immutable.
 *
 * <p>The bucket of a rate is kept as one time: that at which it is full again if nothing starts. (This is the generic cell rate
 * algorithm, which counts as a token bucket does.)
 *
 * @param unreleased the leases of its jobs that are not released
 * @param fullAt the time, by the store's clock, at which its bucket is full again; in the past if it is full
 */
public record KeyUse(int unreleased, Instant fullAt) {
    /** Nothing is taken. */
    public static final KeyUse NONE = new KeyUse(0, Instant.EPOCH);

    /** The first time at which this rate allows a start, which may be in the past. */
    Instant nextStart(final StartRate rate) {
        return fullAt.minus(rate.intervalMicros() * (rate.burst() - 1L), ChronoUnit.MICROS);
    }

    /** The same after one more start. */
    KeyUse started(final StartRate rate, final Instant now) {
        return new KeyUse(
                unreleased + 1, (fullAt.isBefore(now) ? now : fullAt).plus(rate.intervalMicros(), ChronoUnit.MICROS));
    }

    /** The same after one more start that no rate counts. */
    KeyUse started() {
        return new KeyUse(unreleased + 1, fullAt);
    }

    /** The same from now on under this rate, whose bucket cannot be emptier than empty: a slower one may have filled it before. */
    private KeyUse under(final StartRate rate, final Instant now) {
        final Instant empty = now.plus(rate.intervalMicros() * rate.burst(), ChronoUnit.MICROS);
        return fullAt.isAfter(empty) ? new KeyUse(unreleased, empty) : this;
    }

    /** The same from now on under the limit that holds for its key now, for stores whose limits have changed. */
    public KeyUse under(final Optional<Limit> limit, final Instant now) {
        return limit.flatMap(Limit::rate).map(rate -> under(rate, now)).orElse(this);
    }
}
