package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The promises of a report under the current lease: it is written, and ends the attempt if it is an end. */
abstract class ReportContract extends ContractFixture {
    ReportContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void progressIsWrittenWithItsStage() {
        final ClaimedJob claimed = processing();

        final ReportOutcome outcome = store.report(progressed(claimed.lease(), "downloading", 12.5));

        assertThat(outcome).isEqualTo(ReportOutcome.APPLIED);
        assertThat(job(claimed))
                .returns(JobStatus.PROCESSING, Job::status)
                .returns(Optional.of("downloading"), Job::stage)
                .returns(12.5, Job::progress)
                .returns(claimed.job().startedAt(), Job::startedAt);
    }

    @Test
    final void progressNeverFallsWithinAStageAndBeginsAnewWithTheNext() {
        final ClaimedJob claimed = processing();

        store.report(progressed(claimed.lease(), "downloading", 60));
        assertThat(store.report(progressed(claimed.lease(), "downloading", 40))).isEqualTo(ReportOutcome.APPLIED);
        assertThat(job(claimed).progress()).isEqualTo(60);
        store.report(progressed(claimed.lease(), "normalizing", 0));

        assertThat(job(claimed)).returns(Optional.of("normalizing"), Job::stage).returns(0.0, Job::progress);
    }

    @Test
    final void progressWithoutAStageKeepsTheStage() {
        final ClaimedJob claimed = processing();

        store.report(Report.progressed(claimed.lease(), Optional.empty(), 5));
        assertThat(job(claimed)).returns(Optional.empty(), Job::stage).returns(5.0, Job::progress);
        store.report(progressed(claimed.lease(), "downloading", 3));
        store.report(Report.progressed(claimed.lease(), Optional.empty(), 70));
        store.report(Report.progressed(claimed.lease(), Optional.empty(), 20));

        assertThat(job(claimed)).returns(Optional.of("downloading"), Job::stage).returns(70.0, Job::progress);
    }

    @Test
    final void theNextAttemptBeginsWithoutStageAndProgress() {
        final ClaimedJob first = processing();
        store.report(progressed(first.lease(), "downloading", 90));

        store.report(failed(first.lease(), "no route"));

        assertThat(job(first)).returns(Optional.empty(), Job::stage).returns(0.0, Job::progress);
        final ClaimedJob second = worker().claimOne();
        store.report(progressed(second.lease(), "downloading", 10));
        assertThat(job(second).progress()).isEqualTo(10);
    }

    @Test
    final void aCompletedJobHasItsResultAndItsLastStage() {
        final ClaimedJob claimed = processing();
        store.report(progressed(claimed.lease(), "saving", 99));

        final ReportOutcome outcome = store.report(completed(claimed.lease(), "{\"samples\":3}"));

        final Job job = job(claimed);
        assertThat(outcome).isEqualTo(ReportOutcome.APPLIED);
        assertThat(job)
                .returns(JobStatus.COMPLETE, Job::status)
                .returns(Optional.of("{\"samples\":3}"), Job::result)
                .returns(Optional.empty(), Job::error)
                .returns(Optional.of("saving"), Job::stage)
                .returns(99.0, Job::progress)
                .returns(1, Job::attempt)
                .returns(Optional.of(job.updatedAt()), Job::finishedAt);
    }

    @Test
    final void aJobCompletesWithoutAResult() {
        final ClaimedJob claimed = processing();

        store.report(Report.completed(claimed.lease(), Optional.empty()));

        assertThat(job(claimed)).returns(JobStatus.COMPLETE, Job::status).returns(Optional.empty(), Job::result);
    }

