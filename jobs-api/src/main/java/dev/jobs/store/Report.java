package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.OverallProgress;
import dev.jobs.Release;
import dev.jobs.StageTime;
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
        return new Progressed(lease, stage, progress, overallProgress, List.of());
    }

    /** Progress of an attempt that has no declared stages, or of which nothing new is known; see {@link Progressed}. */
    static Progressed progressed(final Lease lease, final Optional<String> stage, final double progress) {
        return new Progressed(lease, stage, progress, OverallProgress.NONE, List.of());
    }

    /** Lines of the attempt's log; see {@link Logged}. */
    static Logged logged(final Lease lease, final long first, final List<Logged.Line> lines, final LogLimits kept) {
        return new Logged(lease, first, lines, kept);
    }

    /** The end of an attempt whose handler returned; see {@link Completed}. */
    static Completed completed(final Lease lease, final Optional<String> result) {
        return new Completed(lease, result);
    }

    /** The end of an attempt that is to be tried again after this time, if the job has attempts left; see {@link Failed}. */
    static Failed failed(final Lease lease, final String error, final Duration retryAfter) {
        return new Failed(lease, error, Optional.of(retryAfter), Failed.Cause.HANDLER);
    }

    /** The end of an attempt after which trying again is of no use; see {@link Failed}. */
    static Failed failedForGood(final Lease lease, final String error) {
        return new Failed(lease, error, Optional.empty(), Failed.Cause.HANDLER);
    }

    /** The same end of an attempt, as one that had reached a limit of time; see {@link Failed}. */
    static Failed timedOut(final Failed failed) {
        return new Failed(failed.lease(), failed.error(), failed.retryAfter(), Failed.Cause.TIME_LIMIT);
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
     * @throws IllegalArgumentException if there are two reports of one kind under one lease, or of two workers under one
     *     number of a job
     */
    static List<Report> checked(final List<? extends Report> reports) {
        // By job and number, without the worker: adapters tell the reports of one call apart by these alone.
        final Set<Map.Entry<JobId, Long>> progressed = new HashSet<>();
        final Set<Map.Entry<JobId, Long>> logged = new HashSet<>();
        final Set<Map.Entry<JobId, Long>> ended = new HashSet<>();
        for (final Report report : reports) {
            final Lease lease = report.lease();
            final Set<Map.Entry<JobId, Long>> known =
                    report instanceof Ended ? ended : report instanceof Logged ? logged : progressed;
            if (!known.add(Map.entry(lease.jobId(), lease.number()))) {
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
     * @param stageTimes the times that the attempt spent in the stages that it has left, in their order; of more than {@link
     *     StageTime#MOST_KEPT} the last are kept. Empty: nothing new; else it takes the place of those reported before
     */
    record Progressed(
            Lease lease,
            Optional<String> stage,
            double progress,
            OverallProgress overallProgress,
            List<StageTime> stageTimes)
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
            stageTimes = List.copyOf(
                    stageTimes.subList(Math.max(0, stageTimes.size() - StageTime.MOST_KEPT), stageTimes.size()));
        }

        /** The same progress, with these times spent in stages. */
        public Progressed withStageTimes(final List<StageTime> times) {
            return new Progressed(lease, stage, progress, overallProgress, times);
        }
    }

    /**
     * Lines of the attempt's log. They are added to those of the attempts before, under numbers that go on from theirs.
     *
     * <p>They are written while the lease is current, also while the work of a cancelled job is being stopped: what it says then is
     * worth reading too.
     *
     * <p>A repeat adds nothing twice: a line that this attempt has written before is left out, by its number.
     *
     * @param first the number of the first line among all that this attempt has logged, from 1; the others follow it. Numbers
     *     between the last line of one report and the first of the next are those of lines that the worker has dropped
     * @param lines the lines; at least one
     * @param kept the most that is kept of the job's log: older lines go
     */
    record Logged(Lease lease, long first, List<Line> lines, LogLimits kept) implements Report {
        /**
         * One line.
         *
         * @param text its text; of a longer one the first characters are kept, control characters become spaces
         * @param age the time since it was logged, by a monotonic clock; at most a hundred years
         */
        public record Line(String text, Duration age) {
            private static final Duration LONGEST = Duration.ofDays(36_500);

            public Line {
                requireNonNull(text, "text");
                if (age.isNegative()) {
                    throw new IllegalArgumentException(
                            "a line was logged in the past, but this one in " + age.negated());
                }
                age = age.compareTo(LONGEST) > 0 ? LONGEST : age;
            }
        }

        public Logged {
            requireNonNull(lease, "lease");
            if (first < 1 || lines.isEmpty()) {
                throw new IllegalArgumentException("lines of job " + lease.jobId()
                        + " count from 1, and are reported at least one at a time, but these are " + lines.size()
                        + " from " + first);
            }
            lines = lines.stream()
                    .map(line ->
                            new Line(Text.clean(line.text(), kept.lineLength()).replace('\n', ' '), line.age()))
                    .toList();
        }

        /** Names the lease without the lines, which may be secret. */
        @Override
        public String toString() {
            return "Logged[" + lease + ", first=" + first + ", lines=" + lines.size() + "]";
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
     * The handler failed, or reached a limit of time.
     *
     * @param error what went wrong, for people; of more than 2,000 characters the first are kept
     * @param retryAfter how long the job waits for its next attempt, if it has one left; empty: trying again is of no
     *     use
     * @param cause why it failed
     */
    record Failed(Lease lease, String error, Optional<Duration> retryAfter, Cause cause) implements Ended {
        private static final int MAX_ERROR = 2_000;

        /** The reason for which an attempt failed. */
        public enum Cause {
            /** Its handler threw an exception. */
            HANDLER,

            /** It was stopped at a limit of time. */
            TIME_LIMIT
        }

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
            requireNonNull(cause, "cause");
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
