package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The promises of a lease: a report under one that has ended changes nothing, and its author is told. */
abstract class LeaseContract extends ContractFixture {
    LeaseContract(final JobStoreContract contract) {
        super(contract);
    }

    /** Sends one report of each kind under this lease, and sees that none changes the job. */
    private void assertRefused(final Lease lease) {
        final Job before = job(lease.jobId());
        for (final Report report : everyReport(lease)) {
            assertThat(store.report(report)).as("%s", report).isEqualTo(ReportOutcome.LEASE_LOST);
            assertThat(job(lease.jobId())).as("after %s", report).isEqualTo(before);
        }
    }

    @Test
    final void anEarlierAttemptCannotWriteIntoTheNextOne() {
        final ClaimedJob first = processing();
        store.report(failed(first.lease(), "once"));
        final ClaimedJob second = worker().claimOne();
        store.report(progressed(second.lease(), "normalizing", 20));

        assertRefused(first.lease());
        assertThat(store.report(completed(second.lease(), "2"))).isEqualTo(ReportOutcome.APPLIED);
        assertThat(job(second).result()).contains("2");
    }

    @Test
    final void onlyTheWorkerThatHoldsALeaseCanWriteUnderIt() {
        final ClaimedJob claimed = processing();
        final TestWorker other = worker();

        assertRefused(inTheHandsOf(other, claimed.lease()));
        store.cancel(claimed.job().id());
        assertRefused(inTheHandsOf(other, claimed.lease()));
        assertThat(store.report(released(claimed.lease()))).isEqualTo(ReportOutcome.APPLIED);
    }

    @Test
    final void aReportOfAnotherWorkerChangesNothingAmongThoseOfTheRightOne() {
        submit(2);
        final List<Lease> leases =
                worker().claim(2).stream().map(ClaimedJob::lease).toList();
        final Lease foreign = inTheHandsOf(worker(), leases.get(1));

        assertThat(store.report(List.of(completed(leases.get(0), "1"), completed(foreign, "2"))))
                .containsExactly(ReportOutcome.APPLIED, ReportOutcome.LEASE_LOST);
        assertThat(job(leases.get(1).jobId()).status()).isEqualTo(JobStatus.PROCESSING);
    }

    /**
     * As after a failover or a restored backup: what was claimed in the time that is lost is claimed again, from the same
     * past. Jobs that have the same past are claimed here instead.
     */
    @Test
    final void theNumberOfALeaseDoesNotFollowFromThePastOfItsJob() {
        final List<JobStore> stores = List.of(store, anotherNewStore());
        final Set<Long> numbers = new HashSet<>();

        for (final JobStore each : stores) {
            each.submit(Stream.generate(() -> request().build()).limit(50).toList());
            for (int claim = 0; claim < 3; claim++) {
                final TestWorker worker = new TestWorker(each, Set.of(TYPE), Set.of(QUEUE));
                worker.lives();
                final List<Lease> leases =
                        worker.claim(50).stream().map(ClaimedJob::lease).toList();
                leases.forEach(lease -> numbers.add(lease.number()));
                if (claim == 0) {
                    each.report(leases.stream().map(ContractFixture::released).toList());
                } else {
                    worker.vanishes(leases.toArray(Lease[]::new));
                    each.recover();
                }
            }
        }

        assertThat(numbers).hasSize(stores.size() * 50 * 3);
    }

