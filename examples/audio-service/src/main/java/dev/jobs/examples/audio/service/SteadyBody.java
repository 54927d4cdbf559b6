package dev.jobs.examples.audio.service;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A request's body that has to come at a minimum rate, so that a few slow senders do not keep all threads. A sender that is
 * silent is the container's to give up; one that sends a byte now and then is given up here. Used by one thread.
 */
final class SteadyBody extends InputStream {
    /** The time that a sender may take to get going. */
    private static final long GRACE_NANOS = Duration.ofSeconds(10).toNanos();

    /** Even a poor connection manages as much, on average from the beginning. */
    private static final double LEAST_BYTES_PER_SECOND = 1_024;

    private static final double NANOS_PER_SECOND = 1e9;

    private final InputStream body;
    private final LongSupplier ticker;
    private final long start;
    private long bytes;

    SteadyBody(final InputStream body, final LongSupplier ticker) {
        this.body = body;
        this.ticker = ticker;
        this.start = ticker.getAsLong();
    }

    @Override
    public int read() throws IOException {
        final int value = body.read();
        return value < 0 ? value : counted(1, value);
    }

    @Override
    public int read(final byte[] buffer, final int offset, final int length) throws IOException {
        final int count = body.read(buffer, offset, length);
        return count < 0 ? count : counted(count, count);
    }

    private int counted(final int count, final int answer) {
        bytes += count;
        final long nanos = ticker.getAsLong() - start;
        if (nanos > GRACE_NANOS && bytes / (nanos / NANOS_PER_SECOND) < LEAST_BYTES_PER_SECOND) {
            throw new RequestException(408, "The request's body comes too slowly");
        }
        return answer;
    }
}