    @Test
    final void aFailedAttemptIsTriedAgainWhileThereAreAttemptsLeft() {
        submit();
        for (int attempt = 1; attempt <= 2; attempt++) {
            final ClaimedJob claimed = worker().claimOne();
            assertThat(claimed.job().attempt()).isEqualTo(attempt);
            assertThat(store.report(failed(claimed.lease(), "failure " + attempt)))
                    .isEqualTo(ReportOutcome.APPLIED);
            assertThat(job(claimed))
                    .returns(JobStatus.PENDING, Job::status)
                    .returns(attempt, Job::attempt)
                    .returns(Optional.of("failure " + attempt), Job::error)
                    .returns(Optional.empty(), Job::finishedAt);
        }
        final ClaimedJob last = worker().claimOne();

        store.report(failed(last.lease(), "failure 3"));

        final Job job = job(last);
        assertThat(job)
                .returns(JobStatus.FAILED, Job::status)
                .returns(3, Job::attempt)
                .returns(Optional.of("failure 3"), Job::error)
                .returns(Optional.of(job.updatedAt()), Job::finishedAt);
        assertThat(worker().claim(1)).isEmpty();
    }

    @Test
    final void aFailureThatIsOfNoUseToTryAgainFailsTheJobAtOnce() {
        final ClaimedJob claimed = processing();

        store.report(failedForGood(claimed.lease(), "no such file"));

        assertThat(job(claimed))
                .returns(JobStatus.FAILED, Job::status)
                .returns(1, Job::attempt)
                .returns(Optional.of("no such file"), Job::error);
    }

    @Test
    final void aFailedAttemptIsNotTriedAgainBeforeItsDelayIsOver() {
        final ClaimedJob claimed = processing();

        store.report(Report.failed(claimed.lease(), "busy", Duration.ofHours(1)));

        final Job job = job(claimed);
        assertThat(job.status()).isEqualTo(JobStatus.PENDING);
        assertThat(job.dueAt()).isAfter(job.updatedAt().plus(Duration.ofMinutes(59)));
        assertThat(QueuePositions.of(store, job.id())).isEmpty();
        assertThat(worker().claim(1)).isEmpty();
    }

    @Test
    final void aFailedAttemptIsTriedAgainAfterItsDelay() {
        final ClaimedJob claimed = processing();

        store.report(Report.failed(claimed.lease(), "busy", Duration.ofMillis(100)));

        final TestWorker worker = worker();
        final ClaimedJob again = Await.value(
                "the job is claimed again", () -> worker.claim(1).stream().findFirst());
        assertThat(again.job()).returns(claimed.job().id(), Job::id).returns(2, Job::attempt);
        assertThat(again.job().startedAt().orElseThrow())
                .isAfterOrEqualTo(job(claimed).dueAt());
    }

    @Test
    final void aDelayOfAgesLeavesTheJobPending() {
        final ClaimedJob claimed = processing();

        store.report(Report.failed(claimed.lease(), "busy", Duration.ofSeconds(Long.MAX_VALUE)));

        assertThat(job(claimed).status()).isEqualTo(JobStatus.PENDING);
        assertThat(worker().claim(1)).isEmpty();
    }

    @Test
    final void theErrorOfAnEarlierAttemptIsGoneWhenTheJobCompletes() {
        final ClaimedJob first = processing();
        store.report(failed(first.lease(), "busy"));
        final ClaimedJob second = worker().claimOne();
        assertThat(second.job().error()).contains("busy");

        store.report(completed(second.lease(), "1"));

        assertThat(job(second)).returns(Optional.empty(), Job::error).returns(2, Job::attempt);
    }

    @Test
    final void aJobHandedBackIsPendingAndItsAttemptNotCounted() {
        final ClaimedJob claimed = processing();
        store.report(progressed(claimed.lease(), "downloading", 10));

        final ReportOutcome outcome = store.report(released(claimed.lease()));

        assertThat(outcome).isEqualTo(ReportOutcome.APPLIED);
        assertThat(job(claimed))
                .returns(JobStatus.PENDING, Job::status)
                .returns(0, Job::attempt)
                .returns(Optional.empty(), Job::stage)
                .returns(0.0, Job::progress)
                .returns(Optional.empty(), Job::release)
                .returns(Optional.empty(), Job::finishedAt);
    }

    @Test
    final void aJobWithOneAttemptCanBeHandedBackManyTimesAndFailsAtItsFirstFailure() {
        store.submit(request().maxAttempts(1).build());
        for (int i = 0; i < 5; i++) {
            final ClaimedJob claimed = worker().claimOne();
            assertThat(claimed.job().attempt()).isEqualTo(1);
            store.report(released(claimed.lease()));
        }
        final ClaimedJob last = worker().claimOne();

        store.report(failed(last.lease(), "no luck"));

        assertThat(job(last)).returns(JobStatus.FAILED, Job::status).returns(1, Job::attempt);
    }

