package dev.jobs.http.servlet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test puts forward. Safe to share between threads. */
final class TestClock implements InstantSource {
    private volatile Instant now;

    TestClock(final String start) {
        now = Instant.parse(start);
    }

    @Override
    public Instant instant() {
        return now;
    }

    void forward(final Duration time) {
        now = now.plus(time);
    }
}