    @Test
    final void aRecoveredWorkerCannotWriteBeforeTheJobIsClaimedAgain() {
        submit();
        final TestWorker lost = worker();
        final ClaimedJob claimed = lost.claimOne();
        lost.vanishes(claimed.lease());
        store.recover();

        assertRefused(claimed.lease());
        assertThat(job(claimed).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    final void aWorkerThatWakesAfterItsJobWasGivenToAnotherIsRefusedAndToldToStop() {
        submit();
        final TestWorker sleeper = worker();
        final ClaimedJob first = sleeper.claimOne();
        sleeper.lives(Duration.ofMillis(1), Set.of(first.lease()));
        Await.until("the sleeper's job is recovered", () -> !store.recover().isEmpty());
        final ClaimedJob second = worker().claimOne();

        assertRefused(first.lease());
        assertThat(sleeper.lives(first.lease())).singleElement().returns(first.lease(), order -> order.lease());
        assertThat(store.report(completed(second.lease(), "\"second\""))).isEqualTo(ReportOutcome.APPLIED);
        assertThat(job(second).result()).contains("\"second\"");
    }

    @Test
    final void nothingIsWrittenUnderALeaseThatHasNotBeenGiven() {
        final ClaimedJob claimed = processing();

        assertRefused(notGivenAfter(claimed.lease()));
        assertThat(store.report(progressed(new Lease(JobId.random(), 1, worker().id()), "nowhere", 1)))
                .isEqualTo(ReportOutcome.LEASE_LOST);
    }

    @Test
    final void nothingIsWrittenToAJobThatWasNeverClaimed() {
        assertRefused(new Lease(submit(), 1, worker().id()));
    }

    @Test
    final void aFailedJobsLeaseIsLost() {
        final ClaimedJob claimed = processing();
        store.report(failedForGood(claimed.lease(), "for good"));

        assertThat(store.report(completed(claimed.lease(), "1"))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(store.report(released(claimed.lease()))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(store.report(progressed(claimed.lease(), "late", 1))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(job(claimed)).returns(JobStatus.FAILED, Job::status);
    }

    @Test
    final void aCompletionReportedTwiceIsRecognised() {
        final ClaimedJob claimed = processing();
        store.report(completed(claimed.lease(), "1"));
        final Job before = job(claimed);

        assertThat(store.report(completed(claimed.lease(), "1"))).isEqualTo(ReportOutcome.REPEATED);
        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void aFinalFailureReportedTwiceIsRecognised() {
        final ClaimedJob claimed = processing();
        store.report(failedForGood(claimed.lease(), "for good"));
        final Job before = job(claimed);

        assertThat(store.report(failedForGood(claimed.lease(), "for good"))).isEqualTo(ReportOutcome.REPEATED);
        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void aFailureReportedTwiceIsRecognisedAndCountsOnce() {
        final ClaimedJob claimed = processing();
        store.report(failed(claimed.lease(), "once"));
        final Job before = job(claimed);

        assertThat(store.report(failed(claimed.lease(), "once"))).isEqualTo(ReportOutcome.REPEATED);
        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void aHandBackReportedTwiceIsRecognised() {
        final ClaimedJob claimed = processing();
        store.report(released(claimed.lease()));
        final Job before = job(claimed);

        assertThat(store.report(released(claimed.lease()))).isEqualTo(ReportOutcome.REPEATED);
        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void aDeclineReportedTwiceIsRecognised() {
        final ClaimedJob claimed = processing();
        store.report(Report.declined(claimed.lease(), Duration.ZERO));
        final Job before = job(claimed);

        assertThat(store.report(Report.declined(claimed.lease(), Duration.ZERO)))
                .isEqualTo(ReportOutcome.REPEATED);
        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void anEndOtherThanTheOneWrittenIsRefused() {
        final ClaimedJob claimed = processing();
        store.report(completed(claimed.lease(), "1"));
        final Job before = job(claimed);

        assertThat(store.report(failed(claimed.lease(), "or not"))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(store.report(released(claimed.lease()))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(store.report(progressed(claimed.lease(), "on and on", 1))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(job(claimed)).isEqualTo(before);
    }

    @Test
    final void reportsUnderOldAndCurrentLeasesOfOneJobCanShareACall() {
        submit();
        final List<ClaimedJob> attempts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            attempts.add(worker().claimOne());
            if (i < 2) {
                store.report(released(attempts.get(i).lease()));
            }
        }
        final Lease oldest = attempts.get(0).lease();
        final Lease old = attempts.get(1).lease();
        final Lease current = attempts.get(2).lease();

        assertThat(store.report(List.of(
                        progressed(oldest, "oldest", 1), progressed(current, "current", 3), progressed(old, "old", 2))))
                .containsExactly(ReportOutcome.LEASE_LOST, ReportOutcome.APPLIED, ReportOutcome.LEASE_LOST);
        assertThat(store.report(List.of(failed(oldest, "oldest"), failed(current, "current"), failed(old, "old"))))
                .containsExactly(ReportOutcome.LEASE_LOST, ReportOutcome.APPLIED, ReportOutcome.LEASE_LOST);
        final Lease next = worker().claimOne().lease();
        assertThat(store.report(List.of(released(current), released(next), released(old))))
                .containsExactly(ReportOutcome.LEASE_LOST, ReportOutcome.APPLIED, ReportOutcome.LEASE_LOST);
        final Lease last = worker().claimOne().lease();
        assertThat(store.report(List.of(completed(next, "1"), completed(last, "2"), completed(old, "3"))))
                .containsExactly(ReportOutcome.LEASE_LOST, ReportOutcome.APPLIED, ReportOutcome.LEASE_LOST);
        assertThat(job(last.jobId()).result()).contains("2");
    }

    @Test
    final void theLeaseOfAPrunedJobIsLost() {
        final ClaimedJob claimed = processing();
        store.report(completed(claimed.lease(), "1"));
        Await.until("the job is pruned", () -> store.prune(Duration.ZERO, 10) == 1);

        assertThat(everyReport(claimed.lease()))
                .allSatisfy(report -> assertThat(store.report(report)).isEqualTo(ReportOutcome.LEASE_LOST));
        assertThat(store.find(claimed.job().id())).isEmpty();
    }
}
