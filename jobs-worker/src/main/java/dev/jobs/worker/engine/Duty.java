package dev.jobs.worker.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Work that a worker does from time to time. Immutable.
 *
 * @param purpose what it is for, as in "could not …"
 * @param interval the time from the end of one run to the next, which is asked for at the end of each
 * @param firstWithin the first run is at random within this time, so that workers that were started together do not all come
 *     at once
 * @param work the work itself; when it fails it is due again at once
 */
record Duty(String purpose, Supplier<Duration> interval, Duration firstWithin, Runnable work) {
    Duty {
        requireNonNull(purpose, "purpose");
        requireNonNull(work, "work");
        requireNonNull(interval, "interval");
        if (firstWithin.isNegative() || firstWithin.isZero()) {
            throw new IllegalArgumentException("A duty has a time for its first run, but has " + firstWithin);
        }
    }
}
