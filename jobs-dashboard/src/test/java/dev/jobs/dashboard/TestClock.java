package dev.jobs.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that tests move by hand. Safe to share between threads. */
final class TestClock implements InstantSource {
    private volatile Instant now;

    TestClock(final String start) {
        now = Instant.parse(start);
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** The same time as a ticker has it. */
    long nanos() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    void forward(final Duration time) {
        now = now.plus(time);
    }
}
