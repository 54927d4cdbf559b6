package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StopOrder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The promise of a heartbeat: afterwards the worker and the store agree on what the worker holds. */
abstract class HeartbeatContract extends ContractFixture {
    HeartbeatContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void aWorkerThatHoldsWhatItShouldIsToldNothing() {
        submit(2);
        final TestWorker worker = worker();
        final List<ClaimedJob> claimed = worker.claim(2);

        assertThat(worker.lives(claimed.get(0).lease(), claimed.get(1).lease())).isEmpty();

        assertThat(claimed).allSatisfy(one -> assertThat(job(one)).isEqualTo(one.job()));
    }

    @Test
    final void aLeaseThatHasEndedIsToBeStopped() {
        submit(2);
        final TestWorker worker = worker();
        final List<ClaimedJob> claimed = worker.claim(2);
        final Lease ended = claimed.get(0).lease();
        final Lease current = claimed.get(1).lease();
        final Lease unheardOf = new Lease(JobId.random(), 3, worker.id());
        final Lease notGiven = notGivenAfter(current);
        store.report(completed(ended, "1"));

        assertThat(worker.lives(ended, current, unheardOf, notGiven))
                .containsExactlyInAnyOrder(
                        new StopOrder(ended, StopOrder.Reason.LEASE_LOST),
                        new StopOrder(unheardOf, StopOrder.Reason.LEASE_LOST),
                        new StopOrder(notGiven, StopOrder.Reason.LEASE_LOST));
    }

    @Test
    final void aLeaseThatAnotherWorkerHoldsIsToBeStopped() {
        final ClaimedJob others = processing();
        final Lease foreign = others.lease();
        final TestWorker worker = worker();
        final Lease claimed = inTheHandsOf(worker, foreign);

        assertThat(worker.lives(claimed)).containsExactly(new StopOrder(claimed, StopOrder.Reason.LEASE_LOST));
        assertThat(worker.lives(foreign)).containsExactly(new StopOrder(foreign, StopOrder.Reason.LEASE_LOST));

        assertThat(job(others)).isEqualTo(others.job());
        assertThat(store.report(completed(foreign, "1"))).isEqualTo(ReportOutcome.APPLIED);
    }

    @Test
    final void aJobThatItsWorkerDoesNotHoldIsHandedBackWithItsAttemptNotCounted() {
        final List<JobId> ids = submit(3);
        final TestWorker worker = worker();
        final List<ClaimedJob> claimed = worker.claim(3);

        assertThat(worker.lives(claimed.get(1).lease())).isEmpty();

        assertThat(job(ids.get(1)).status()).isEqualTo(JobStatus.PROCESSING);
        assertThat(List.of(ids.get(0), ids.get(2)))
                .allSatisfy(id -> assertThat(job(id))
                        .returns(JobStatus.PENDING, Job::status)
                        .returns(0, Job::attempt));
        assertThat(ids(worker().claim(3))).containsExactly(ids.get(0), ids.get(2));
        assertThat(store.report(completed(claimed.get(0).lease(), "1"))).isEqualTo(ReportOutcome.LEASE_LOST);
    }

    @Test
    final void anOldLeaseDoesNotHoldTheJobThatTheWorkerHasUnderANewOne() {
        submit();
        final TestWorker worker = worker();
        final Lease old = worker.claimOne().lease();
        store.report(released(old));
        final Lease current = worker.claimOne().lease();

        assertThat(worker.lives(old)).containsExactly(new StopOrder(old, StopOrder.Reason.LEASE_LOST));

        assertThat(job(old.jobId()).status()).isEqualTo(JobStatus.PENDING);
        assertThat(store.report(completed(current, "1"))).isEqualTo(ReportOutcome.LEASE_LOST);
    }

    @Test
    final void aHeartbeatLeavesTheJobsOfOtherWorkersAlone() {
        final ClaimedJob others = processing();

        worker().lives();
        worker().vanishes();

        assertThat(job(others)).isEqualTo(others.job());
        assertThat(store.report(completed(others.lease(), "1"))).isEqualTo(ReportOutcome.APPLIED);
    }

    @Test
    final void aLateWorkerThatIsHeardBeforeRecoveryKeepsAllItsLeases() {
        submit(3);
        final TestWorker worker = worker();
        final Lease[] leases = worker.claim(3).stream().map(ClaimedJob::lease).toArray(Lease[]::new);
        worker.vanishes(leases);

        assertThat(worker.lives(leases)).isEmpty();

        assertThat(store.recover()).isEmpty();
        assertThat(store.report(List.of(leases).stream()
                        .map(lease -> completed(lease, "1"))
                        .toList()))
                .containsOnly(ReportOutcome.APPLIED);
    }

    @Test
    final void aLateWorkerThatIsHeardAfterRecoveryLearnsThatItLostAllItsLeases() {
        submit(3);
        final TestWorker worker = worker();
        final Lease[] leases = worker.claim(3).stream().map(ClaimedJob::lease).toArray(Lease[]::new);
        worker.vanishes(leases);
        assertThat(store.recover()).hasSize(3);

        assertThat(worker.lives(leases))
                .extracting(StopOrder::reason, StopOrder::lease)
                .containsExactlyInAnyOrder(
                        tuple(StopOrder.Reason.LEASE_LOST, leases[0]),
                        tuple(StopOrder.Reason.LEASE_LOST, leases[1]),
                        tuple(StopOrder.Reason.LEASE_LOST, leases[2]));
        assertThat(worker.claim(3)).as("it lives again").hasSize(3);
    }

    @Test
    final void aWorkerThatSaysGoodbyeWithNothingHeldHandsEverythingBack() {
        final List<JobId> ids = submit(2);
        final TestWorker worker = worker();
        worker.claim(2);

        assertThat(worker.vanishes()).isEmpty();

        assertThat(ids)
                .allSatisfy(id -> assertThat(job(id))
                        .returns(JobStatus.PENDING, Job::status)
                        .returns(0, Job::attempt));
        assertThat(store.recover()).isEmpty();
    }

    @Test
    final void aHeartbeatWithAThousandLeasesIsAnswered() {
        submit(1_000);
        final TestWorker worker = worker();
        final List<ClaimedJob> claimed = worker.claim(1_000);
        final Lease[] leases = claimed.stream().map(ClaimedJob::lease).toArray(Lease[]::new);
        claimed.stream().skip(990).forEach(one -> store.cancel(one.job().id()));

        final List<StopOrder> orders = worker.lives(leases);

        assertThat(orders)
                .extracting(StopOrder::lease)
                .containsExactlyInAnyOrderElementsOf(List.of(leases).subList(990, 1_000));
        assertThat(orders).extracting(StopOrder::reason).containsOnly(StopOrder.Reason.CANCELLED);
    }

    @Test
    final void aTimeToLiveOfAgesIsHeardAndCanBeShortened() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();

        worker.lives(Duration.ofSeconds(Long.MAX_VALUE), Set.of(claimed.lease()));

        assertThat(store.recover()).isEmpty();
        worker.vanishes(claimed.lease());
        assertThat(store.recover()).hasSize(1);
    }
}
