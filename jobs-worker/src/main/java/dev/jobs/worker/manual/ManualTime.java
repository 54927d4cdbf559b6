package dev.jobs.worker.manual;

import java.time.Duration;

/** The time of a worker that is driven by hand: it stands still until somebody moves it. Safe to share between threads. */
public interface ManualTime {
    /** Nanoseconds since any moment, which never run backwards. */
    long nanos();

    /**
     * Moves the time on by so much, together with the store's clock.
     *
     * @param time not negative
     */
    void pass(Duration time);
}
