package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.Release;
import dev.jobs.internal.JsonText;
import dev.jobs.internal.Text;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A worker's report of one attempt, under the attempt's lease. Immutable. */
public sealed interface Report {
    /** The lease under which it is said. */
    Lease lease();

    /** Progress within a stage; see {@link Progressed}. */
    static Progressed progressed(
            final Lease lease,
            final Optional<String> stage,
            final double progress,
            final OverallProgress overallProgress) {
        return new Progressed(lease, stage, progress, overallProgress);
    }

    /** Progress of an attempt that has no declared stages, or of which nothing new is known; see {@link Progressed}. */
    static Progressed progressed(final Lease lease, final Optional<String> stage, final double progress) {
        return new Progressed(lease, stage, progress, OverallProgress.NONE);
    }

    /** The end of an attempt whose handler returned; see {@link Completed}. */
    static Completed completed(final Lease lease, final Optional<String> result) {
        return new Completed(lease, result);
    }

    /** The end of an attempt that is to be tried again after this time, if the job has attempts left; see {@link Failed}. */
    static Failed failed(final Lease lease, final String error, final Duration retryAfter) {
        return new Failed(lease, error, Optional.of(retryAfter));
    }

    /** The end of an attempt after which trying again is of no use; see {@link Failed}. */
    static Failed failedForGood(final Lease lease, final String error) {
        return new Failed(lease, error, Optional.empty());
    }

    /** The end of an attempt without an outcome; see {@link Released}. */
    static Released released(final Lease lease, final Release release) {
        return new Released(lease, release);
    }

    /** The end of an attempt whose payload the worker cannot read; see {@link Declined}. */
    static Declined declined(final Lease lease, final Duration grace) {
        return new Declined(lease, grace);
    }

    /**
     * These reports as one call of {@link WorkerProtocol#report} may hold them, for adapters.
     *
     * @throws IllegalArgumentException if there are two progresses or two ends under one lease, or of two workers under
     *     one number of a job
     */
    static List<Report> checked(final List<? extends Report> reports) {
        // By job and number, without the worker: adapters tell the reports of one call apart by these alone.
        final Set<Map.Entry<JobId, Long>> progressed = new HashSet<>();
        final Set<Map.Entry<JobId, Long>> ended = new HashSet<>();
        for (final Report report : reports) {
            final Lease lease = report.lease();
            if (!(report instanceof Ended ? ended : progressed).add(Map.entry(lease.jobId(), lease.number()))) {
                throw new IllegalArgumentException("there are two reports of one kind under lease " + lease);
            }
        }
        return List.copyOf(reports);
    }

    /**
     * The progress of the attempt.
     *
     * @param stage what it is doing now; of more than 200 characters the first are kept, control characters become
     *     spaces; empty: it has not said, and the job keeps its stage
     * @param progress from 0 to 100 within the stage; what lies outside is taken as the nearest of the two. A report
     *     lower than an earlier one of the same stage and attempt leaves the earlier one standing
     * @param overallProgress how far it has come through its declared stages; its stages entered are added to those of
     *     earlier reports, and its percentage counts if it is higher
     */
    record Progressed(Lease lease, Optional<String> stage, double progress, OverallProgress overallProgress)
            implements Report {
        private static final int MAX_STAGE = 200;

        public Progressed {
            requireNonNull(lease, "lease");
            stage = stage.map(name -> Text.clean(name, MAX_STAGE).strip());
            if (stage.filter(String::isEmpty).isPresent()) {
                throw new IllegalArgumentException("the stage of job " + lease.jobId() + " has an empty name");
            }
            if (Double.isNaN(progress)) {
                throw new IllegalArgumentException("the progress of job " + lease.jobId() + " is not a number");
            }
            progress = Math.max(0.0, Math.min(100.0, progress)) + 0.0;
            requireNonNull(overallProgress, "overallProgress");
        }
    }

    /** The end of an attempt: after it the lease is no longer current. */
    sealed interface Ended extends Report {
        /** True if an attempt that ended so can have left its job in this status: adapters recognize a repeat by it. */
        boolean leadsTo(JobStatus status);
    }

    /**
     * The handler returned.
     *
     * @param result what it returned, as one JSON value; empty if nothing. The JSON {@code null} counts as nothing
     */
    record Completed(Lease lease, Optional<String> result) implements Ended {
        public Completed {
            requireNonNull(lease, "lease");
            result = result.map(json -> JsonText.checked("the result of job " + lease.jobId(), json))
                    .filter(json -> !json.equals("null"));
        }

        @Override
        public boolean leadsTo(final JobStatus status) {
            return status == JobStatus.COMPLETE;
        }

        /** Names the lease without the result, which may be secret. */
        @Override
        public String toString() {
            return "Completed[" + lease + "]";
        }
    }

    /**
     * The handler failed.
     *
     * @param error what went wrong, for people; of more than 2,000 characters the first are kept
     * @param retryAfter how long the job waits for its next attempt, if it has one left; empty: trying again is of no
     *     use
     */
    record Failed(Lease lease, String error, Optional<Duration> retryAfter) implements Ended {
        private static final int MAX_ERROR = 2_000;

        public Failed {
            requireNonNull(lease, "lease");
            error = Text.clean(error, MAX_ERROR);
            if (error.isBlank()) {
                error = "The job failed without saying why.";
            }
            retryAfter.filter(Duration::isNegative).ifPresent(delay -> {
                throw new IllegalArgumentException(
                        "job " + lease.jobId() + " cannot be tried again after a negative time: " + delay);
            });
        }

        @Override
        public boolean leadsTo(final JobStatus status) {
            return status == JobStatus.FAILED || status == JobStatus.PENDING;
        }
    }

    /**
     * The work stopped without an outcome. A cancelled job has then finished; a job that is still processing becomes
     * pending again, and the attempt does not count.
     *
     * @param release whether the end of the work was seen
     */
    record Released(Lease lease, Release release) implements Ended {
        public Released {
            requireNonNull(lease, "lease");
            requireNonNull(release, "release");
        }

        @Override
        public boolean leadsTo(final JobStatus status) {
            return status == JobStatus.CANCELLED || status == JobStatus.PENDING;
        }
    }

    /**
     * The worker cannot read the job's payload, as an older version of a service may not read what a newer one submitted. Its
     * work has not begun. The job becomes pending again, the attempt does not count, and this worker is not given the job
     * again until another one has begun it.
     *
     * <p>When every live worker that handles such jobs has declined it, and the grace of the first one who did is over, {@link
     * Maintenance#recover()} makes the job fail with {@link #ERROR}.
     *
     * @param grace how long the job waits for a worker that can read it
     */
    record Declined(Lease lease, Duration grace) implements Ended {
        /** The error of a job that no worker could read, in words for its user. */
        public static final String ERROR =
                "No running version of this service understands what this job was asked to do. Please submit it again later.";

        public Declined {
            requireNonNull(lease, "lease");
            if (grace.isNegative()) {
                throw new IllegalArgumentException(
                        "job " + lease.jobId() + " cannot wait a negative time for another worker: " + grace);
            }
        }

        @Override
        public boolean leadsTo(final JobStatus status) {
            return status == JobStatus.PENDING;
        }
    }
}
