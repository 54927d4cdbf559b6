package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promise to a job that a worker cannot read: it waits for one that can, and fails only when there is none. */
abstract class DeclineContract extends ContractFixture {
    DeclineContract(final JobStoreContract contract) {
        super(contract);
    }

    private static final Duration LONG = Duration.ofHours(1);

    /** Lets a worker claim the one job that it may have, and decline it. */
    private ClaimedJob declines(final TestWorker worker, final Duration grace) {
        final ClaimedJob claimed = worker.claimOne();
        assertThat(store.report(Report.declined(claimed.lease(), grace))).isEqualTo(ReportOutcome.APPLIED);
        return claimed;
    }

    private Optional<WaitReason> reason(final JobId id) {
        return store.poll(id).flatMap(JobPollResponse::waiting).map(Waiting::reason);
    }

    @Test
    final void aDeclinedJobWaitsAgainAndTheAttemptDoesNotCount() {
        final JobId id = store.submit(request().maxAttempts(1).build());
        final ClaimedJob declined = declines(worker(), LONG);

        assertThat(job(id))
                .returns(JobStatus.PENDING, Job::status)
                .returns(0, Job::attempt)
                .returns(Optional.empty(), Job::error)
                .satisfies(job ->
                        assertThat(job.revision()).isGreaterThan(declined.job().revision()));
        final ClaimedJob next = worker().claimOne();
        assertThat(next.job().attempt()).isEqualTo(1);
        assertThat(next.lease().number()).isGreaterThan(declined.lease().number());
    }

    @Test
    final void aWorkerIsNotGivenAgainWhatItDeclined() {
        submit();
        final TestWorker old = worker();
        declines(old, LONG);

        assertThat(old.claim(10)).isEmpty();
        final JobId readable = submit();
        assertThat(ids(old.claim(10))).containsExactly(readable);
    }

    @Test
    final void aWorkerIsNotGivenWhatItDeclinedAfterAnotherReportedProgressAndDeclinedToo() {
        submit();
        final TestWorker old = worker();
        declines(old, LONG);
        final TestWorker other = worker();
        final ClaimedJob claimed = other.claimOne();
        store.report(Report.progressed(claimed.lease(), Optional.of("reading"), 1));
        store.report(Report.declined(claimed.lease(), LONG));

        assertThat(old.claim(10)).isEmpty();
        assertThat(other.claim(10)).isEmpty();
    }

    @Test
    final void aWorkerIsGivenWhatItDeclinedOnceAnotherHasReleasedIt() {
        final JobId id = submit();
        final TestWorker old = worker();
        declines(old, LONG);
        store.report(released(worker().claimOne().lease()));

        assertThat(ids(old.claim(10))).containsExactly(id);
    }

    @Test
    final void aDeclinedJobKeepsItsPlaceForOtherWorkers() {
        final List<JobId> ids = submit(4);
        final JobId urgent = store.submit(request().priority(1).build());
        final TestWorker old = worker();
        old.claim(3).forEach(claimed -> store.report(Report.declined(claimed.lease(), LONG)));

        assertThat(QueuePositions.of(store, ids.get(0))).hasValue(2);
        assertThat(ids(worker().claim(10))).containsExactly(urgent, ids.get(0), ids.get(1), ids.get(2), ids.get(3));
    }

    @Test
    final void onlyWorkersForItsTypeAndQueueAreGivenADeclinedJob() {
        final JobId id = submit();
        declines(worker(), LONG);

        assertThat(worker(Set.of(OTHER_TYPE), Set.of(QUEUE)).claim(10)).isEmpty();
        assertThat(worker(Set.of(TYPE), Set.of(OTHER_QUEUE)).claim(10)).isEmpty();
        assertThat(ids(worker(Set.of(TYPE), Set.of(QUEUE)).claim(10))).containsExactly(id);
    }

    @Test
    final void whatAllLiveWorkersHaveDeclinedIsShownAsUnreadable() {
        final JobId id = submit();
        final TestWorker old = worker();
        final TestWorker other = worker();
        declines(old, LONG);
        assertThat(reason(id)).as("while another may read it").contains(WaitReason.WORKERS_BUSY);
        declines(other, LONG);
        assertThat(store.poll(id).orElseThrow())
                .satisfies(answer ->
                        assertThat(answer.waiting()).contains(Waiting.inQueue(WaitReason.UNREADABLE_PAYLOAD, 1, 1)))
                .satisfies(answer -> assertThat(answer.estimate()).isEmpty());

        worker();

        assertThat(reason(id)).as("when a new worker has come").contains(WaitReason.WORKERS_BUSY);
    }

