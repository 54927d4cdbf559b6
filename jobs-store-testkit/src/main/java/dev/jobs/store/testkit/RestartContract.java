package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promise over restarts: what a store has answered for is there when it is opened again. */
abstract class RestartContract extends ContractFixture {
    private static final Duration LONG = Duration.ofHours(1);

    RestartContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void jobsOfEveryStatusAreAsTheyWereAfterARestart() {
        final JobId pending = store.submit(request()
                .owner("Zoë")
                .idempotencyKey("key")
                .priority(7)
                .attribute("trace", "00-4bf9")
                .stages(STAGES)
                .delay(Duration.ofDays(1))
                .build());
        submit(5);
        final List<ClaimedJob> claimed = worker().claim(5);
        store.report(List.of(
                progressed(claimed.get(0).lease(), "decoding", 40),
                completed(claimed.get(1).lease(), "{\"n\": 1.50}"),
                failedForGood(claimed.get(2).lease(), "no such file"),
                Report.failed(claimed.get(3).lease(), "not now", LONG)));
        store.cancel(claimed.get(4).job().id());
        final List<JobId> ids = new ArrayList<>(ids(claimed));
        ids.add(pending);
        final Map<JobId, Job> before = store.find(ids);

        restart();

        assertThat(store.find(ids)).isEqualTo(before).hasSize(6);
    }

    @Test
    final void aLeaseHoldsOverARestart() {
        final ClaimedJob claimed = processing();

        restart();

        assertThat(store.report(completed(inTheHandsOf(worker(), claimed.lease()), "2")))
                .as("another worker's report")
                .isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(store.report(completed(claimed.lease(), "1"))).isEqualTo(ReportOutcome.APPLIED);
        assertThat(store.report(completed(claimed.lease(), "1"))).isEqualTo(ReportOutcome.REPEATED);
        assertThat(job(claimed).result()).contains("1");
    }

    @Test
    final void anIdempotencyKeyHoldsOverARestart() {
        final JobRequest request = request().owner("me").idempotencyKey("key").build();
        final JobId first = store.submit(request);

        restart();

        assertThat(store.submit(request)).isEqualTo(first);
    }

    @Test
    final void jobsSubmittedAfterARestartStartAfterThoseFromBefore() {
        final List<JobId> before = submit(3);

        restart();

        final JobId after = submit();
        assertThat(ids(worker().claim(10))).containsExactly(before.get(0), before.get(1), before.get(2), after);
    }

    @Test
    final void aWorkerIsNotGivenAfterARestartWhatItDeclined() {
        submit();
        final TestWorker old = worker();
        store.report(Report.declined(old.claimOne().lease(), LONG));

        restart();

        assertThat(old.claimThrough(store, 10)).isEmpty();
        assertThat(worker().claim(10)).hasSize(1);
    }

    @Test
    final void theJobsOfAWorkerThatWasLostAreRecoveredAfterARestart() {
        submit();
        final TestWorker lost = worker();
        final ClaimedJob claimed = lost.claimOne();
        lost.vanishes(claimed.lease());

        restart();

        final List<RecoveredJob> recovered = new ArrayList<>();
        Await.until("the job is recovered", () -> {
            recovered.addAll(store.recover());
            return !recovered.isEmpty();
        });
        assertThat(recovered).singleElement().returns(claimed.job().id(), RecoveredJob::id);
        assertThat(store.report(completed(claimed.lease(), "1"))).isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(job(claimed).error()).as("the loss, in words").isPresent();
    }
}
