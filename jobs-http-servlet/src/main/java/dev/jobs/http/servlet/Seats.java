package dev.jobs.http.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many requests may wait at once: in all, and for any one owner of jobs. Safe to share between threads. */
final class Seats {
    private static final Logger LOG = LoggerFactory.getLogger(Seats.class);

    private final int most;
    private final int mostPerOwner;
    private final Map<String, Integer> taken = new HashMap<>();
    private int total;

    Seats(final int most, final int mostPerOwner) {
        this.most = most;
        this.mostPerOwner = mostPerOwner;
    }

    /** A seat for a request that waits for a job of this owner; empty if it cannot wait, or there is none left. */
    Optional<Seat> take(final HttpServletRequest request, final String owner) {
        return request.isAsyncSupported() ? take(owner) : Optional.empty();
    }

    /** A seat for someone who waits for a job of this owner; empty if there is none left. */
    synchronized Optional<Seat> take(final String owner) {
        final int ofOwner = taken.getOrDefault(owner, 0);
        if (total >= most || ofOwner >= mostPerOwner) {
            return Optional.empty();
        }
        total++;
        taken.put(owner, ofOwner + 1);
        return Optional.of(new Seat(owner));
    }

    private synchronized void giveBack(final String owner) {
        total--;
        taken.computeIfPresent(owner, (name, count) -> count == 1 ? null : count - 1);
    }

    /** How many are taken. */
    synchronized int taken() {
        return total;
    }

    /** One seat, until it is closed; a second close does nothing. */
    final class Seat implements AutoCloseable {
        private final String owner;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Seat(final String owner) {
            this.owner = owner;
        }

        /** Lets the request be answered later. Empty if the container does not; then the seat is closed. */
        Optional<AsyncContext> startAsync(final HttpServletRequest request, final HttpServletResponse response) {
            try {
                return Optional.of(request.startAsync(request, response));
            } catch (final IllegalStateException e) {
                LOG.debug("The container does not let a request wait; it is answered at once.", e);
                close();
                return Optional.empty();
            }
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack(owner);
            }
        }
    }
}
