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
 * Joins the calls that many threads make at the same moment into one call of the database. Safe to share between threads.
 *
 * <h2>How it works</h2>
 *
 * <p>There is one open batch. A thread that calls adds its keys to it and waits; the first thread of a batch leads it. The leader
 * waits for a permit, closes the batch, which opens the next one, makes the joint call, and hands its answers to the others. At
 * most so many joint calls are under way as there are permits, so a batch fills up while earlier ones are with the database:
 * the busier it is, the more calls share a round trip and a commit. A call that is alone waits for nothing. No thread of its own
 * is needed. With two permits:
 *
 * <pre>
 *   thread 1   calls: leads batch A, permit 1           A = {1}
 *   thread 2   calls: leads batch B, permit 2           B = {2}
 *   thread 3   calls: leads batch C, no permit left     C = {3}
 *   thread 4   calls: joins C                           C = {3, 4}
 *   A returns: thread 3 has permit 1, closes C and calls for both
 * </pre>
 *
 * <h2>What is promised</h2>
 *
 * <ul>
 *   <li>Each call is answered by a joint call that began after it: no answer is older than its question.
 *   <li>A failure of one must not be that of others: if a joint call is refused, each caller calls by itself. If the database is
 *       out of reach, all fail with it. If the leader was interrupted, that is its own affair, and the others call again.
 *   <li>Waiting for a batch is not interruptible, since its leader may have written the work of the others.
 * </ul>
 *
 * @param <K> the subject of a call
 * @param <V> the answer for each subject
 */
public final class CallBatcher<K, V> {
    private final Function<Set<K>, Map<K, V>> jointCall;
    private final Size<K> size;
    private final Semaphore permits;
    private final ReentrantLock lock = new ReentrantLock();

    private final Outcome<K, V> parted = new Outcome.Parted<>();

    // Guarded by the lock. It takes calls until its leader permits.
    private Batch<K, V> open = new Batch<>();

    /**
     * @param jointCall answers for some subjects; to repeat it for some of them does no harm
     * @param atOnce the most joint calls at the same time
     * @param size the size of a joint call
     */
    public CallBatcher(final Function<Set<K>, Map<K, V>> jointCall, final int atOnce, final Size<K> size) {
        this.jointCall = jointCall;
        this.permits = new Semaphore(atOnce, true);
        this.size = size;
    }

    /**
     * The bound on the size of a joint call.
     *
     * @param most of the sum of the weights; a single call may have more
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
        private int calls;
        private long weight;
    }

    /** The outcome of a joint call. */
    private sealed interface Outcome<K, V> {
        /** The answers. */
        record Answered<K, V>(Map<K, V> answers) implements Outcome<K, V> {}

        /** A failure that all others would meet now, too. */
        record Failed<K, V>(RuntimeException failure) implements Outcome<K, V> {}

        /** The interrupt of the leader: the others call again. */
        record Left<K, V>() implements Outcome<K, V> {}

        /** A failure for one of the calls, nobody knows for which: each calls by itself. */
        record Parted<K, V>() implements Outcome<K, V> {}
    }

    /** The answers for those subjects that have one. A failure of the joint call is thrown to all whose calls it joined. */
    public Map<K, V> call(final Set<K> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        while (true) {
            final Membership<K, V> membership = join(keys);
            final Outcome<K, V> outcome = membership.leads()
                    ? lead(membership.batch())
                    : membership.batch().outcome.join();
            if (outcome instanceof Outcome.Answered<K, V> answered) {
                return own(keys, answered.answers());
            }
            if (outcome instanceof Outcome.Failed<K, V> failed) {
                throw failed.failure();
            }
            if (outcome instanceof Outcome.Parted) {
                return own(keys, callAlone(keys));
            }
        }
    }

    private static <K, V> Map<K, V> own(final Set<K> keys, final Map<K, V> answers) {
        final Map<K, V> own = new HashMap<>(answers);
        own.keySet().retainAll(keys);
        return own;
    }

    /** The membership of a call in a batch. */
    private record Membership<K, V>(Batch<K, V> batch, boolean leads) {}

    private Membership<K, V> join(final Set<K> keys) {
        final long weight = size.of(keys);
        lock.lock();
        try {
            if (open.calls > 0 && open.weight + weight > size.most()) {
                open = new Batch<>();
            }
            // Made first: a batch with a call has a leader, even where memory ends here.
            final Membership<K, V> membership = new Membership<>(open, open.calls == 0);
            open.keys.addAll(keys);
            open.weight += weight;
            open.calls++;
            return membership;
        } finally {
            lock.unlock();
        }
    }

    private Outcome<K, V> lead(final Batch<K, V> batch) {
        Outcome<K, V> ofOthers = parted;
        boolean permitted = false;
        try {
            permits.acquireUninterruptibly();
            permitted = true;
            ofOthers = new Outcome.Answered<>(jointCall.apply(close(batch)));
            return ofOthers;
        } catch (final JobStoreUnavailableException | JobStoreClosedException e) {
            final Outcome<K, V> failed = new Outcome.Failed<>(e);
            ofOthers = Thread.currentThread().isInterrupted() ? new Outcome.Left<>() : failed;
            return failed;
        } catch (final RuntimeException e) {
            return batch.calls == 1 ? new Outcome.Failed<>(e) : ofOthers;
        } finally {
            // In this order, so that those who are answered may be in time for the next batch with their next calls.
            takeNoMore(batch);
            batch.outcome.complete(ofOthers);
            if (permitted) {
                permits.release();
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

    private Map<K, V> callAlone(final Set<K> keys) {
        permits.acquireUninterruptibly();
        try {
            return jointCall.apply(keys);
        } finally {
            permits.release();
        }
    }
}
