package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StopOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The promises of a cancel: it is never undone, and it has finished only when the work has stopped. */
abstract class CancelContract extends ContractFixture {
    CancelContract(final JobStoreContract contract) {
        super(contract);
    }

    /** A job that was cancelled while it was processing. */
    private ClaimedJob stopping() {
        final ClaimedJob claimed = processing();
        assertThat(store.cancel(claimed.job().id())).isEqualTo(CANCELLED);
        return claimed;
    }

    private void assertFinishedAsCancelled(final JobId id, final Release release) {
        final Job job = job(id);
        assertThat(job)
                .returns(JobStatus.CANCELLED, Job::status)
                .returns(Optional.of(release), Job::release)
                .returns(Optional.of(job.updatedAt()), Job::finishedAt)
                .returns(Optional.empty(), Job::result);
    }

    @Test
    final void aPendingJobIsCancelledAndFinishedAtOnce() {
        final JobId id = submit();

        assertThat(store.cancel(id)).isEqualTo(CANCELLED);

        assertFinishedAsCancelled(id, Release.CONFIRMED);
        assertThat(job(id).startedAt()).isEmpty();
        assertThat(QueuePositions.of(store, id)).isEmpty();
        assertThat(worker().claim(1)).isEmpty();
    }

    @Test
    final void aJobThatIsNotYetDueIsCancelledForGood() {
        final JobId id = store.submit(
                request().dueAt(Instant.now().plus(Duration.ofMillis(100))).build());
        assertThat(store.cancel(id)).isEqualTo(CANCELLED);
        final JobId clock = store.submit(request(OTHER_TYPE)
                .dueAt(Instant.now().plus(Duration.ofMillis(100)))
                .build());

        Await.until(
                "a job submitted later is due",
                () -> QueuePositions.of(store, clock).isPresent());

        assertThat(ids(worker().claim(10))).containsExactly(clock);
        assertFinishedAsCancelled(id, Release.CONFIRMED);
    }

    @Test
    final void aJobThatWaitsForItsNextAttemptIsCancelled() {
        final ClaimedJob claimed = processing();
        store.report(Report.failed(claimed.lease(), "busy", Duration.ofHours(1)));

        assertThat(store.cancel(claimed.job().id())).isEqualTo(CANCELLED);

        assertFinishedAsCancelled(claimed.job().id(), Release.CONFIRMED);
        assertThat(job(claimed)).returns(1, Job::attempt).returns(Optional.of("busy"), Job::error);
    }

    @Test
    final void aProcessingJobIsCancelledAtOnceAndFinishedByItsRelease() {
        final ClaimedJob claimed = processing();
        store.report(progressed(claimed.lease(), "downloading", 40));

        assertThat(store.cancel(claimed.job().id())).isEqualTo(CANCELLED);

        assertThat(job(claimed))
                .returns(JobStatus.CANCELLED, Job::status)
                .returns(Optional.empty(), Job::finishedAt)
                .returns(Optional.empty(), Job::release)
                .returns(Optional.of("downloading"), Job::stage)
                .returns(true, Job::isStopping);
        assertThat(store.report(released(claimed.lease()))).isEqualTo(ReportOutcome.APPLIED);
        assertFinishedAsCancelled(claimed.job().id(), Release.CONFIRMED);
        assertThat(job(claimed)).returns(Optional.of("downloading"), Job::stage).returns(1, Job::attempt);
    }

    @Test
    final void aReleaseThatNobodySawIsKeptAsPresumed() {
        final ClaimedJob claimed = stopping();

        store.report(Report.released(claimed.lease(), Release.PRESUMED));

        assertFinishedAsCancelled(claimed.job().id(), Release.PRESUMED);
    }

    @Test
    final void theWorkerOfACancelledJobIsToldToStopUntilItReleases() {
        submit(2);
        final TestWorker worker = worker();
        final List<ClaimedJob> claimed = worker.claim(2);
        final Lease cancelled = claimed.get(0).lease();
        final Lease other = claimed.get(1).lease();
        store.cancel(cancelled.jobId());

        final StopOrder order = new StopOrder(cancelled, StopOrder.Reason.CANCELLED);
        assertThat(worker.lives(cancelled, other)).containsExactly(order);
        assertThat(worker.lives(cancelled, other)).containsExactly(order);
        store.report(released(cancelled));
        assertThat(worker.lives(other)).isEmpty();
    }

    @Test
    final void noLateWriteUndoesACancel() {
        final ClaimedJob claimed = stopping();
        final Job before = job(claimed);

        for (final Report report : List.of(
                progressed(claimed.lease(), "too late", 99),
                completed(claimed.lease(), "\"too late\""),
                failed(claimed.lease(), "too late"),
                failedForGood(claimed.lease(), "too late"))) {
            assertThat(store.report(report)).as("%s", report).isEqualTo(ReportOutcome.CANCELLED);
            assertThat(job(claimed)).as("after %s", report).isEqualTo(before);
        }
        assertThat(worker().claim(1)).isEmpty();
    }

