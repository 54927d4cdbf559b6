package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.SubmitOutcome;
import dev.jobs.SubmitOutcome.Refused;
import dev.jobs.SubmitOutcome.Submitted;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The promises of submissions that ask whether a limit is full, under races. Each round has limit keys of its own. */
abstract class FullLimitRaceContract extends RaceFixture {
    private final AtomicInteger keys = new AtomicInteger();

    FullLimitRaceContract(final JobStoreContract contract) {
        super(contract);
    }

    private JobRequest withNewKey() {
        return request().limitKeys("race:" + keys.incrementAndGet()).build();
    }

    private static JobId accepted(final SubmitOutcome outcome) {
        return outcome.job().orElseThrow();
    }

    @Test
    final void ofManySubmittersExactlyOneIsAccepted() throws InterruptedException {
        store.setLimit(Limit.atOnce("race:*", 1));
        final JobStore second = secondStoreIfThereCanBeOne().orElse(store);
        rounds(() -> {
            final int round = keys.incrementAndGet();
            // Keys in both orders: whoever locks them must not wait in a circle.
            final List<JobRequest> requests = List.of(
                    request().limitKeys("race:" + round, "race:other" + round).build(),
                    request().limitKeys("race:other" + round, "race:" + round).build());
            final List<Callable<SubmitOutcome>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                final JobStore through = i % 2 == 0 ? store : second;
                final JobRequest request = requests.get(i / 2);
                calls.add(() -> through.submit(request, WhenLimitFull.REFUSE));
            }

            final List<SubmitOutcome> outcomes = Threads.together(calls);

            final List<JobId> accepted =
                    outcomes.stream().flatMap(outcome -> outcome.job().stream()).toList();
            assertThat(accepted).hasSize(1);
            assertThat(outcomes.stream().filter(Refused.class::isInstance).map(outcome -> ((Refused) outcome).heldBy()))
                    .containsOnly(Optional.of(accepted.get(0)));
        });
    }

    @Test
    final void theNewestOfManySubmittersRemains() throws InterruptedException {
        store.setLimit(Limit.atOnce("race:*", 1));
        final JobStore second = secondStoreIfThereCanBeOne().orElse(store);
        rounds(() -> {
            final JobRequest request = withNewKey();
            final List<Callable<SubmitOutcome>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                final JobStore through = i % 2 == 0 ? store : second;
                calls.add(() -> through.submit(request, WhenLimitFull.REPLACE_WAITING));
            }

            final List<JobId> ids = Threads.together(calls).stream()
                    .map(FullLimitRaceContract::accepted)
                    .toList();

            assertThat(ids.stream().filter(id -> job(id).status() == JobStatus.PENDING))
                    .hasSize(1);
            assertThat(ids.stream().flatMap(id -> job(id).replacedBy().stream()))
                    .hasSize(3)
                    .doesNotHaveDuplicates()
                    .isSubsetOf(ids);
        });
    }

    @Test
    final void aReplacementAgainstAClaimNeverCancelsWhatRuns() throws InterruptedException {
        store.setLimit(Limit.atOnce("race:*", 1));
        rounds(() -> {
            final JobRequest request = withNewKey();
            final JobId old = store.submit(request);
            final TestWorker worker = worker();

            final var both =
                    Threads.race(() -> store.submit(request, WhenLimitFull.REPLACE_WAITING), () -> worker.claim(1));

            final JobId next = accepted(both.first());
            final boolean runs = both.second().stream()
                    .anyMatch(claimed -> claimed.job().id().equals(old));
            assertThat(both.first()).isEqualTo(new Submitted(next, runs ? List.of() : List.of(old)));
            assertThat(job(old).status()).isEqualTo(runs ? JobStatus.PROCESSING : JobStatus.CANCELLED);
            endAllOf(worker, both.second(), next);
        });
    }

    @Test
    final void aCancelOfTheRunningOneAgainstItsEndLeavesItsLimitUnexceeded() throws InterruptedException {
        store.setLimit(Limit.atOnce("race:*", 1));
        rounds(() -> {
            final JobRequest request = withNewKey();
            final JobId old = store.submit(request);
            final TestWorker worker = worker();
            final ClaimedJob running = worker.claimOne();

            final var both = Threads.race(
                    () -> store.submit(request, WhenLimitFull.CANCEL_RUNNING),
                    () -> store.report(completed(running.lease(), "1")));

            final JobId next = accepted(both.first());
            final boolean cancelled = job(old).status() == JobStatus.CANCELLED;
            assertThat(both.first()).isEqualTo(new Submitted(next, cancelled ? List.of(old) : List.of()));
            assertThat(job(old).replacedBy()).isEqualTo(cancelled ? Optional.of(next) : Optional.empty());
            if (cancelled) {
                assertThat(worker.claim(10)).as("its work has not stopped").isEmpty();
                store.report(released(running.lease()));
            }
            endAllOf(worker, List.of(), next);
        });
    }

    /** Ends what runs, and then this job, which starts when it may. */
    private void endAllOf(final TestWorker worker, final List<ClaimedJob> running, final JobId last) {
        running.forEach(claimed -> store.report(completed(claimed.lease(), "1")));
        Await.until("the new job has run", () -> {
            final List<ClaimedJob> claimed = worker.claim(10);
            assertThat(claimed).hasSizeLessThanOrEqualTo(1);
            claimed.forEach(one -> store.report(completed(one.lease(), "1")));
            return job(last).finishedAt().isPresent();
        });
    }
}
