package dev.jobs.worker.engine;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.JobStore;
import dev.jobs.worker.attempt.Attempt;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the leases that a worker has lost, and what became of their jobs. Safe to share between threads. */
final class LostLeases {
    private static final Logger LOG = LoggerFactory.getLogger(LostLeases.class);

    private final JobStore store;

    LostLeases(final JobStore store) {
        this.store = store;
    }

    /** Reads the jobs from the store, which may take long. */
    void log(final Collection<Attempt> stopped, final Collection<Attempt> unwritten) {
        final Map<JobId, Job> jobs = jobs(Stream.concat(stopped.stream(), unwritten.stream())
                .map(attempt -> attempt.job().id())
                .collect(Collectors.toSet()));
        for (final Attempt attempt : stopped) {
            LOG.warn("The lease of {} is lost: its work is stopped; {}", attempt.job(), fate(jobs, attempt));
        }
        for (final Attempt attempt : unwritten) {
            LOG.warn(
                    "The lease of {} is lost: the end of this attempt is not written; {}",
                    attempt.job(),
                    fate(jobs, attempt));
        }
    }

    private Map<JobId, Job> jobs(final Set<JobId> ids) {
        try {
            return store.find(ids);
        } catch (final RuntimeException | Error e) {
            LOG.debug("Could not read the jobs whose leases are lost", e);
            return Map.of();
        }
    }

    private static String fate(final Map<JobId, Job> jobs, final Attempt attempt) {
        return Optional.ofNullable(jobs.get(attempt.job().id()))
                .map(job -> fate(job, attempt.job().attempt()))
                .orElse("what became of the job is not known");
    }

    private static String fate(final Job job, final int attempt) {
        return switch (job.status()) {
            case PENDING -> "this worker was counted as lost, and the job waits for attempt " + (job.attempt() + 1);
            case PROCESSING ->
                job.attempt() > attempt
                        ? "this worker was counted as lost, and another attempt, the " + job.attempt()
                                + ". of the job, is under way"
                        : "another worker was given the same attempt, as by a store that has lost its newest transactions";
            case COMPLETE, FAILED, CANCELLED -> "the job is " + job.status().wireName() + " by now";
        };
    }
}
