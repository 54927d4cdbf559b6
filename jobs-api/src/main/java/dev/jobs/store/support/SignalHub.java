package dev.jobs.store.support;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobSignal;
import dev.jobs.Subscription;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The listeners to the signals of a store, for adapters that implement {@link dev.jobs.Jobs#subscribe}. Listeners are called on the
 * thread that sends, one after the other; one that fails does not keep the others from being told.
 *
 * <p>Safe to share between threads. To be called outside of any lock of the store's.
 */
public final class SignalHub implements AutoCloseable {
    private final BiConsumer<JobSignal, Throwable> onFailure;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** A hub without listeners, which hands what a listener throws, and the signal it threw it at, to {@code onFailure}. */
    public SignalHub(final BiConsumer<JobSignal, Throwable> onFailure) {
        this.onFailure = requireNonNull(onFailure, "onFailure");
    }

    /** Adds a listener to all signals, until its subscription is closed. */
    public Subscription subscribe(final Consumer<JobSignal> consumer) {
        return subscribe(JobSignal.KINDS, consumer);
    }

    /** Adds a listener to signals of these kinds, until its subscription is closed. */
    public Subscription subscribe(final Set<Class<? extends JobSignal>> kinds, final Consumer<JobSignal> consumer) {
        final Listener listener = new Listener(Set.copyOf(kinds), requireNonNull(consumer, "consumer"));
        listeners.add(listener);
        return listener;
    }

    /** The kinds of signals that somebody listens to. */
    public Set<Class<? extends JobSignal>> kinds() {
        return listeners.stream().flatMap(listener -> listener.kinds.stream()).collect(Collectors.toSet());
    }

    /** Tells every listener of each of these signals that is of its kinds, in their order. */
    public void send(final List<JobSignal> signals) {
        for (final Listener listener : listeners) {
            signals.forEach(listener::hear);
        }
    }

    /** Ends all subscriptions. */
    @Override
    public void close() {
        listeners.clear();
    }

    private final class Listener implements Subscription {
        private final Set<Class<? extends JobSignal>> kinds;
        private final Consumer<JobSignal> consumer;

        private Listener(final Set<Class<? extends JobSignal>> kinds, final Consumer<JobSignal> consumer) {
            this.kinds = kinds;
            this.consumer = consumer;
        }

        private void hear(final JobSignal signal) {
            if (!kinds.contains(signal.getClass()) || !listeners.contains(this)) {
                return;
            }
            try {
                consumer.accept(signal);
            } catch (final RuntimeException | Error e) { // who sends has done its work, and others want to hear of it
                tell(signal, e);
            }
        }

        private void tell(final JobSignal signal, final Throwable failure) {
            try {
                onFailure.accept(signal, failure);
            } catch (final RuntimeException | Error untold) { // of a logger, for one
                failure.addSuppressed(untold);
            }
        }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }
}
