package dev.jobs.worker.thread;

import dev.jobs.worker.log.LogRelay;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of a thread of the worker's own, in steps. It ends only when a step says that it was the last: after a step that
 * fails, whatever it throws, there is a short pause and then the next one. For one thread.
 */
public final class Endless implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Endless.class);
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final String work;
    private final Step step;
    private boolean failed;

    /** @param work what the steps do, as in "claim jobs", for the log */
    public Endless(final String work, final Step step) {
        this.work = work;
        this.step = step;
    }

    /** One step of the work. */
    @FunctionalInterface
    public interface Step {
        /** True if there is another step after this one. */
        boolean next() throws InterruptedException;
    }

    @Override
    public void run() {
        while (hasNext()) {
            // The step is all there is to do.
        }
    }

    private boolean hasNext() {
        try {
            final boolean more = step.next();
            failed = false;
            return more;
        } catch (
                final InterruptedException stray) { // nobody knows this thread but its owner, who ends it in other ways
            LogRelay.log(() -> LOG.debug("An interrupt does not end the thread that is to {}", work, stray));
            return true;
        } catch (final RuntimeException | Error failure) {
            logFirst(failure);
            final boolean unused = Thread.interrupted(); // or there would be no pause
            LockSupport.parkNanos(PAUSE_NANOS);
            return true;
        }
    }

    /** Logs the first of several failures in a row as an error. */
    private void logFirst(final Throwable failure) {
        try {
            if (failed) {
                LogRelay.log(() -> LOG.debug("Could again not {}", work, failure));
            } else {
                failed = true;
                LogRelay.log(() -> LOG.error("Could not {}; it is tried again", work, failure));
            }
        } catch (final RuntimeException | Error untold) {
            // There may be no memory for it. The work goes on.
        }
    }
}
