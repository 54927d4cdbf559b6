package dev.jobs.worker.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Work that a worker does from time to time. Immutable.
 *
 * @param purpose what it is for, as in "could not …"
 * @param interval the time from the end of one run to the next
 * @param firstWithin the first run is at random within this time, so that workers that were started together do not all come
 *     at once
 * @param work the work itself; when it fails it is due again at once
 */
record Duty(String purpose, Duration interval, Duration firstWithin, Runnable work) {
    Duty {
        requireNonNull(purpose, "purpose");
        requireNonNull(work, "work");
        if (interval.isNegative() || firstWithin.isNegative() || firstWithin.isZero()) {
            throw new IllegalArgumentException(
                    "A duty has an interval, but has " + interval + ", first " + firstWithin);
        }
    }
}
