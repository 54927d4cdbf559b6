package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Estimate;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.WaitReason;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The promises of an estimate where limits and pauses keep jobs back: a store tells what it knows, and nothing else. */
abstract class LimitedEstimateContract extends EstimateFixture {
    private static final int AHEAD = 20;

    LimitedEstimateContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    @Tag("slow")
    final void aJobOfAFullKeyIsExpectedToStartWhenThoseOfItsKeyHaveBeenDone() {
        needsEstimates();
        final double took = completedAfterAWhile(TYPE);
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> ids = submitLimited(AHEAD + 2, KEY);
        final TestWorker worker = worker();

        assertThat(worker.claim(AHEAD)).hasSize(1);

        final JobId last = ids.get(AHEAD + 1);
        expects(last, took * (AHEAD + 1));
        assertThat(waiting(last).reason()).isEqualTo(WaitReason.LIMIT_REACHED);
        store.setLimit(Limit.atOnce(KEY, 2));
        expects(last, took * (AHEAD + 1) / 2);
        assertThat(worker.claim(AHEAD)).hasSize(1);
        expects(last, took * (AHEAD + 1) / 2);
    }

    /** Sees that the estimate of a start becomes so many seconds, within a tenth, and one for what is rounded and overdue each. */
    private void expects(final JobId id, final double seconds) {
        estimate(
                "the job starts in about " + seconds + " s",
                store,
                id,
                answer -> Math.abs(secondsToStart(answer) - seconds) < seconds / 10 + 2);
    }

    @Test
    @Tag("slow")
    final void aJobWhoseKeyHasRoomIsExpectedBehindThoseOfItsKeyThatAreAhead() {
        needsEstimates();
        final double took = completedAfterAWhile(TYPE);
        store.setLimit(Limit.atOnce(KEY, 1));

        final List<JobId> ids = submitLimited(AHEAD + 1, KEY);
        worker().lives();

        assertThat(waiting(ids.get(AHEAD)).reason()).isEqualTo(WaitReason.WORKERS_BUSY);
        expects(ids.get(AHEAD), took * AHEAD);
    }

    @Test
    final void aJobOfARateIsExpectedToStartAtTheTokenThatIsForIt() {
        needsEstimates();
        completedAtOnce(TYPE, ENOUGH);
        store.setLimit(Limit.builder(KEY).starts(1, Duration.ofHours(1)).build());
        final List<JobId> ids = submitLimited(5, KEY);
        final ClaimedJob started = worker().claim(5).get(0);
        final Instant first = job(started).startedAt().orElseThrow();

        for (int i = 1; i < 5; i++) {
            final Duration wait = Duration.ofHours(i);
            final Instant expected = estimate(ids.get(i)).startAt().orElseThrow();
            assertThat(Duration.between(first.plus(wait), expected).abs())
                    .as("start %s", i)
                    .isLessThan(wait.dividedBy(20).plusSeconds(10));
        }
    }

    @Test
    final void aPausedJobIsExpectedToStartWhenItsPauseEnds() {
        needsEstimates();
        completedAtOnce(TYPE, ENOUGH);
        final JobId id = store.submit(limited(KEY).owner("ann").build());
        final TestWorker worker = worker();
        worker.lives();

        for (final PauseTarget target : List.of(
                PauseTarget.queue(QUEUE),
                PauseTarget.type(TYPE),
                PauseTarget.owner("ann"),
                PauseTarget.limitKey(KEY))) {
            final Instant end = store.pause(PauseRequest.builder(target)
                            .lasting(Duration.ofHours(1))
                            .build())
                    .until()
                    .orElseThrow();

            final Estimate estimate = estimate(
                    "it starts when the pause of " + target + " ends",
                    store,
                    id,
                    answer -> secondsToStart(answer) > 3_000);

            assertThat(Duration.between(end, estimate.startAt().orElseThrow()).abs())
                    .isLessThan(Duration.ofMinutes(4));
            store.resume(target);
            estimate("it starts soon again", store, id, answer -> secondsToStart(answer) < 60);
        }
    }

    @Test
    final void aPauseThatHasNoEndHasNoEstimate() {
        needsEstimates();
        completedAtOnce(TYPE, ENOUGH);
        final JobId id = store.submit(request().owner("ann").build());
        worker().lives();
        estimate(id);

        store.pause(PauseRequest.builder(PauseTarget.owner("ann")).build());
        assertThat(answer(id).estimate()).isEmpty();
        store.pause(PauseRequest.builder(PauseTarget.queue(QUEUE))
                .lasting(Duration.ofHours(1))
                .build());

        assertThat(waiting(id).waitUntil())
                .as("the pause that it is told of ends")
                .isPresent();
        assertThat(answer(id).estimate()).as("the other one does not").isEmpty();
    }

