package dev.jobs.http.servlet.watch;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limit of requests that wait at once: in all, and for any one owner of jobs. It also knows which of those that waited have
 * not had their answer yet. Safe to share between threads.
 */
public final class WaitLimit {
    private static final Logger LOG = LoggerFactory.getLogger(WaitLimit.class);

    private final AsyncSupport async;
    private final int most;
    private final int mostPerOwner;
    private final Map<String, Integer> taken = new HashMap<>();
    private int total;
    private int unanswered;

    public WaitLimit(final AsyncSupport async, final int most, final int mostPerOwner) {
        this.async = async;
        this.most = most;
        this.mostPerOwner = mostPerOwner;
    }

    /** A permit for a request that waits for a job of this owner; empty if it cannot wait, or there is none left. */
    public Optional<Permit> take(final HttpServletRequest request, final String owner) {
        return async.isOf(request) ? take(owner) : Optional.empty();
    }

    /** A permit for someone who waits for a job of this owner; empty if there is none left. */
    public synchronized Optional<Permit> take(final String owner) {
        final int ofOwner = taken.getOrDefault(owner, 0);
        if (total >= most || ofOwner >= mostPerOwner) {
            return Optional.empty();
        }
        total++;
        taken.put(owner, ofOwner + 1);
        return Optional.of(new Permit(owner));
    }

    private synchronized void giveBack(final String owner) {
        total--;
        taken.computeIfPresent(owner, (name, count) -> count == 1 ? null : count - 1);
    }

    private synchronized void started() {
        unanswered++;
    }

    private synchronized void answered() {
        unanswered--;
        notifyAll();
    }

    /** Waits until all who waited have had their answer; false if the time is over before. */
    public synchronized boolean awaitAnswered(final Duration time, final LongSupplier ticker)
            throws InterruptedException {
        final long end = ticker.getAsLong() + time.toNanos();
        for (long rest = time.toNanos(); unanswered > 0 && rest > 0; rest = end - ticker.getAsLong()) {
            // Not less than a millisecond: zero would wait without end.
            wait(Math.max(1, rest / 1_000_000));
        }
        return unanswered == 0;
    }

    /** The number of permits that are taken. */
    public synchronized int taken() {
        return total;
    }

    /** A permit to wait, until it is closed; a second close does nothing. */
    public final class Permit implements AutoCloseable {
        private final String owner;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Permit(final String owner) {
            this.owner = owner;
        }

        /** Lets the request be answered later. Empty if the container does not; then the permit is closed. */
        public Optional<AsyncContext> startAsync(final HttpServletRequest request, final HttpServletResponse response) {
            final AsyncContext context;
            try {
                context = request.startAsync(request, response);
            } catch (final IllegalStateException e) {
                LOG.debug("The container does not let a request wait; it is answered at once.", e);
                close();
                return Optional.empty();
            }
            started();
            context.addListener(new Answered());
            return Optional.of(context);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack(owner);
            }
        }
    }

    /** Hears that the container has done with a request that waited. */
    private final class Answered implements AsyncListener {
        private final AtomicBoolean told = new AtomicBoolean();

        @Override
        public void onComplete(final AsyncEvent event) {
            if (told.compareAndSet(false, true)) {
                answered();
            }
        }

        @Override
        public void onTimeout(final AsyncEvent event) {
            // Its completion follows.
        }

        @Override
        public void onError(final AsyncEvent event) {
            // Its completion follows.
        }

        @Override
        public void onStartAsync(final AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
