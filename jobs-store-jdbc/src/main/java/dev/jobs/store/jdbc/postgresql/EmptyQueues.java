package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.jdbc.table.QueuePlace;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The place behind which a start at the submission looks whether something waits, for as long as it pays to know it. Safe to share
 * between threads.
 *
 * <p>Such a start reads the front of its queues, and with it what {@link ClaimStarts} describe: the entries of jobs that have been claimed.
 * If nothing waited and it read many blocks, it leaves its own place: all that waits later has a later one. The price is that of a
 * claim's start, and it is forgotten in the same way.
 */
final class EmptyQueues {
    private final LongSupplier ticker;
    private volatile Optional<Known> known = Optional.empty();

    /** @param ticker monotonic nanoseconds */
    EmptyQueues(final LongSupplier ticker) {
        this.ticker = ticker;
    }

    private record Known(Set<String> queues, QueuePlace place, long begin, long nanos) {}

    /** The place of a job when which started nothing waited in these queues; empty: look at all of them. */
    Optional<QueuePlace> behind(final Set<String> queues) {
        return known.filter(last -> last.queues().equals(queues) && ticker.getAsLong() - last.begin() < last.nanos())
                .map(Known::place);
    }

    /**
     * Notes that nothing waited in these queues when a job at this place started.
     *
     * @param blocks the blocks of indexes that it took to see that
     * @param nanos the time that it took
     */
    void note(final Set<String> queues, final QueuePlace place, final long blocks, final long nanos) {
        if (new ClaimStarts.Spent(0, blocks, queues.size()).isMuch()) {
            known = Optional.of(new Known(Set.copyOf(queues), place, ticker.getAsLong(), ClaimStarts.lasting(nanos)));
        }
    }

    void forget() {
        known = Optional.empty();
    }
}
