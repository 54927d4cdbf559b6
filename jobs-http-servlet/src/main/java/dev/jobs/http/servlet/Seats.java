package dev.jobs.http.servlet;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many requests may wait at once: in all, and for any one owner of jobs. Safe to share between threads. */
final class Seats {
    private final int most;
    private final int mostPerOwner;
    private final Map<String, Integer> taken = new HashMap<>();
    private int total;

    Seats(final int most, final int mostPerOwner) {
        this.most = most;
        this.mostPerOwner = mostPerOwner;
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

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                giveBack(owner);
            }
        }
    }
}
