package dev.jobs.http.servlet.watch;

import java.util.concurrent.atomic.AtomicLong;

/** The memory for answers that are kept until a client has taken them. Safe to share between threads. */
public final class HeldBytes {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    public HeldBytes(final long most) {
        this.most = most;
    }

    /** A sixteenth of the memory of this process, and 64 MiB at most. */
    public static long usual() {
        return Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);
    }

    /** Takes so many bytes; false if there are not so many left. While none are taken any number can be. */
    public boolean take(final long bytes) {
        final long now = held.addAndGet(bytes);
        if (now > most && now > bytes) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    public void giveBack(final long bytes) {
        held.addAndGet(-bytes);
    }

    /** The number of bytes that are taken. */
    public long taken() {
        return held.get();
    }
}
