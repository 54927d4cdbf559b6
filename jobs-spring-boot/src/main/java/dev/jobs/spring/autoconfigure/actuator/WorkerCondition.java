package dev.jobs.spring.autoconfigure.actuator;

import dev.jobs.JobId;
import dev.jobs.Jobs;
import dev.jobs.spring.ApplicationWorker;
import dev.jobs.store.JobStoreException;
import dev.jobs.worker.Worker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The condition of the application's worker and its store, for a health check of any generation of Spring Boot. A worker knows whether its
 * store answers; without a running one the store is asked for a job that there is not. Failed jobs do not count.
 */
final class WorkerCondition {
    private final Jobs jobs;
    private final Supplier<Optional<Worker>> worker;

    WorkerCondition(final Jobs jobs, final Optional<ApplicationWorker> worker) {
        this.jobs = jobs;
        this.worker = () -> worker.flatMap(ApplicationWorker::worker);
    }

    /**
     * A condition at one moment.
     *
     * @param well false if no job can be submitted or started here
     * @param details say more, in an order for people
     */
    record Now(boolean well, Map<String, Object> details) {}

    Now now() {
        return worker.get().filter(Worker::isRunning).map(WorkerCondition::of).orElseGet(this::ofStore);
    }

    private static Now of(final Worker running) {
        final Map<String, Object> details = new LinkedHashMap<>();
        final int stuck = running.stuckJobs();
        final boolean reachable = running.storeOutOfReachFor().isEmpty();
        details.put("store", reachable ? "answers" : "out of reach");
        running.storeOutOfReachFor().ifPresent(time -> details.put("storeOutOfReachFor", time.toString()));
        details.put("slots", running.slots());
        details.put("activeJobs", running.activeJobs());
        details.put("stuckJobs", stuck);
        return new Now(reachable && stuck < running.slots(), details);
    }

    private Now ofStore() {
        try {
            jobs.find(JobId.random());
            return new Now(true, Map.of("store", "answers"));
        } catch (final JobStoreException e) {
            return new Now(false, Map.of("store", "out of reach", "error", String.valueOf(e.getMessage())));
        }
    }
}
