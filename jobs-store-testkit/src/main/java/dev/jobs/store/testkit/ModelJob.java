package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.Lease;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A job as it should be, in the plainest words: the contract's rules for one job, without a thought of speed. */
final class ModelJob {
    /** The way in which a lease ended. */
    private enum End {
        COMPLETED,
        FAILED,
        RELEASED,
        DECLINED,
        RECOVERED
    }

    final JobId id;
    final JobRequest request;
    final boolean due;

    /** Its place among the jobs of its queue and priority; of two jobs in one turn the one that was submitted first starts first. */
    final long turn;

    JobStatus status = JobStatus.PENDING;
    Optional<TestWorker> worker = Optional.empty();
    Optional<Lease> lease = Optional.empty();
    boolean finished;
    final Set<TestWorker> declinedBy = new HashSet<>();

    /** The texts of its log, and how many of them its newest attempt has logged. */
    final List<String> log = new ArrayList<>();

    int loggedByAttempt;
    final List<PastAttempt.End> attempts = new ArrayList<>();
    Optional<JobId> rerunAs = Optional.empty();
    Optional<JobId> replacedBy = Optional.empty();

    private boolean started;
    private boolean waitsForAReader;
    private int attempt;
    private Optional<End> end = Optional.empty();
    private Optional<String> stage = Optional.empty();
    private double progress;
    private Optional<String> result = Optional.empty();
    private Optional<String> error = Optional.empty();
    private Optional<Release> release = Optional.empty();
    private Instant lastUpdate = Instant.MIN;

    ModelJob(final JobId id, final JobRequest request, final long turn) {
        this.id = id;
        this.request = request;
        this.turn = turn;
        this.due = request.dueAt().isEmpty();
    }

    boolean isWaiting() {
        return status == JobStatus.PENDING && due;
    }

    /** True if it has started, and does not wait in its queue again. */
    boolean hasStarted() {
        return started && !isWaiting();
    }

    void claimed(final TestWorker by, final Lease under) {
        started = true;
        status = JobStatus.PROCESSING;
        worker = Optional.of(by);
        lease = Optional.of(under);
        end = Optional.empty();
        loggedByAttempt = 0;
        attempt++;
    }

    /** Cancels it, and says whether that was possible. */
    boolean cancelled() {
        if (status.isTerminal()) {
            return false;
        }
        if (status == JobStatus.PENDING) {
            finished = true;
            release = Optional.of(Release.CONFIRMED);
        }
        status = JobStatus.CANCELLED;
        return true;
    }

    /** Does what the report says, and gives the answers that are right. */
    Set<ReportOutcome> reported(final Report report) {
        if (!lease.equals(Optional.of(report.lease()))) {
            return EnumSet.of(ReportOutcome.LEASE_LOST);
        }
        if (worker.isEmpty()) {
            return answersToALateReport(report);
        }
        if (report instanceof Report.Released released) {
            released(released.release());
            return EnumSet.of(ReportOutcome.APPLIED);
        }
        if (report instanceof Report.Logged logged) {
            logged(logged);
            return EnumSet.of(ReportOutcome.APPLIED);
        }
        if (status == JobStatus.CANCELLED) {
            return EnumSet.of(ReportOutcome.CANCELLED);
        }
        if (report instanceof Report.Progressed progressed) {
            final Optional<String> next = progressed.stage().or(() -> stage);
            progress = next.equals(stage) ? Math.max(progress, progressed.progress()) : progressed.progress();
            stage = next;
        } else if (report instanceof Report.Completed completed) {
            ends(End.COMPLETED, JobStatus.COMPLETE);
            result = completed.result();
            error = Optional.empty();
        } else if (report instanceof Report.Failed failed) {
            final boolean again = failed.retryAfter().isPresent() && attempt < request.maxAttempts();
            ends(End.FAILED, again ? JobStatus.PENDING : JobStatus.FAILED);
            error = Optional.of(failed.error());
        }
        if (report instanceof Report.Declined declined) {
            declined(declined);
        }
        return EnumSet.of(ReportOutcome.APPLIED);
    }

    /** Adds lines that follow each other without a gap, but for those that are there. */
    private void logged(final Report.Logged report) {
        for (int i = 0; i < report.lines().size(); i++) {
            if (report.first() + i > loggedByAttempt) {
                log.add(report.lines().get(i).text());
                loggedByAttempt++;
            }
        }
    }

    private void declined(final Report.Declined report) {
        final TestWorker by = worker.orElseThrow();
        final Set<TestWorker> before = Set.copyOf(declinedBy);
        waitsForAReader = before.isEmpty() ? !report.grace().isZero() : waitsForAReader;
        ends(End.DECLINED, JobStatus.PENDING);
        declinedBy.addAll(before);
        declinedBy.add(by);
        attempt--;
    }