    @Test
    final void anEstimateIsOfTheEndOfThePauseThatHoldsNow() {
        needsEstimates();
        completedAtOnce(TYPE, ENOUGH);
        final JobId id = submit();
        worker().lives();
        final PauseTarget queue = PauseTarget.queue(QUEUE);
        store.pause(PauseRequest.builder(queue).lasting(Duration.ofHours(1)).build());
        estimate("it starts in an hour", store, id, answer -> secondsToStart(answer) > 3_000);

        store.pause(PauseRequest.builder(queue).lasting(Duration.ofHours(2)).build());
        final Estimate longer = estimate(id);
        store.pause(PauseRequest.builder(queue).build());
        final Optional<Estimate> endless = answer(id).estimate();

        assertThat(longer.startAt().orElseThrow()).isAfter(answer(id).at().plus(Duration.ofMinutes(100)));
        assertThat(endless).isEmpty();
    }

    @Test
    @Tag("slow")
    final void behindJobsThatSomethingElseKeepsBackThereIsAnEstimateOnlyWhereTheyMakeNoDifference() {
        needsEstimates();
        completedAfterAWhile(TYPE);
        store.setLimit(Limit.atOnce(OTHER_KEY, 0));
        store.setLimit(Limit.atOnce(KEY, 0));
        submitLimited(AHEAD, OTHER_KEY);
        final TestWorker large = worker();
        assertThat(large.claim(1)).as("it has met those that are kept back").isEmpty();
        final JobId behind = submit();
        final JobId never = submitLimited(KEY);
        estimate("with a hundred slots those ahead make no difference", store, behind, answer -> true);

        large.vanishes();
        final TestWorker small = new TestWorker(store, Set.of(TYPE), Set.of(QUEUE), 1);
        small.lives();
        final JobId first = store.submit(request().priority(1).build());

        estimate(first);
        Await.until(
                "with one slot nobody knows how many of the jobs ahead start before it",
                () -> answer(behind).estimate().isEmpty());
        assertThat(answer(never).estimate()).as("nothing of its key starts").isEmpty();
    }

    @Test
    final void aJobWhosePermitsAreHeldByWhatIsBeingStoppedHasNoEstimate() {
        needsEstimates();
        completedAtOnce(TYPE, ENOUGH);
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> ids = submitLimited(2, KEY);
        final ClaimedJob running = worker().claimOne();
        estimate(ids.get(1));

        store.cancel(running.job().id());

        assertThat(answer(ids.get(1)).estimate()).isEmpty();
    }

    @Test
    final void aJobBehindOneOfItsKeyThatAnotherKeyMayKeepBackHasNoEstimate() {
        needsEstimates();
        completedAtOnce(TYPE, ENOUGH);
        store.setLimit(Limit.atOnce(KEY, 1));
        store.setLimit(Limit.atOnce(OTHER_KEY, 0));
        submitLimited(KEY);
        final JobId next = submitLimited(KEY);
        final JobId both = submitLimited(KEY, OTHER_KEY);
        final JobId last = submitLimited(KEY);
        worker().claimOne();

        estimate(next);

        assertThat(answer(both).estimate()).isEmpty();
        assertThat(answer(last).estimate()).isEmpty();
    }

    @Test
    final void aKeyWithoutALimitOfAJobAheadIsNoReasonToTellNothing() {
        needsEstimates();
        completedAtOnce(TYPE, ENOUGH);
        store.setLimit(Limit.atOnce(KEY, 1));
        submitLimited(KEY, "user:ann");
        submitLimited(KEY, "user:bob");
        final JobId last = submitLimited(KEY, "user:eve");
        worker().claimOne();

        estimate(last);
        store.setLimit(Limit.atOnce("user:bob", 1));

        Await.until(
                "the key of a job ahead has a limit now",
                () -> answer(last).estimate().isEmpty());
    }

    @Test
    final void noEstimateOfAKeptBackJobIsInThePast() {
        needsEstimates();
        completedAtOnce(TYPE, ENOUGH);
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> ids = submitLimited(3, KEY);
        worker().claimOne();
        final JobId next = ids.get(1);
        final Instant first = answer(next).at();
        estimate(next);

        Await.until("the running job has outlasted the others for long", () -> {
            for (final JobId id : List.of(next, ids.get(2))) {
                final JobPollResponse answer = answer(id);
                answer.estimate()
                        .flatMap(Estimate::startAt)
                        .ifPresent(start -> assertThat(start).isAfterOrEqualTo(answer.at()));
            }
            return answer(next).at().isAfter(first.plus(A_WHILE));
        });
    }
}