    @Test
    final void ofOneCallProgressIsWrittenBeforeTheEnd() {
        final ClaimedJob claimed = processing();

        final List<ReportOutcome> outcomes =
                store.report(List.of(completed(claimed.lease(), "1"), progressed(claimed.lease(), "saving", 100)));

        assertThat(outcomes).containsExactly(ReportOutcome.APPLIED, ReportOutcome.APPLIED);
        assertThat(job(claimed))
                .returns(JobStatus.COMPLETE, Job::status)
                .returns(Optional.of("saving"), Job::stage)
                .returns(100.0, Job::progress);
    }

    @Test
    final void everyReportOfACallIsWrittenAndAnsweredInItsOrder() {
        submit(6);
        final TestWorker worker = worker();
        final List<Lease> leases =
                worker.claim(6).stream().map(ClaimedJob::lease).toList();
        store.cancel(leases.get(4).jobId());
        store.report(completed(leases.get(5), "5"));

        final List<ReportOutcome> outcomes = store.report(List.of(
                failedForGood(leases.get(3), "three"),
                completed(leases.get(4), "4"),
                progressed(leases.get(1), "one", 1),
                completed(new Lease(JobId.random(), 1, WorkerId.random()), "0"),
                completed(leases.get(0), "0"),
                completed(leases.get(5), "5"),
                released(leases.get(2))));

        assertThat(outcomes)
                .containsExactly(
                        ReportOutcome.APPLIED,
                        ReportOutcome.CANCELLED,
                        ReportOutcome.APPLIED,
                        ReportOutcome.LEASE_LOST,
                        ReportOutcome.APPLIED,
                        ReportOutcome.REPEATED,
                        ReportOutcome.APPLIED);
        assertThat(leases)
                .extracting(lease -> job(lease.jobId()).status())
                .containsExactly(
                        JobStatus.COMPLETE,
                        JobStatus.PROCESSING,
                        JobStatus.PENDING,
                        JobStatus.FAILED,
                        JobStatus.CANCELLED,
                        JobStatus.COMPLETE);
        assertThat(job(leases.get(0).jobId()).result()).contains("0");
        assertThat(job(leases.get(1).jobId()).stage()).contains("one");
        assertThat(job(leases.get(3).jobId()).error()).contains("three");
    }

    @Test
    final void aThousandReportsInOneCallAreAllWritten() {
        final List<JobId> ids = submit(1_000);
        final List<ClaimedJob> claimed = worker().claim(1_000);

        final List<ReportOutcome> outcomes = store.report(claimed.stream()
                .map(one -> completed(one.lease(), "\"" + one.job().id() + "\""))
                .toList());

        assertThat(outcomes).hasSize(1_000).containsOnly(ReportOutcome.APPLIED);
        assertThat(store.find(ids).values())
                .hasSize(1_000)
                .allSatisfy(job -> assertThat(job.result()).contains("\"" + job.id() + "\""));
    }

    @Test
    final void twoEndsOrTwoProgressesUnderOneLeaseAreRefusedAndNothingIsWritten() {
        submit(2);
        final List<ClaimedJob> claimed = worker().claim(2);
        final Lease one = claimed.get(0).lease();
        final Lease other = claimed.get(1).lease();

        assertThatThrownBy(
                        () -> store.report(List.of(completed(other, "1"), completed(one, "1"), failed(one, "or not"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        store.report(List.of(completed(other, "1"), progressed(one, "a", 1), progressed(one, "b", 2))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        store.report(List.of(completed(one, "1"), completed(inTheHandsOf(worker(), one), "another's"))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(claimed).allSatisfy(each -> assertThat(job(each)).isEqualTo(each.job()));
    }

    @Test
    final void aReportOfNothingIsAnsweredWithNothing() {
        assertThat(store.report(List.of())).isEmpty();
    }
}
