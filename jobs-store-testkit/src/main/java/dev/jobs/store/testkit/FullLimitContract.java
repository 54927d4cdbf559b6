package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.SubmitOutcome;
import dev.jobs.SubmitOutcome.Refused;
import dev.jobs.SubmitOutcome.Submitted;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.Report;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.StartRate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The promises of submissions that ask whether a limit is full: a job is refused by what has not ended, and never by what a claim has seen.
 */
abstract class FullLimitContract extends LimitFixture {
    FullLimitContract(final JobStoreContract contract) {
        super(contract);
    }

    private static Refused refusedFor(final JobId holder) {
        return new Refused(KEY, Optional.of(holder), Optional.empty());
    }

    private long jobs() {
        return store.list(JobQuery.all()).size();
    }

    @Test
    final void aJobWhoseLimitIsFullIsRefusedAndNamesTheOneThatRuns() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId first = accepted(submit(WhenLimitFull.REFUSE));
        final ClaimedJob running = worker().claimOne();

        assertThat(submit(WhenLimitFull.REFUSE)).isEqualTo(refusedFor(first));
        assertThat(jobs()).isOne();
        store.report(completed(running.lease(), "1"));
        accepted(submit(WhenLimitFull.REFUSE));
    }

    @Test
    final void ofTwoQuickSubmissionsBeforeAnyClaimOneIsRefused() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId first = accepted(submit(WhenLimitFull.REFUSE));

        assertThat(submit(WhenLimitFull.REFUSE)).isEqualTo(refusedFor(first));
        assertThat(jobs()).isOne();
        store.cancel(first);
        accepted(submit(WhenLimitFull.REFUSE));
    }

    @Test
    final void aJobThatIsBeingStoppedStillFillsItsLimit() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId first = accepted(submit(WhenLimitFull.REFUSE));
        final ClaimedJob running = worker().claimOne();
        store.cancel(first);

        assertThat(submit(WhenLimitFull.REFUSE)).isEqualTo(refusedFor(first));
        store.report(released(running.lease()));
        accepted(submit(WhenLimitFull.REFUSE));
    }

    @Test
    final void whateverHasNotEndedFillsALimit() {
        store.setLimit(Limit.atOnce(KEY, 4));
        store.submit(limited(KEY).build());
        final ClaimedJob failing = worker().claimOne();
        store.report(Report.failed(failing.lease(), "later", Duration.ofHours(1)));
        store.submit(
                request(OTHER_TYPE).limitKeys("other", KEY).queue(OTHER_QUEUE).build());
        store.submit(limited(KEY).owner("ann").build());
        final JobId scheduled =
                store.submit(limited(KEY).delay(Duration.ofHours(1)).build());

        assertThat(submit(WhenLimitFull.REFUSE)).isInstanceOf(Refused.class);
        store.cancel(scheduled);
        accepted(submit(WhenLimitFull.REFUSE));
        assertThat(submit(WhenLimitFull.REFUSE)).isInstanceOf(Refused.class);
    }

    @Test
    final void theOneThatRunsIsNamedBeforeThoseThatWait() {
        store.setLimit(Limit.atOnce(KEY, 2));
        final JobId waiting = store.submit(limited(KEY).priority(-1).build());
        final JobId running = store.submit(limited(KEY).build());
        assertThat(worker().claimOne().job().id()).isEqualTo(running);

        assertThat(submit(WhenLimitFull.REFUSE)).isEqualTo(refusedFor(running));
        assertThat(job(waiting).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    final void aKeyWithoutALimitIsNeverFull() {
        store.setLimit(Limit.atOnce("ffmpeg2", 0));
        for (final WhenLimitFull whenFull : WhenLimitFull.values()) {
            final SubmitOutcome outcome = submit(whenFull);
            assertThat(outcome).isEqualTo(new Submitted(accepted(outcome)));
        }
        assertThat(store.submit(request().build(), WhenLimitFull.REFUSE)).isInstanceOf(Submitted.class);
    }

    @Test
    final void theFirstOfTheKeysThatIsFullIsNamed() {
        store.setLimit(Limit.atOnce("a", 2));
        store.setLimit(Limit.atOnce("b:*", 1));
        store.setLimit(Limit.atOnce("c", 1));
        final JobId holder = store.submit(limited("a", "b:1", "c").build());

        assertThat(store.submit(limited("a", "b:2").build(), WhenLimitFull.REFUSE))
                .isInstanceOf(Submitted.class);
        assertThat(store.submit(limited("d", "b:1", "c").build(), WhenLimitFull.REFUSE))
                .isEqualTo(new Refused("b:1", Optional.of(holder), Optional.empty()));
    }

    @Test
    final void aLimitOfNoneRefusesWithoutAHolder() {
        store.setLimit(Limit.atOnce(KEY, 0));

        assertThat(submit(WhenLimitFull.REFUSE)).isEqualTo(new Refused(KEY, Optional.empty(), Optional.empty()));
        accepted(submit(WhenLimitFull.CANCEL_RUNNING));
    }

    @Test
    final void aRateRefusesWithTheTimeOfTheNextStart() {
        store.setLimit(Limit.builder(KEY)
                .rate(new StartRate(1, Duration.ofHours(1), 2))
                .build());
        accepted(submit(WhenLimitFull.REFUSE));
        accepted(submit(WhenLimitFull.REFUSE));

        final Instant before = freeAt(submit(WhenLimitFull.REFUSE));
        final List<ClaimedJob> claimed = worker().claim(10);
        final Instant after = freeAt(submit(WhenLimitFull.REFUSE));

        assertThat(claimed).hasSize(2);
        final Instant hourAfterTheFirst =
                job(claimed.get(0)).startedAt().orElseThrow().plus(Duration.ofHours(1));
        assertThat(before).isBetween(hourAfterTheFirst.minusSeconds(60), hourAfterTheFirst.plusSeconds(60));
        assertThat(after).isBetween(hourAfterTheFirst, hourAfterTheFirst.plusSeconds(60));
        claimed.forEach(job -> store.report(completed(job.lease(), "1")));
        freeAt(submit(WhenLimitFull.REFUSE));
    }

    private static Instant freeAt(final SubmitOutcome outcome) {
        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(((Refused) outcome).heldBy()).isEmpty();
        return ((Refused) outcome).freeAt().orElseThrow();
    }

    @Test
    final void aRepeatUnderAnIdempotencyKeyGivesTheFirstJobThoughTheLimitIsFull() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobRequest request = limited(KEY).idempotencyKey("one").build();
        final JobId first = accepted(store.submit(request, WhenLimitFull.REFUSE));

        assertThat(store.submit(request, WhenLimitFull.REFUSE)).isEqualTo(new Submitted(first));
        assertThat(store.submit(request, WhenLimitFull.CANCEL_RUNNING)).isEqualTo(new Submitted(first));
        assertThat(job(first).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    final void aRefusedJobLeavesItsIdempotencyKeyFree() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId first = accepted(submit(WhenLimitFull.REFUSE));
        final JobRequest request = limited(KEY).idempotencyKey("one").build();
        assertThat(store.submit(request, WhenLimitFull.REFUSE)).isEqualTo(refusedFor(first));
        store.cancel(first);

        final JobId second = accepted(store.submit(request, WhenLimitFull.REFUSE));

        assertThat(job(second).request().idempotencyKey()).contains("one");
    }

    @Test
    final void requestsOfOneCallSeeEachOther() {
        store.setLimit(Limit.atOnce(KEY, 2));
        final JobRequest request = limited(KEY).build();
        final List<SubmitOutcome> refused =
                store.submit(List.of(request, submitFree(), request, request), WhenLimitFull.REFUSE);

        assertThat(refused.subList(0, 3))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Submitted.class));
        assertThat(refused.get(3)).isInstanceOf(Refused.class);
        assertThat(jobs()).isEqualTo(3);
        final List<SubmitOutcome> replacing =
                store.submit(List.of(request, request, request), WhenLimitFull.REPLACE_WAITING);
        assertThat(replacing.get(1)).isEqualTo(new Submitted(accepted(replacing.get(1))));
        assertThat(replacing.get(2))
                .isEqualTo(new Submitted(
                        accepted(replacing.get(2)), sorted(accepted(replacing.get(0)), accepted(replacing.get(1)))));
    }

    private static JobRequest submitFree() {
        return request().build();
    }

    @Test
    final void aConflictOfOneRequestStoresAndCancelsNothing() {
        store.setLimit(Limit.atOnce(KEY, 1));
        store.submit(request(OTHER_TYPE).idempotencyKey("taken").build());
        final JobId waiting = store.submit(limited(KEY).build());
        final List<JobRequest> requests = List.of(
                limited(KEY).build(), limited(KEY).idempotencyKey("taken").build());

        assertThatThrownBy(() -> store.submit(requests, WhenLimitFull.REPLACE_WAITING))
                .isInstanceOf(IdempotencyConflictException.class)
                .hasMessageContaining("2");
        assertThat(job(waiting).status()).isEqualTo(JobStatus.PENDING);
        assertThat(jobs()).isEqualTo(2);
    }

    @Test
    final void aJobThatMayWaitIsStoredAsEver() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId first = store.submit(limited(KEY).build());

        final SubmitOutcome outcome = submit(WhenLimitFull.WAIT);

        assertThat(outcome).isEqualTo(new Submitted(accepted(outcome)));
        assertThat(job(first).status()).isEqualTo(JobStatus.PENDING);
        assertThat(store.submit(List.of(), WhenLimitFull.REFUSE)).isEmpty();
    }

    @Test
    final void everyHandleOfTheStoreSeesThatALimitIsFull() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId first = accepted(submit(WhenLimitFull.REFUSE));

        assertThat(secondStore().submit(limited(KEY).build(), WhenLimitFull.REFUSE))
                .isEqualTo(refusedFor(first));
    }

    @Test
    final void thatALimitIsFullHoldsOverARestart() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId old = accepted(submit(WhenLimitFull.REFUSE));
        final JobId first = accepted(submit(WhenLimitFull.REPLACE_WAITING));

        restart();

        assertThat(submit(WhenLimitFull.REFUSE)).isEqualTo(refusedFor(first));
        assertThat(job(old).replacedBy()).contains(first);
    }
}
