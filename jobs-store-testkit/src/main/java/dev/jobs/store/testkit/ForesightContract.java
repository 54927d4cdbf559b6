package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.store.ClaimForesight;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * The promises of a store that says when a claim would bring nothing: no job waits for longer because of it. Those of a store that never says so
 * are kept.
 */
abstract class ForesightContract extends ContractFixture {
    private static final Duration SOON = Duration.ofMillis(1_500);
    private static final int EMPTY_CLAIMS = 3;

    ForesightContract(final JobStoreContract contract) {
        super(contract);
    }

    private boolean bringsNothing(final TestWorker worker) {
        return store.ability(ClaimForesight.class)
                .filter(foresight -> foresight.bringsNothing(worker.id()))
                .isPresent();
    }

    private void claimsNothing(final TestWorker worker) {
        for (int i = 0; i < EMPTY_CLAIMS; i++) {
            assertThat(worker.claim(10)).isEmpty();
        }
    }

    /** The time by the store's clock. */
    private Instant now() {
        return job(store.submit(request("clock").build())).createdAt();
    }

    private void awaitTime(final Instant time) {
        Await.until("it is " + time + " by the store's clock", () -> !now().isBefore(time));
    }

    @Test
    final void aClaimIsNotNeedlessOnceAJobIsDue() {
        final TestWorker worker = worker();
        final JobId id = store.submit(request().delay(SOON).build());
        claimsNothing(worker);

        awaitTime(job(id).dueAt());

        assertThat(bringsNothing(worker)).isFalse();
        assertThat(ids(worker.claim(10))).containsExactly(id);
    }

    @Test
    final void aClaimIsNotNeedlessOnceAPauseHasEnded() {
        final TestWorker worker = worker();
        final PauseTarget queue = PauseTarget.queue(QUEUE);
        store.pause(PauseRequest.builder(queue).lasting(SOON).build());
        final JobId id = submit();
        claimsNothing(worker);

        Await.until("the pause is over", () -> store.pauses().isEmpty());

        assertThat(bringsNothing(worker)).isFalse();
        assertThat(ids(worker.claim(10))).containsExactly(id);
    }

    @Test
    final void aClaimIsNotNeedlessOnceARateAllowsTheNextStart() {
        final TestWorker worker = worker();
        store.setLimit(Limit.builder("api").starts(1, SOON).build());
        final List<JobId> ids = store.submit(List.of(
                request().limitKeys("api").build(), request().limitKeys("api").build()));
        assertThat(ids(worker.claim(10))).containsExactly(ids.get(0));
        claimsNothing(worker);

        awaitTime(store.poll(ids.get(1))
                .orElseThrow()
                .waiting()
                .orElseThrow()
                .waitUntil()
                .orElseThrow());

        assertThat(bringsNothing(worker)).isFalse();
        assertThat(ids(worker.claim(10))).containsExactly(ids.get(1));
    }

    @Test
    final void aClaimIsNeedlessForSomeSecondsOnly() {
        final TestWorker worker = worker();
        claimsNothing(worker);

        Await.until("the worker is to claim again", () -> !bringsNothing(worker));
    }

    @Test
    final void aClaimIsNotNeedlessAfterOneThatBroughtAllItAskedFor() {
        final TestWorker worker = worker();
        claimsNothing(worker);
        submit(2);

        assertThat(worker.claim(1)).hasSize(1);

        assertThat(bringsNothing(worker)).isFalse();
    }

    @Test
    final void aStoreThatForeseesClaimsTellsOfJobsThatAreDueBeforeItsWorkersLookAgain() {
        if (store.ability(ClaimForesight.class).isEmpty()) {
            return;
        }
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        final ClaimedJob failing = processing();
        store.subscribe(heard::add);

        store.submit(request(OTHER_TYPE).delay(ClaimForesight.LONGEST).build());
        store.report(Report.failed(failing.lease(), "busy", ClaimForesight.LONGEST));

        if (signals()) {
            Await.until(
                    "signals of both",
                    () -> heard.containsAll(
                            List.of(new JobSignal.Claimable(QUEUE, OTHER_TYPE), new JobSignal.Claimable(QUEUE, TYPE))));
        }
    }
}
