package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The promises of an estimate: made from what jobs of the type took lately and what is ahead, never in the past, and left
 * out where too little is known. A store that makes none skips what needs one.
 */
abstract class EstimateContract extends EstimateFixture {
    EstimateContract(final JobStoreContract contract) {
        super(contract);
    }

    private static final int MANY = 40;

    @Test
    final void everyAnswerIsOfNow() {
        final ClaimedJob claimed = processing();
        final JobPollResponse first = answer(claimed.job().id());

        store.report(progressed(claimed.lease(), "downloading", 5));

        final JobPollResponse second = answer(claimed.job().id());
        assertThat(first.at()).isAfterOrEqualTo(first.job().updatedAt());
        assertThat(second.at()).isAfterOrEqualTo(second.job().updatedAt()).isAfterOrEqualTo(first.at());
        Await.until("time passes", () -> answer(claimed.job().id()).at().isAfter(second.at()));
    }

    @Test
    final void withoutThreeCompletedJobsOfItsTypeNoCompletionIsEstimated() {
        completedAtOnce(TYPE, ENOUGH - 1);
        completedAtOnce(OTHER_TYPE, ENOUGH);
        final JobId processing = processing().job().id();
        final JobId waiting = submit();
        if (estimates()) {
            store.submit(request(OTHER_TYPE).build());
            worker(Set.of(OTHER_TYPE), Set.of(QUEUE))
                    .claim(1)
                    .forEach(claimed -> estimate(claimed.job().id()));
        }

        assertThat(answer(processing).estimate()).isEmpty();
        assertThat(answer(waiting).estimate().flatMap(Estimate::completeAt)).isEmpty();
    }

    @Test
    final void withoutALiveWorkerForItNoStartIsEstimated() {
        completedAtOnce(TYPE, ENOUGH);
        final JobId elsewhere = store.submit(request().queue(OTHER_QUEUE).build());
        final TestWorker worker = worker(Set.of(TYPE), Set.of(OTHER_QUEUE));
        final JobId id = submit();
        if (estimates()) {
            estimate(elsewhere);
        }

        assertThat(answer(id).estimate()).isEmpty();
        worker.vanishes();
        Await.until(
                "the last worker's end is known",
                () -> answer(elsewhere).estimate().isEmpty());
    }

    @Test
    @Tag("slow")
    final void whatJobsTookSaysWhenTheNextIsComplete() {
        needsEstimates();
        final double took = completedAfterAWhile(TYPE);
        final ClaimedJob claimed = processing();
        final Instant startedAt = claimed.job().startedAt().orElseThrow();

        final Estimate estimate = estimate(claimed.job().id());

        final double elapsed =
                seconds(startedAt, Optional.of(answer(claimed.job().id()).at()));
        assertThat(estimate.startAt()).isEmpty();
        assertThat(seconds(startedAt, estimate.completeAt()))
                .as("a job that has outlasted the others goes on for a while, which is rounded")
                .isBetween(took - 1, elapsed > took ? elapsed * 1.5 + STEP : took + 2);
    }

    @Test
    @Tag("slow")
    final void anEstimateIsNeverInThePast() {
        needsEstimates();
        completedAtOnce(TYPE, ENOUGH);
        final ClaimedJob claimed = processing();
        final JobId waiting = submit();
        final Instant first = answer(waiting).at();
        estimate(claimed.job().id());
        estimate(waiting);

        Await.until("more time has passed than such a job takes", () -> {
            final Instant before = store.find(waiting).map(Job::updatedAt).orElseThrow();
            for (final JobId id : List.of(claimed.job().id(), waiting)) {
                final JobPollResponse answer = answer(id);
                assertThat(answer.at()).isAfterOrEqualTo(before);
                answer.estimate()
                        .ifPresent(known -> assertThat(
                                        known.startAt().or(known::completeAt).orElseThrow())
                                .isAfterOrEqualTo(answer.at()));
            }
            return answer(waiting).at().isAfter(first.plus(A_WHILE));
        });
    }

    @Test
    final void whatHasEndedOrIsBeingStoppedHasNoEstimate() {
        completedAtOnce(TYPE, ENOUGH);
        final ClaimedJob complete = processing();
        final ClaimedJob stopping = processing();
        final JobId cancelled = submit();
        if (estimates()) {
            estimate(complete.job().id());
            estimate(cancelled);
        }

        store.report(completed(complete.lease(), "1"));
        store.cancel(stopping.job().id());
        store.cancel(cancelled);

        assertThat(answer(complete.job().id()).estimate()).isEmpty();
        assertThat(answer(stopping.job().id()).estimate()).isEmpty();
        assertThat(answer(cancelled).estimate()).isEmpty();
    }

    @Test
    @Tag("slow")
    final void aJobStartsWhenWhatIsAheadHasBeenDoneEachJobByWhatItsTypeTakes() {
        needsEstimates();
        final double took = completedAfterAWhile(TYPE);
        completedAtOnce(OTHER_TYPE, ENOUGH);
        store.submit(Collections.nCopies(MANY, request(OTHER_TYPE).build()));
        final JobId behindQuickOnes = submit();
        store.submit(Collections.nCopies(MANY, request().build()));
        final JobId behindAll = submit();
        final JobId inOtherQueue = store.submit(request().queue(OTHER_QUEUE).build());

        final TestWorker worker = new TestWorker(store, Set.of(TYPE, OTHER_TYPE), Set.of(QUEUE, OTHER_QUEUE), 2);
        worker.lives();

        final double expected = MANY / 2.0 * took;
        estimate("it starts soon", store, behindQuickOnes, answer -> secondsToStart(answer) < took + 2);
        final Estimate last = estimate(
                "it starts when two slots have done all",
                store,
                behindAll,
                answer -> Math.abs(secondsToStart(answer) - expected) < expected / 4);
        assertThat(Duration.between(
                                last.startAt().orElseThrow(), last.completeAt().orElseThrow())
                        .toMillis())
                .isCloseTo((long) (took * 1_000), within(6_000L));
        estimate(
                "jobs of another queue of the same worker are ahead too",
                store,
                inOtherQueue,
                answer -> Math.abs(secondsToStart(answer) - expected) < expected / 4);
    }

    @Test
    final void aJobThatIsNotDueIsNotExpectedToStartBefore() {
        needsEstimates();
        completedAtOnce(TYPE, ENOUGH);
        worker();
        final Instant dueAt = Instant.now().plus(Duration.ofHours(1));
        final JobId id = store.submit(request().dueAt(dueAt).build());

        final Estimate estimate = estimate(id);

        assertThat(Duration.between(dueAt, estimate.startAt().orElseThrow())).isLessThan(Duration.ofMinutes(10));
        assertThat(estimate.startAt().orElseThrow()).isAfter(dueAt.minus(Duration.ofMinutes(5)));
    }

    @Test
    final void whatJobsTookIsKeptInTheStore() {
        needsEstimates();
        final JobStore second = secondStore();
        completedAtOnce(TYPE, ENOUGH);
        final ClaimedJob claimed = processing();
        final TestWorker worker = worker();
        worker.lives();

        final Estimate estimate =
                estimate("the other process knows", second, claimed.job().id(), answer -> true);

        assertThat(estimate.completeAt()).isPresent();
    }
}
