package dev.jobs.store.jdbc;

import dev.jobs.store.JobStoreException;
import dev.jobs.store.JobStoreUnavailableException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Questions of many threads, answered together: what is asked while the database is busy with earlier ones goes to it as
 * one question. Alone, a question waits for nothing. Each is answered by a look that began after it was asked.
 *
 * <p>No thread of its own: the first that asks leads its batch, and the others wait for it. Safe to share between threads.
 *
 * @param <K> what is asked about
 * @param <V> what is answered of each
 */
final class Gathered<K, V> {
    private final Function<Set<K>, Map<K, V>> look;
    private final int most;
    private final Semaphore looks;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock. It takes questions until its leader looks.
    private Batch<K, V> open = new Batch<>();

    /**
     * @param look answers a question about some
     * @param atOnce how many looks there are at the same time at most
     * @param most about how many one look asks; a single question may ask about more
     */
    Gathered(final Function<Set<K>, Map<K, V>> look, final int atOnce, final int most) {
        this.look = look;
        this.looks = new Semaphore(atOnce, true);
        this.most = most;
    }

    private static final class Batch<K, V> {
        private final Set<K> keys = new HashSet<>();
        private final CompletableFuture<Optional<Map<K, V>>> answers = new CompletableFuture<>();
    }

    /** The answers of those that there are. What the look throws is thrown to all whom it was to answer. */
    Map<K, V> ask(final Set<K> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        Optional<Map<K, V>> answers = Optional.empty();
        while (answers.isEmpty()) {
            final Seat<K, V> seat = join(keys);
            answers = seat.leads() ? Optional.of(lead(seat.batch())) : follow(seat.batch());
        }
        final Map<K, V> own = new HashMap<>(answers.get());
        own.keySet().retainAll(keys);
        return own;
    }

    /** A place in a batch. */
    private record Seat<K, V>(Batch<K, V> batch, boolean leads) {}

    private Seat<K, V> join(final Set<K> keys) {
        lock.lock();
        try {
            if (open.keys.size() + keys.size() > most) {
                open = new Batch<>();
            }
            final boolean leads = open.keys.isEmpty();
            open.keys.addAll(keys);
            return new Seat<>(open, leads);
        } finally {
            lock.unlock();
        }
    }

    private Map<K, V> lead(final Batch<K, V> batch) {
        looks.acquireUninterruptibly();
        try {
            final Map<K, V> answers = look.apply(close(batch));
            batch.answers.complete(Optional.of(answers));
            return answers;
        } catch (final RuntimeException | Error e) {
            if (Thread.currentThread().isInterrupted()) {
                // That it was to stop is the leader's affair alone: the others ask again.
                batch.answers.complete(Optional.empty());
            } else {
                batch.answers.completeExceptionally(e);
            }
            throw e;
        } finally {
            looks.release();
        }
    }

    private Set<K> close(final Batch<K, V> batch) {
        lock.lock();
        try {
            if (batch.equals(open)) {
                open = new Batch<>();
            }
            return Set.copyOf(batch.keys);
        } finally {
            lock.unlock();
        }
    }

    /** What the leader was answered; empty if it left. */
    private static <K, V> Optional<Map<K, V>> follow(final Batch<K, V> batch) {
        try {
            return batch.answers.get();
        } catch (final ExecutionException e) {
            if (e.getCause() instanceof JobStoreException fault) {
                throw fault;
            }
            throw new IllegalStateException("a question that was asked for several threads failed", e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobStoreUnavailableException("interrupted while waiting for an answer", e);
        }
    }
}