    @Test
    final void afterItsReleaseNothingIsWrittenToACancelledJob() {
        final ClaimedJob claimed = stopping();
        store.report(released(claimed.lease()));
        final Job before = job(claimed);

        assertThat(store.report(released(claimed.lease()))).isEqualTo(ReportOutcome.REPEATED);
        assertThat(store.report(completed(claimed.lease(), "1"))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(store.report(failed(claimed.lease(), "late"))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(store.report(progressed(claimed.lease(), "late", 1))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void progressAndReleaseInOneCallReleaseACancelledJob() {
        final ClaimedJob claimed = stopping();

        final List<ReportOutcome> outcomes =
                store.report(List.of(progressed(claimed.lease(), "late", 1), released(claimed.lease())));

        assertThat(outcomes).containsExactly(ReportOutcome.CANCELLED, ReportOutcome.APPLIED);
        assertFinishedAsCancelled(claimed.job().id(), Release.CONFIRMED);
        assertThat(job(claimed).stage()).isEmpty();
    }

    @Test
    final void aHeartbeatThatNoLongerHoldsACancelledJobReleasesIt() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();
        store.cancel(claimed.job().id());

        assertThat(worker.lives()).isEmpty();

        assertFinishedAsCancelled(claimed.job().id(), Release.CONFIRMED);
    }

    @Test
    final void recoveryReleasesTheCancelledJobOfALostWorkerAsPresumed() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();
        store.cancel(claimed.job().id());
        worker.vanishes(claimed.lease());

        assertThat(store.recover())
                .containsExactly(RecoveredJob.workerLost(claimed.job().id(), JobStatus.CANCELLED, worker.id()));

        assertFinishedAsCancelled(claimed.job().id(), Release.PRESUMED);
        assertThat(store.report(released(claimed.lease()))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertFinishedAsCancelled(claimed.job().id(), Release.PRESUMED);
    }

    @Test
    final void aCancelOfAnUnknownJobFindsNothing() {
        assertThat(store.cancel(JobId.random())).isEqualTo(new CancelOutcome.NotFound());
    }

    @Test
    final void aSecondCancelIsToldThatTheJobHasEnded() {
        final JobId pending = submit();
        store.cancel(pending);
        final ClaimedJob stopping = stopping();

        for (final JobId id : List.of(pending, stopping.job().id())) {
            final Job before = job(id);
            assertThat(store.cancel(id)).isEqualTo(alreadyTerminal(JobStatus.CANCELLED));
            assertThat(job(id)).isEqualTo(before);
        }
    }

    @Test
    final void aCancelOfACompleteJobIsToldSoAndChangesNothing() {
        final ClaimedJob claimed = processing();
        store.report(completed(claimed.lease(), "1"));
        final Job before = job(claimed);

        assertThat(store.cancel(before.id())).isEqualTo(alreadyTerminal(JobStatus.COMPLETE));
        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void aCancelOfAFailedJobIsToldSoAndChangesNothing() {
        final ClaimedJob claimed = processing();
        store.report(failedForGood(claimed.lease(), "for good"));
        final Job before = job(claimed);

        assertThat(store.cancel(before.id())).isEqualTo(alreadyTerminal(JobStatus.FAILED));
        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void aTerminalStatusIsNeverLeft() {
        final ClaimedJob complete = processing();
        store.report(completed(complete.lease(), "1"));
        final ClaimedJob failed = processing();
        store.report(failedForGood(failed.lease(), "for good"));
        final ClaimedJob cancelled = stopping();
        store.report(released(cancelled.lease()));

        for (final ClaimedJob ended : List.of(complete, failed, cancelled)) {
            final Job before = job(ended);
            store.cancel(before.id());
            everyReport(ended.lease()).forEach(store::report);
            everyReport(notGivenAfter(ended.lease())).forEach(store::report);
            final TestWorker worker = worker();
            worker.claim(10);
            worker.lives(ended.lease());
            worker.vanishes(ended.lease());
            store.recover();
            store.submit(request().build());
            assertThat(job(ended)).isEqualTo(before);
        }
    }

    @Test
    final void aCancelThroughAnotherStoreReachesTheWorker() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();

        assertThat(secondStore().cancel(claimed.job().id())).isEqualTo(CANCELLED);

        assertThat(worker.lives(claimed.lease()))
                .containsExactly(new StopOrder(claimed.lease(), StopOrder.Reason.CANCELLED));
    }
}
