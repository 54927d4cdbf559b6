package dev.jobs.worker.attempt;

import java.util.List;
import java.util.Optional;

/**
 * The thread that an attempt's handler runs on, which a stop interrupts once. Safe to share between threads.
 *
 * <p>An interrupt closes the {@link java.nio.channels.InterruptibleChannel} in which its thread waits, and that takes as long as the
 * system lets it wait: for ever, on a network mount that is dead. So another thread makes the interrupt, one of no factory of the
 * user's, which may hang too. It does so under a lock that only the end of the handler waits for, whose thread then belongs to others.
 */
final class HandlerThread {
    private final Object interrupting = new Object();
    private volatile Optional<Thread> thread = Optional.empty();

    /** Guarded by the lock. Two threads may carry out a stop, and the handler may be cleaning up when the second comes. */
    private boolean interrupted;

    /** The handler runs on this thread from now on. */
    void begin() {
        thread = Optional.of(Thread.currentThread());
    }

    /** The handler has returned: its thread is interrupted no more, and is not interrupted now. */
    void end() {
        synchronized (interrupting) {
            thread = Optional.empty();
        }
        final boolean unused = Thread.interrupted();
    }

    /** Interrupts the handler if it runs and was not interrupted before; returns at once. */
    void interrupt() {
        if (isOn(Thread.currentThread())) {
            interruptOnce(); // it waits in no channel
        } else if (isRunning()) {
            interruptOnAnotherThread();
        }
    }

    private void interruptOnAnotherThread() {
        try {
            final Thread other = new Thread(this::interruptOnce, "jobs-interrupt");
            other.setDaemon(true);
            other.start();
        } catch (final OutOfMemoryError noThread) {
            interruptOnce(); // which hardly ever hangs
        }
    }

    private void interruptOnce() {
        synchronized (interrupting) {
            if (!interrupted) {
                interrupted = true;
                thread.ifPresent(Thread::interrupt);
            }
        }
    }

    /** True while the handler runs. */
    boolean isRunning() {
        return thread.isPresent();
    }

    /** True if the handler runs on this thread. */
    boolean isOn(final Thread other) {
        return thread.filter(own -> own == other).isPresent();
    }

    /** The calls that the handler is in, innermost first; empty if it has returned. */
    List<StackTraceElement> stack() {
        return thread.map(running -> List.of(running.getStackTrace())).orElse(List.of());
    }
}
