package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StopOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The promises to two callers who want the same job at the same moment, one of them to cancel it: the job is
 * cancelled or had ended before, and both are told the same truth. The system property {@code jobs.testkit.rounds} says
 * how often each pair is tried.
 */
abstract class CancelRaceContract extends RaceFixture {
    CancelRaceContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void cancelAgainstClaim() throws InterruptedException {
        rounds(() -> {
            final JobId id = submit();
            final TestWorker worker = worker();

            final var answers = Threads.race(() -> store.cancel(id), () -> worker.claim(1));

            assertThat(answers.first()).isEqualTo(CANCELLED);
            final Job job = job(id);
            assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
            if (answers.second().isEmpty()) {
                assertThat(job)
                        .returns(Optional.of(Release.CONFIRMED), Job::release)
                        .returns(0, Job::attempt);
            } else {
                final Lease lease = answers.second().get(0).lease();
                assertThat(job).returns(true, Job::isStopping).returns(1, Job::attempt);
                assertThat(worker.lives(lease))
                        .extracting(StopOrder::reason)
                        .containsExactly(StopOrder.Reason.CANCELLED);
                assertThat(store.report(released(lease))).isEqualTo(ReportOutcome.APPLIED);
            }
        });
    }

    @Test
    final void cancelAgainstComplete() throws InterruptedException {
        cancelAgainstEnd(lease -> completed(lease, "1"), JobStatus.COMPLETE);
    }

    @Test
    final void cancelAgainstFinalFailure() throws InterruptedException {
        cancelAgainstEnd(lease -> failedForGood(lease, "for good"), JobStatus.FAILED);
    }

    private void cancelAgainstEnd(final Function<Lease, Report> end, final JobStatus status)
            throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();
            final JobId id = claimed.job().id();

            final var answers = Threads.race(() -> store.cancel(id), () -> store.report(end.apply(claimed.lease())));

            if (answers.second() == ReportOutcome.APPLIED) {
                assertThat(answers.first()).isEqualTo(alreadyTerminal(status));
                assertThat(job(id).status()).isEqualTo(status);
            } else {
                assertThat(answers.second()).isEqualTo(ReportOutcome.CANCELLED);
                assertThat(answers.first()).isEqualTo(CANCELLED);
                assertThat(job(id).isStopping()).isTrue();
                assertThat(store.report(released(claimed.lease()))).isEqualTo(ReportOutcome.APPLIED);
            }
        });
    }

    @Test
    final void cancelAgainstFailureWithAttemptsLeft() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();
            final JobId id = claimed.job().id();

            final var answers =
                    Threads.race(() -> store.cancel(id), () -> store.report(failed(claimed.lease(), "busy")));

            assertThat(answers.first()).isEqualTo(CANCELLED);
            assertThat(job(id).status()).isEqualTo(JobStatus.CANCELLED);
            if (answers.second() == ReportOutcome.APPLIED) {
                assertThat(job(id)).returns(Optional.of("busy"), Job::error).returns(false, Job::isStopping);
            } else {
                assertThat(answers.second()).isEqualTo(ReportOutcome.CANCELLED);
                assertThat(job(id)).returns(Optional.empty(), Job::error).returns(true, Job::isStopping);
                store.report(released(claimed.lease()));
            }
        });
    }

    @Test
    final void cancelAgainstRelease() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();
            final JobId id = claimed.job().id();

            final var answers = Threads.race(() -> store.cancel(id), () -> store.report(released(claimed.lease())));

            assertThat(answers.first()).isEqualTo(CANCELLED);
            assertThat(answers.second()).isEqualTo(ReportOutcome.APPLIED);
            assertThat(job(id))
                    .returns(JobStatus.CANCELLED, Job::status)
                    .returns(Optional.of(Release.CONFIRMED), Job::release);
        });
    }

    @Test
    final void cancelAgainstRecover() throws InterruptedException {
        rounds(() -> {
            final JobId id = lost().job().id();

            final var answers = Threads.race(() -> store.cancel(id), () -> recovered(id));

            assertThat(answers.first()).isEqualTo(CANCELLED);
            final Release release =
                    answers.second().equals(Optional.of(JobStatus.PENDING)) ? Release.CONFIRMED : Release.PRESUMED;
            assertThat(answers.second()).isPresent();
            assertThat(job(id)).returns(JobStatus.CANCELLED, Job::status).returns(Optional.of(release), Job::release);
        });
    }

    @Test
    final void cancelAgainstCancel() throws InterruptedException {
        rounds(() -> {
            final JobId id = submit();

            final var answers = Threads.race(() -> store.cancel(id), () -> store.cancel(id));

            assertThat(List.<CancelOutcome>of(answers.first(), answers.second()))
                    .containsExactlyInAnyOrder(CANCELLED, alreadyTerminal(JobStatus.CANCELLED));
        });
    }

    @Test
    final void pruneAgainstCancel() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();
            final JobId id = claimed.job().id();

            final var answers = Threads.race(() -> store.cancel(id), () -> store.prune(Duration.ZERO, 100));

            assertThat(answers.first()).isEqualTo(CANCELLED);
            assertThat(job(id).isStopping()).isTrue();
            assertThat(store.report(released(claimed.lease()))).isEqualTo(ReportOutcome.APPLIED);
        });
    }
}
