package dev.jobs.store.jdbc.postgresql.signal;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The test messages that a store sends itself while it listens on the shared channel, and the proof that they are: signals arrive since the
 * first one that was received, as long as none is overdue. Safe to share between threads.
 */
final class TestMessages {
    /** The time after which a message that has not arrived is a reason to doubt; it takes milliseconds. */
    private static final long OVERDUE_NANOS = Duration.ofSeconds(2).toNanos();

    private final LongSupplier ticker;

    // Guarded by this, as is all below.
    private boolean listening;
    private OptionalLong askedAt = OptionalLong.empty();
    private OptionalLong arrivingSince = OptionalLong.empty();

    /** @param ticker the monotonic clock, in nanoseconds */
    TestMessages(final LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** The store listens on the shared channel from now on. */
    synchronized void listens() {
        listening = true;
    }

    /** The store listens no more. */
    synchronized void listensNoMore() {
        listening = false;
        arrivingSince = OptionalLong.empty();
    }

    /** A message is asked for. */
    synchronized void asked() {
        askedAt = OptionalLong.of(ticker.getAsLong());
    }

    /** A message was received. */
    synchronized void received() {
        final boolean proof = arrivingSince().isPresent();
        askedAt = OptionalLong.empty();
        if (listening && !proof) {
            arrivingSince = OptionalLong.of(ticker.getAsLong());
        }
    }

    /** True if the message that was asked for last was received. */
    synchronized boolean isReceived() {
        return askedAt.isEmpty();
    }

    /** The moment of the ticker since which signals arrive; empty: that is in doubt. */
    synchronized OptionalLong arrivingSince() {
        return askedAt.isPresent() && ticker.getAsLong() - askedAt.getAsLong() >= OVERDUE_NANOS
                ? OptionalLong.empty()
                : arrivingSince;
    }
}
