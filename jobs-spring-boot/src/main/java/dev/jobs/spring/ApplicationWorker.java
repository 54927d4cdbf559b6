package dev.jobs.spring;

import dev.jobs.worker.Worker;
import java.util.Optional;

/** Gives the worker of the application: a bean, since the worker itself starts later than beans are made. Safe to share between threads. */
public interface ApplicationWorker {
    /** The worker; empty before its start, and in an application that has no handlers. A closed one stays until another starts. */
    Optional<Worker> worker();
}
