package dev.jobs.store.jdbc.connection;

import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreUnavailableException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What many threads want of the database at the same moment, done together: what is asked while it is busy with earlier
 * questions goes to it as one, with one round trip and one commit. Alone, a question waits for nothing. Each is answered
 * by a look that began after it was asked.
 *
 * <p>No thread of its own: the first that asks leads its batch, and the others wait for it, whether they are interrupted or
 * not. Safe to share between threads.
 *
 * @param <K> what is asked about, or to be done
 * @param <V> what is answered of each
 */
public final class CallBatcher<K, V> {
    private final Function<Set<K>, Map<K, V>> look;
    private final Size<K> size;
    private final Semaphore looks;
    private final ReentrantLock lock = new ReentrantLock();

    private final Outcome<K, V> parted = new Outcome.Parted<>();

    // Guarded by the lock. It takes questions until its leader looks.
    private Batch<K, V> open = new Batch<>();

    /**
     * @param look answers a question about some; to be done again for some of them does no harm
     * @param atOnce how many looks there are at the same time at most
     * @param size of what one look asks about
     */
    public CallBatcher(final Function<Set<K>, Map<K, V>> look, final int atOnce, final Size<K> size) {
        this.look = look;
        this.looks = new Semaphore(atOnce, true);
        this.size = size;
    }

    /**
     * How much one look takes on.
     *
     * @param most of the sum of the weights; a single question may have more
     * @param weight of one, at least 0
     */
    public record Size<K>(int most, ToIntFunction<K> weight) {
        public static <K> Size<K> ofNumber(final int most) {
            return new Size<>(most, key -> 1);
        }

        long of(final Set<K> keys) {
            return keys.stream().mapToLong(weight::applyAsInt).sum();
        }
    }

    private static final class Batch<K, V> {
        private final Set<K> keys = new HashSet<>();
        private final CompletableFuture<Outcome<K, V>> outcome = new CompletableFuture<>();
        private int questions;
        private long weight;
    }

    /** What came of a look. */
    private sealed interface Outcome<K, V> {
        /** These are the answers. */
        record Answered<K, V>(Map<K, V> answers) implements Outcome<K, V> {}

        /** It failed, and so would all others now. */
        record Failed<K, V>(RuntimeException failure) implements Outcome<K, V> {}

        /** That its leader was to stop is the leader's affair alone: the others ask again. */
        record Left<K, V>() implements Outcome<K, V> {}

        /** It failed for one of the questions, who knows for which: each asks by itself. */
        record Parted<K, V>() implements Outcome<K, V> {}
    }

    /** The answers of those that there are. What the look throws is thrown to all whom it was to answer. */
    public Map<K, V> ask(final Set<K> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        while (true) {
            final Seat<K, V> seat = join(keys);
            final Outcome<K, V> outcome =
                    seat.leads() ? lead(seat.batch()) : seat.batch().outcome.join();
            if (outcome instanceof Outcome.Answered<K, V> answered) {
                return own(keys, answered.answers());
            }
            if (outcome instanceof Outcome.Failed<K, V> failed) {
                throw failed.failure();
            }
            if (outcome instanceof Outcome.Parted) {
                return own(keys, lookAlone(keys));
            }
        }
    }

    private static <K, V> Map<K, V> own(final Set<K> keys, final Map<K, V> answers) {
        final Map<K, V> own = new HashMap<>(answers);
        own.keySet().retainAll(keys);
        return own;
    }

    /** A place in a batch. */
    private record Seat<K, V>(Batch<K, V> batch, boolean leads) {}

    private Seat<K, V> join(final Set<K> keys) {
        final long weight = size.of(keys);
        lock.lock();
        try {
            if (open.questions > 0 && open.weight + weight > size.most()) {
                open = new Batch<>();
            }
            // Made first: a batch with a question has somebody who leads it, even where memory ends here.
            final Seat<K, V> seat = new Seat<>(open, open.questions == 0);
            open.keys.addAll(keys);
            open.weight += weight;
            open.questions++;
            return seat;
        } finally {
            lock.unlock();
        }
    }

    private Outcome<K, V> lead(final Batch<K, V> batch) {
        Outcome<K, V> ofOthers = parted;
        boolean permitted = false;
        try {
            looks.acquireUninterruptibly();
            permitted = true;
            ofOthers = new Outcome.Answered<>(look.apply(close(batch)));
            return ofOthers;
        } catch (final JobStoreUnavailableException | JobStoreClosedException e) {
            final Outcome<K, V> failed = new Outcome.Failed<>(e);
            ofOthers = Thread.currentThread().isInterrupted() ? new Outcome.Left<>() : failed;
            return failed;
        } catch (final RuntimeException e) {
            return batch.questions == 1 ? new Outcome.Failed<>(e) : ofOthers;
        } finally {
            // In this order, so that those who are answered may be in time for the next look with what they ask next.
            takeNoMore(batch);
            batch.outcome.complete(ofOthers);
            if (permitted) {
                looks.release();
            }
        }
    }

    private Set<K> close(final Batch<K, V> batch) {
        lock.lock();
        try {
            takeNoMore(batch);
            return Set.copyOf(batch.keys);
        } finally {
            lock.unlock();
        }
    }

    private void takeNoMore(final Batch<K, V> batch) {
        lock.lock();
        try {
            if (batch.equals(open)) {
                open = new Batch<>();
            }
        } finally {
            lock.unlock();
        }
    }

    private Map<K, V> lookAlone(final Set<K> keys) {
        looks.acquireUninterruptibly();
        try {
            return look.apply(keys);
        } finally {
            looks.release();
        }
    }
}
