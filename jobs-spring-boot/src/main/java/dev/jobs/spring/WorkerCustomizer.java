package dev.jobs.spring;

import dev.jobs.worker.Worker;

/** Changes the application's worker before it starts, for what properties cannot say: a bean, called in order. */
@FunctionalInterface
public interface WorkerCustomizer {
    /**
     * Changes the worker, which has its handlers, interceptors, listeners and properties by now.
     *
     * @param worker the worker that is about to start
     */
    void customize(Worker.Builder worker);
}
