package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.RerunOutcome;
import dev.jobs.SubmitOutcome;
import dev.jobs.SubmitOutcome.Submitted;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.StopOrder;
import dev.jobs.store.operations.Limit;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The promises of jobs that take the places of others where a limit is full: whose jobs are cancelled, which, and how many. */
abstract class ReplacementContract extends LimitFixture {
    ReplacementContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void theWaitingJobsAreReplacedAndNameTheNewOne() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId running = store.submit(limited(KEY).build());
        final TestWorker worker = worker();
        final ClaimedJob claimed = worker.claimOne();
        final JobId seen = store.submit(limited(KEY).build());
        assertThat(worker.claim(10)).isEmpty();
        final JobId unseen = store.submit(limited(KEY).build());

        final SubmitOutcome outcome = submit(WhenLimitFull.REPLACE_WAITING);

        final JobId next = accepted(outcome);
        assertThat(outcome).isEqualTo(new Submitted(next, sorted(seen, unseen)));
        assertThat(List.of(job(seen), job(unseen)))
                .allSatisfy(job -> assertThat(job)
                        .returns(JobStatus.CANCELLED, replaced -> replaced.status())
                        .returns(Optional.of(Release.CONFIRMED), replaced -> replaced.release())
                        .returns(Optional.of(next), replaced -> replaced.replacedBy()));
        assertThat(store.poll(seen).orElseThrow().toJson()).contains("\"replacedBy\":\"" + next + "\"");
        assertThat(worker.lives(claimed.lease())).as("the running one goes on").isEmpty();
        assertThat(job(running).replacedBy()).isEmpty();
        store.report(completed(claimed.lease(), "1"));
        assertThat(ids(worker.claim(10))).containsExactly(next);
    }

    @Test
    final void jobsOfOtherOwnersAndTypesAreNotReplaced() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> others = List.of(
                store.submit(limited(KEY).build()),
                store.submit(limited(KEY).owner("bob").build()),
                store.submit(request(OTHER_TYPE).limitKeys(KEY).owner("ann").build()),
                store.submit(limited("b").owner("ann").build()));
        final JobId own = store.submit(limited(KEY).owner("ann").build());
        final JobRequest request = limited(KEY).owner("ann").build();

        final SubmitOutcome outcome = store.submit(request, WhenLimitFull.REPLACE_WAITING);

        assertThat(outcome).isEqualTo(new Submitted(accepted(outcome), List.of(own)));
        assertThat(others).allSatisfy(id -> assertThat(job(id).status()).isEqualTo(JobStatus.PENDING));
        assertThat(worker().claimOne().job().id()).isEqualTo(others.get(0));
        final SubmitOutcome again = store.submit(request, WhenLimitFull.CANCEL_RUNNING);
        assertThat(again).isEqualTo(new Submitted(accepted(again), List.of(accepted(outcome))));
    }

    @Test
    final void theNewestOfScheduledJobsRemains() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobRequest later = limited(KEY).delay(Duration.ofHours(1)).build();
        final JobId first = accepted(store.submit(later, WhenLimitFull.REPLACE_WAITING));
        final JobId second = accepted(store.submit(later, WhenLimitFull.REPLACE_WAITING));
        final JobId third = accepted(store.submit(later, WhenLimitFull.REPLACE_WAITING));

        assertThat(job(first).replacedBy()).contains(second);
        assertThat(job(second).replacedBy()).contains(third);
        assertThat(job(third).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    final void theRunningJobIsCancelledAndTheNewOneStartsWhenItsWorkHasStopped() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId old = store.submit(limited(KEY).build());
        final TestWorker worker = worker();
        final ClaimedJob running = worker.claimOne();
        final JobId waiting = store.submit(limited(KEY).build());

        final SubmitOutcome outcome = submit(WhenLimitFull.CANCEL_RUNNING);

        final JobId next = accepted(outcome);
        assertThat(outcome).isEqualTo(new Submitted(next, sorted(old, waiting)));
        assertThat(job(old).replacedBy()).contains(next);
        assertThat(job(old).isStopping()).isTrue();
        final Instant cancelled = job(old).updatedAt();
        assertThat(worker.lives(running.lease()))
                .containsExactly(new StopOrder(running.lease(), StopOrder.Reason.CANCELLED));
        assertThat(worker.claim(10)).as("its work may still go on").isEmpty();
        store.report(released(running.lease()));
        assertThat(ids(worker.claim(10))).containsExactly(next);
        assertThat(job(old).finishedAt()).isPresent();
        assertThat(job(old).replacedBy()).contains(next);
        assertThat(store.attempts(old))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.cancelledAt()).contains(cancelled));
    }

    @Test
    final void noMoreRunningJobsAreCancelledThanHaveToEnd() {
        store.setLimit(Limit.atOnce(KEY, 2));
        final List<JobId> ids = store.submit(Collections.nCopies(2, limited(KEY).build()));
        assertThat(worker().claim(10)).hasSize(2);

        final SubmitOutcome first = submit(WhenLimitFull.CANCEL_RUNNING);
        final SubmitOutcome second = submit(WhenLimitFull.CANCEL_RUNNING);

        final JobId oldest = sorted(ids.get(0), ids.get(1)).get(0);
        assertThat(first).isEqualTo(new Submitted(accepted(first), List.of(oldest)));
        assertThat(second).isEqualTo(new Submitted(accepted(second), List.of(accepted(first))));
        assertThat(ids.stream().filter(id -> job(id).status() == JobStatus.PROCESSING))
                .hasSize(1);
    }

    @Test
    final void whereALimitWasLoweredAsManyAreCancelledAsRunTooMany() {
        store.setLimit(Limit.atOnce(KEY, 3));
        store.submit(Collections.nCopies(3, limited(KEY).build()));
        assertThat(worker().claim(10)).hasSize(3);
        store.setLimit(Limit.atOnce(KEY, 2));

        assertThat(submit(WhenLimitFull.CANCEL_RUNNING))
                .isInstanceOfSatisfying(
                        Submitted.class,
                        submitted -> assertThat(submitted.cancelled()).hasSize(2));
    }

    @Test
    final void noRunningJobIsCancelledForARate() {
        store.setLimit(Limit.builder(KEY).starts(1, Duration.ofHours(1)).build());
        final JobId running = store.submit(limited(KEY).build());
        assertThat(worker().claim(10)).hasSize(1);
        final JobId waiting = store.submit(limited(KEY).build());

        final SubmitOutcome outcome = submit(WhenLimitFull.CANCEL_RUNNING);

        assertThat(outcome).isEqualTo(new Submitted(accepted(outcome), List.of(waiting)));
        assertThat(job(running).status()).isEqualTo(JobStatus.PROCESSING);
    }

    @Test
    final void whereThereIsRoomNothingIsCancelled() {
        store.setLimit(Limit.atOnce(KEY, 3));
        store.submit(limited(KEY).build());
        assertThat(worker().claim(10)).hasSize(1);

        for (final WhenLimitFull whenFull : List.of(WhenLimitFull.REPLACE_WAITING, WhenLimitFull.CANCEL_RUNNING)) {
            final SubmitOutcome outcome = submit(whenFull);
            assertThat(outcome).isEqualTo(new Submitted(accepted(outcome)));
        }
    }

    @Test
    final void thoseWhoWaitAreToldOfWhatWasReplaced() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId running = store.submit(limited(KEY).build());
        assertThat(worker().claim(10)).hasSize(1);
        final JobId waiting = store.submit(limited(KEY).build());
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        submit(WhenLimitFull.CANCEL_RUNNING);

        if (signals()) {
            Await.until(
                    "both signals were heard",
                    () -> heard.containsAll(
                            List.of(new JobSignal.Finished(waiting), new JobSignal.Cancelled(running))));
        }
    }

    @Test
    final void aReplacedJobMayRunAgain() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId old = store.submit(limited(KEY).build());
        final JobId next = accepted(submit(WhenLimitFull.REPLACE_WAITING));

        final RerunOutcome rerun = store.rerun(old);

        assertThat(rerun).isInstanceOf(RerunOutcome.Rerun.class);
        assertThat(job(old).replacedBy()).contains(next);
        assertThat(job(((RerunOutcome.Rerun) rerun).id()).replacedBy()).isEmpty();
        assertThat(job(next).status()).as("a rerun replaces nothing").isEqualTo(JobStatus.PENDING);
    }
}
