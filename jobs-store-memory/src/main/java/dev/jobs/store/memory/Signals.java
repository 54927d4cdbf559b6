package dev.jobs.store.memory;

import dev.jobs.store.JobSignal;
import dev.jobs.store.Subscription;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to hear of jobs. Listeners are called on the thread that changed the job, outside of the store's lock. */
final class Signals {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    Subscription subscribe(final Consumer<JobSignal> consumer) {
        final Listener listener = new Listener(consumer);
        listeners.add(listener);
        return listener;
    }

    void send(final List<JobSignal> signals) {
        for (final Listener listener : listeners) {
            signals.forEach(listener::hear);
        }
    }

    void close() {
        listeners.forEach(Listener::close);
    }

    private final class Listener implements Subscription {
        private final Consumer<JobSignal> consumer;

        private Listener(final Consumer<JobSignal> consumer) {
            this.consumer = consumer;
        }

        private void hear(final JobSignal signal) {
            try {
                if (listeners.contains(this)) {
                    consumer.accept(signal);
                }
            } catch (final RuntimeException e) {
                LOG.warn("A listener failed at {}; it goes on being told.", signal, e);
            }
        }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }
}
