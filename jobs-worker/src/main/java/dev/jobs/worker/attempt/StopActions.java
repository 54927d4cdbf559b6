package dev.jobs.worker.attempt;

import dev.jobs.Job;
import dev.jobs.worker.log.LogRelay;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actions that a handler has given for its stop. Safe to share between threads; no action runs under its lock. */
final class StopActions {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    private final Job job;

    // Guarded by this, as is all below.
    private final List<Runnable> actions = new ArrayList<>();
    private boolean stopped;

    StopActions(final Job job) {
        this.job = job;
    }

    /** Keeps an action for the stop; after it, runs the action. */
    void add(final Runnable action) {
        synchronized (this) {
            if (!stopped) {
                actions.add(action);
                return;
            }
        }
        run(action);
    }

    /** The attempt is to stop: an action that comes from now on runs at once. */
    synchronized void stop() {
        stopped = true;
    }

    synchronized boolean isEmpty() {
        return actions.isEmpty();
    }

    /** Runs those that came before the stop, each once, however often this is called. */
    void runAll() {
        final List<Runnable> all;
        synchronized (this) {
            all = List.copyOf(actions);
            actions.clear();
        }
        all.forEach(this::run);
    }

    private void run(final Runnable action) {
        try {
            action.run();
        } catch (final RuntimeException | Error e) { // the next action is to be run all the same
            LogRelay.log(() -> LOG.warn("What {} does when it is to stop failed; it is stopped all the same", job, e));
        }
    }
}
