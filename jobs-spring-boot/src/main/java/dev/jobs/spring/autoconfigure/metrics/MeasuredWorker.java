package dev.jobs.spring.autoconfigure.metrics;

import dev.jobs.micrometer.WorkerMeters;
import dev.jobs.spring.ApplicationWorker;
import dev.jobs.worker.Worker;
import java.util.Optional;
import org.springframework.context.SmartLifecycle;

/**
 * Lets the slots of the application's worker be measured from its start on. It is in the worker's phase and depends on it, so it starts after it.
 * A worker that was closed is measured until another one has started: what it still ends during its close counts too.
 */
final class MeasuredWorker implements SmartLifecycle {
    private final ApplicationWorker worker;
    private final WorkerMeters meters;
    private Optional<Worker> measured = Optional.empty();
    private volatile boolean running;

    MeasuredWorker(final ApplicationWorker worker, final WorkerMeters meters) {
        this.worker = worker;
        this.meters = meters;
    }

    @Override
    public synchronized void start() {
        measured.ifPresent(meters::remove);
        measured = worker.worker();
        measured.ifPresent(meters::add);
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
