package dev.jobs.test;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until the test moves it: that of the store and of the worker. Safe to share between threads. */
public final class TestClock implements InstantSource {
    /** The time at which it begins. */
    public static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Runnable onMove;
    private Instant now = BEGIN; // guarded by this

    /** @param onMove called after each move, under no lock */
    TestClock(final Runnable onMove) {
        this.onMove = onMove;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** The nanoseconds since it began. */
    long nanos() {
        return Duration.between(BEGIN, instant()).toNanos();
    }

    /**
     * Moves the time on. What it makes due does not run by itself; an attempt that runs while this is called, as by its own handler,
     * is stopped if it has reached a limit of time.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public void advance(final Duration time) {
        if (requireNonNull(time, "time").isNegative()) {
            throw new IllegalArgumentException("a clock is not moved back, but this is " + time);
        }
        synchronized (this) {
            now = now.plus(time);
        }
        onMove.run();
    }

    /**
     * Moves the time on to this moment.
     *
     * @throws IllegalArgumentException if it is over
     */
    public void advanceTo(final Instant moment) {
        advance(Duration.between(instant(), moment));
    }

    @Override
    public String toString() {
        return "TestClock[" + instant() + "]";
    }
}