    /** Lets it fail if none of these can read it and it has waited long enough; whether it has failed. */
    boolean failsUnreadable(final Collection<TestWorker> alive) {
        if (status != JobStatus.PENDING || declinedBy.isEmpty() || waitsForAReader || !declinedBy.containsAll(alive)) {
            return false;
        }
        ends(End.RECOVERED, JobStatus.FAILED);
        error = Optional.of(Report.Declined.ERROR);
        return true;
    }

    private Set<ReportOutcome> answersToALateReport(final Report report) {
        final Optional<End> said = report instanceof Report.Completed
                ? Optional.of(End.COMPLETED)
                : report instanceof Report.Failed
                        ? Optional.of(End.FAILED)
                        : report instanceof Report.Released
                                ? Optional.of(End.RELEASED)
                                : report instanceof Report.Declined ? Optional.of(End.DECLINED) : Optional.empty();
        final boolean afterwardsCancelled = status == JobStatus.CANCELLED
                && (end.equals(Optional.of(End.FAILED)) || end.equals(Optional.of(End.DECLINED)));
        final boolean mayHaveHandedBack = said.filter(
                        kind -> kind == End.FAILED || kind == End.RELEASED || kind == End.DECLINED)
                .isPresent();
        if (end.equals(Optional.of(End.RECOVERED)) || said.isEmpty()) {
            return EnumSet.of(ReportOutcome.LEASE_LOST);
        }
        if ((status == JobStatus.PENDING || status == JobStatus.CANCELLED)
                && mayHaveHandedBack
                && (afterwardsCancelled || !said.equals(end))) {
            // Whether a hand-back and a failed attempt of a job that waits again are told apart is the store's affair.
            return EnumSet.of(ReportOutcome.LEASE_LOST, ReportOutcome.REPEATED);
        }
        return EnumSet.of(said.equals(end) ? ReportOutcome.REPEATED : ReportOutcome.LEASE_LOST);
    }

    void released(final Release how) {
        if (status == JobStatus.CANCELLED) {
            ends(End.RELEASED, JobStatus.CANCELLED);
            release = Optional.of(how);
        } else {
            ends(End.RELEASED, JobStatus.PENDING);
            attempt--;
        }
    }

    void recovered() {
        if (status == JobStatus.CANCELLED) {
            ends(End.RECOVERED, JobStatus.CANCELLED);
            release = Optional.of(Release.PRESUMED);
        } else {
            ends(End.RECOVERED, attempt < request.maxAttempts() ? JobStatus.PENDING : JobStatus.FAILED);
            error = Optional.of("lost");
        }
    }

    private Optional<PastAttempt.End> pastAttempt(final End how) {
        final boolean cancelled = status == JobStatus.CANCELLED;
        return switch (how) {
            case COMPLETED -> attempt == 1 ? Optional.empty() : Optional.of(PastAttempt.End.COMPLETED);
            case FAILED -> Optional.of(PastAttempt.End.FAILED);
            case RELEASED -> Optional.of(cancelled ? PastAttempt.End.CANCELLED : PastAttempt.End.HANDED_BACK);
            case DECLINED -> Optional.empty();
            case RECOVERED ->
                status == JobStatus.PENDING
                        ? Optional.empty()
                        : Optional.of(cancelled ? PastAttempt.End.CANCELLED : PastAttempt.End.LOST);
        };
    }

    private void ends(final End how, final JobStatus next) {
        pastAttempt(how).ifPresent(attempts::add);
        worker = Optional.empty();
        declinedBy.clear();
        end = Optional.of(how);
        status = next;
        finished = next.isTerminal();
        if (next == JobStatus.PENDING) {
            stage = Optional.empty();
            progress = 0;
        }
    }

    /** Sees that the store's job is this one. */
    void assertSame(final Job job) {
        assertThat(job)
                .returns(request.type(), Job::type)
                .returns(request.queue(), Job::queue)
                .returns(request.priority(), Job::priority)
                .returns(request.ownerWeight(), found -> found.request().ownerWeight())
                .returns(request.payload(), Job::payload)
                .returns(status, Job::status)
                .returns(attempt, Job::attempt)
                .returns(stage, Job::stage)
                .returns(progress, Job::progress)
                .returns(result, Job::result)
                .returns(release, Job::release)
                .returns(rerunAs, Job::rerunAs)
                .returns(replacedBy, Job::replacedBy)
                .returns(finished, found -> found.finishedAt().isPresent());
        if (error.equals(Optional.of("lost"))) {
            assertThat(job.error().orElse("")).containsIgnoringCase("lost");
        } else {
            assertThat(job.error()).isEqualTo(error);
        }
        assertThat(job.updatedAt()).isAfterOrEqualTo(lastUpdate);
        lastUpdate = job.updatedAt();
    }
}
