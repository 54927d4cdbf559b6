package dev.jobs.worker.process.output;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The last bytes of an output, however long it is. Safe for threads. */
public final class OutputTail {
    private final byte[] ring;
    private long written;

    public OutputTail(final int bytes) {
        this.ring = new byte[bytes];
    }

    /** Adds these bytes, of which the last are kept. */
    public synchronized void append(final byte[] bytes, final int length) {
        final int kept = Math.min(length, ring.length);
        for (int taken = 0; taken < kept; ) {
            final int at = (int) ((written + length - kept + taken) % ring.length);
            final int count = Math.min(kept - taken, ring.length - at);
            System.arraycopy(bytes, length - kept + taken, ring, at, count);
            taken += count;
        }
        written += length;
    }

    /** The bytes kept, as text. */
    public synchronized String text() {
        final int kept = (int) Math.min(written, ring.length);
        final var bytes = new byte[kept];
        for (int i = 0; i < kept; i++) {
            bytes[i] = ring[(int) ((written - kept + i) % ring.length)];
        }
        int start = 0;
        // A character whose beginning is cut off is left out.
        while (written > kept && start < Math.min(kept, Utf8.MAX_FOLLOWERS) && Utf8.isFollower(bytes[start])) {
            start++;
        }
        return new String(bytes, start, kept - start, UTF_8);
    }
}
