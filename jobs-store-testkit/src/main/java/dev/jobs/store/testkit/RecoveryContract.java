package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Backoff;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The promises of recovery: the jobs of a worker that is gone run again or fail, and those of a live one are let be. */
abstract class RecoveryContract extends ContractFixture {
    RecoveryContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void theJobsOfALiveWorkerAreNotTaken() {
        final ClaimedJob claimed = processing();

        assertThat(store.recover()).isEmpty();

        assertThat(job(claimed)).isEqualTo(claimed.job());
    }

    @Test
    final void theJobsOfAWorkerAreTakenWhenItsTimeToLiveIsOver() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();
        worker.lives(Duration.ofMillis(50), Set.of(claimed.lease()));

        final List<RecoveredJob> recovered = Await.value(
                "the job is recovered", () -> Optional.of(store.recover()).filter(jobs -> !jobs.isEmpty()));

        assertThat(recovered)
                .containsExactly(RecoveredJob.workerLost(claimed.job().id(), JobStatus.PENDING, worker.id()));
    }

    @Test
    final void everyHeartbeatBeginsTheTimeToLiveAnew() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();
        worker.lives(Duration.ofMillis(1), Set.of(claimed.lease()));
        worker.lives(claimed.lease());
        // The time to live of another worker, said later, is over: so is the first one said.
        final TestWorker clock = worker(Set.of("clock"), Set.of("clock"));
        final JobId tick = store.submit(request("clock").queue("clock").build());
        clock.lives(Duration.ofMillis(1), Set.of(clock.claimOne().lease()));

        final List<RecoveredJob> recovered = Await.value(
                "a job is recovered", () -> Optional.of(store.recover()).filter(jobs -> !jobs.isEmpty()));

        assertThat(recovered).extracting(RecoveredJob::id).containsExactly(tick);
        assertThat(job(claimed)).isEqualTo(claimed.job());
    }

    @Test
    final void aRecoveredJobIsRunAgainAndTheLostAttemptCounts() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob lost = worker.claimOne();
        store.report(progressed(lost.lease(), "downloading", 50));
        worker.vanishes(lost.lease());

        store.recover();

        final Job job = job(lost);
        assertThat(job)
                .returns(JobStatus.PENDING, Job::status)
                .returns(1, Job::attempt)
                .returns(Optional.empty(), Job::stage)
                .returns(0.0, Job::progress)
                .returns(Optional.empty(), Job::finishedAt);
        assertThat(job.error()).hasValueSatisfying(error -> assertThat(error).containsIgnoringCase("lost"));
        assertThat(worker().claimOne().job().attempt()).isEqualTo(2);
    }

    @Test
    final void aRecoveredJobWaitsForItsBackoff() {
        store.submit(request()
                .backoff(new Backoff(Duration.ofHours(10), Duration.ofHours(10)))
                .build());
        final TestWorker worker = worker();
        final ClaimedJob lost = worker.claimOne();
        worker.vanishes(lost.lease());

        store.recover();

        final Job job = job(lost);
        assertThat(Duration.between(job.updatedAt(), job.dueAt()))
                .isBetween(Duration.ofMinutes(299), Duration.ofHours(11));
        assertThat(worker().claim(1)).isEmpty();
    }

    @Test
    final void aJobThatKillsItsWorkersFailsWhenItsAttemptsAreSpentAndSaysHowOften() {
        final JobId id = store.submit(request().maxAttempts(2).build());
        for (int i = 0; i < 2; i++) {
            final TestWorker worker = worker();
            worker.vanishes(worker.claimOne().lease());
            assertThat(store.recover()).hasSize(1);
        }

        final Job job = job(id);
        assertThat(job)
                .returns(JobStatus.FAILED, Job::status)
                .returns(2, Job::attempt)
                .returns(Optional.of(job.updatedAt()), Job::finishedAt);
        assertThat(job.error().orElseThrow()).containsIgnoringCase("worker").contains("lost", "2");
        assertThat(worker().claim(1)).isEmpty();
    }

    @Test
    final void allJobsOfALostWorkerAreTakenAtOnceAndOnlyOnce() {
        final JobId spent = store.submit(request().maxAttempts(1).build());
        final JobId left = submit();
        final JobId cancelled = submit();
        final TestWorker worker = worker();
        final Set<Lease> held = worker.claim(3).stream().map(ClaimedJob::lease).collect(Collectors.toSet());
        store.cancel(cancelled);
        final ClaimedJob others = processing();
        worker.lives(Duration.ZERO, held);

        assertThat(store.recover())
                .containsExactlyInAnyOrder(
                        RecoveredJob.workerLost(spent, JobStatus.FAILED, worker.id()),
                        RecoveredJob.workerLost(left, JobStatus.PENDING, worker.id()),
                        RecoveredJob.workerLost(cancelled, JobStatus.CANCELLED, worker.id()));

        assertThat(store.recover()).isEmpty();
        assertThat(job(others)).isEqualTo(others.job());
    }

    @Test
    final void whatALostWorkerHadEndedIsNotTaken() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();
        store.report(completed(claimed.lease(), "1"));
        final Job before = job(claimed);
        worker.vanishes(claimed.lease());

        assertThat(store.recover()).isEmpty();
        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void untilItsJobIsTakenALateWorkerCanStillWrite() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();
        worker.vanishes(claimed.lease());

        assertThat(store.report(completed(claimed.lease(), "1"))).isEqualTo(ReportOutcome.APPLIED);
        assertThat(store.recover()).isEmpty();
        assertThat(job(claimed).status()).isEqualTo(JobStatus.COMPLETE);
    }

    @Test
    final void aRecoveryWithNothingToTakeGivesNothing() {
        submit();

        assertThat(store.recover()).isEmpty();
    }

    @Test
    final void anyProcessCanRecover() {
        final JobStore second = secondStore();
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();
        worker.vanishes(claimed.lease());

        assertThat(second.recover())
                .containsExactly(RecoveredJob.workerLost(claimed.job().id(), JobStatus.PENDING, worker.id()));
        assertThat(store.recover()).isEmpty();
    }
}