    @Test
    final void withoutAWorkerADeclinedJobIsShownAsUnreadableAndAnotherAsWithoutAWorker() {
        final JobId declined = submit();
        final TestWorker old = worker();
        declines(old, LONG);
        final JobId other = submit();
        old.vanishes();
        assertThat(reason(declined)).contains(WaitReason.UNREADABLE_PAYLOAD);
        assertThat(reason(other)).contains(WaitReason.NO_WORKER);

        final TestWorker next = worker();
        final ClaimedJob claimed = next.claimOne();
        store.report(released(claimed.lease()));
        next.vanishes();

        assertThat(claimed.job().id()).isEqualTo(declined);
        assertThat(reason(declined))
                .as("when a worker that could read it has handed it back and gone")
                .contains(WaitReason.NO_WORKER);
    }

    @Test
    final void whatNoLiveWorkerCanReadFailsInWordsForItsUser() {
        final JobId id = submit();
        declines(worker(), Duration.ZERO);
        declines(worker(), Duration.ZERO);

        assertThat(store.recover()).containsExactly(RecoveredJob.unreadablePayload(id));

        final Job job = job(id);
        assertThat(job)
                .returns(JobStatus.FAILED, Job::status)
                .returns(Optional.of(Report.Declined.ERROR), Job::error)
                .returns(Optional.of(job.updatedAt()), Job::finishedAt);
        assertThat(worker().claim(1)).isEmpty();
        assertThat(store.recover()).isEmpty();
    }

    @Test
    final void aDeclinedJobDoesNotFailWhileALiveWorkerMayReadIt() {
        final JobId id = submit();
        declines(worker(), Duration.ZERO);
        final TestWorker busy = worker();

        assertThat(store.recover()).isEmpty();

        assertThat(job(id).status()).isEqualTo(JobStatus.PENDING);
        busy.vanishes();
        assertThat(store.recover()).extracting(RecoveredJob::id).containsExactly(id);
    }

    @Test
    final void aDeclinedJobWaitsForTheGraceThatTheFirstDeclineBegan() {
        final JobId waits = submit();
        declines(worker(), LONG);
        declines(worker(), Duration.ZERO);
        assertThat(store.recover()).isEmpty();
        assertThat(job(waits).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    final void aLaterDeclineDoesNotBeginTheGraceAgain() {
        final JobId id = submit();
        declines(worker(), Duration.ZERO);
        declines(worker(), LONG);

        assertThat(store.recover()).extracting(RecoveredJob::id).containsExactly(id);
    }

    @Test
    final void aJobThatSomebodyHasBegunIsOfferedToAllAgain() {
        final JobId id = submit();
        final TestWorker old = worker();
        declines(old, Duration.ZERO);
        store.report(failed(worker().claimOne().lease(), "begun, and failed"));

        assertThat(ids(old.claim(1))).containsExactly(id);
    }

    @Test
    final void aJobThatWasCancelledMeanwhileIsNotDeclined() {
        final ClaimedJob claimed = processing();
        store.cancel(claimed.job().id());

        assertThat(store.report(Report.declined(claimed.lease(), LONG))).isEqualTo(ReportOutcome.CANCELLED);
        assertThat(store.report(released(claimed.lease()))).isEqualTo(ReportOutcome.APPLIED);
        assertThat(job(claimed)).returns(JobStatus.CANCELLED, Job::status);
    }

    @Test
    final void aDeclinedJobCanBeCancelled() {
        final JobId id = submit();
        declines(worker(), Duration.ZERO);

        store.cancel(id);

        assertThat(store.recover()).isEmpty();
        assertThat(worker().claim(1)).isEmpty();
        assertThat(job(id).finishedAt()).isPresent();
    }

    @Test
    final void manyDeclinedJobsDoNotHideWhatAWorkerCanRead() {
        final JobRequest request = request().build();
        store.submit(IntStream.range(0, 300).mapToObj(i -> request).toList());
        final TestWorker old = worker();
        old.claim(300).forEach(claimed -> store.report(Report.declined(claimed.lease(), LONG)));
        final JobId readable = submit();

        assertThat(ids(old.claim(1))).containsExactly(readable);
        assertThat(worker().claim(300)).hasSize(300);
    }
}
