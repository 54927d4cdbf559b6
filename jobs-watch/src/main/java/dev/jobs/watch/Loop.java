package dev.jobs.watch;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that does one step after another until it is closed. Nothing else ends it: a step that fails, by whatever
 * exception or {@link Error}, is followed by the next, a second later. Safe to share between threads.
 */
final class Loop {
    private static final Duration REST_AFTER_FAILURE = Duration.ofSeconds(1);

    private final String name;
    private final Step step;
    private final Outage outage;
    private final CountDownLatch closing = new CountDownLatch(1);
    private Optional<Thread> thread = Optional.empty();

    /** The step that is done again and again. */
    interface Step {
        /** Waits until there is something to do, and does it. */
        void run() throws InterruptedException;
    }

    /** A thread of this name, which is not started yet. */
    Loop(final String name, final Step step, final Outage outage) {
        this.name = name;
        this.step = step;
        this.outage = outage;
    }

    /** Starts the thread, where it does not run already. */
    synchronized void start() {
        if (isClosed() || thread.filter(Thread::isAlive).isPresent()) {
            return;
        }
        final Thread started = new Thread(this::run, name);
        started.setDaemon(true);
        started.start();
        thread = Optional.of(started);
    }

    private void run() {
        @Nullable Throwable failure = null;
        while (!isClosed()) {
            // Nothing is done outside of this but to keep what failed: whatever else is done may fail too.
            try {
                if (failure == null) {
                    step.run();
                    outage.over();
                } else {
                    outage.failed(failure);
                    final boolean unused = closing.await(REST_AFTER_FAILURE.toNanos(), TimeUnit.NANOSECONDS);
                    failure = null;
                }
            } catch (final Throwable e) {
                failure = e;
            }
        }
    }

    boolean isClosed() {
        return closing.getCount() == 0;
    }

    /** Lets no further step begin. The step under way has to be ended by who waits for its end. */
    void close() {
        closing.countDown();
    }

    /** Waits until the thread has ended; false if the time is over before. */
    boolean awaitEnd(final Duration time) throws InterruptedException {
        final Optional<Thread> last;
        synchronized (this) {
            last = thread;
        }
        if (last.isEmpty() || last.get() == Thread.currentThread()) {
            return true;
        }
        last.get().join(time.toMillis());
        return !last.get().isAlive();
    }
}
