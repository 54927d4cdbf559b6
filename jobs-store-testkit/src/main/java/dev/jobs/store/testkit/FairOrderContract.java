package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Release;
import dev.jobs.RerunOutcome;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.QueueOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The promises of the order of a queue: the owners with jobs waiting at one priority start one each before any starts its next, or
 * all start by submission, and positions tell that order.
 */
abstract class FairOrderContract extends OrderFixture {
    FairOrderContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void twoOwnersAlternate() {
        final List<JobId> anns = submitFor(ANN, 4);
        final List<JobId> bobs = submitFor(BOB, 3);

        assertOrder(inTurns(anns, bobs));
    }

    @Test
    final void ownersOfOneCallAlternateHoweverManyJobsItHas() {
        final List<JobRequest> requests =
                new ArrayList<>(Collections.nCopies(120, ownedBy(ANN).build()));
        requests.addAll(Collections.nCopies(100, ownedBy(BOB).build()));

        final List<JobId> submitted = store.submit(requests);

        assertOrder(inTurns(submitted.subList(0, 120), submitted.subList(120, 220)));
    }

    @Test
    final void theBacklogOfOneOwnerDoesNotKeepTheOneJobOfAnother() {
        final List<JobId> anns = submitFor(ANN, 150);

        final JobId bobs = submitFor(BOB, 1).get(0);

        assertThat(QueuePositions.of(store, bobs)).hasValue(2);
        assertThat(start(3)).containsExactly(anns.get(0), bobs, anns.get(1));
    }

    @Test
    final void anOwnerWhoComesLateJoinsTheRoundUnderWayAndHasSavedUpNothing() {
        final List<JobId> anns = submitFor(ANN, 6);
        final List<JobId> bobs = submitFor(BOB, 1);
        assertThat(start(4)).containsExactly(anns.get(0), bobs.get(0), anns.get(1), anns.get(2));

        final List<JobId> later = submitFor(BOB, 2);

        assertOrder(inTurns(anns.subList(3, 6), later));
    }

    /** Submits jobs of an owner that a limit keeps back, all but the first. */
    private List<JobId> keepBack(final int count) {
        store.setLimit(Limit.atOnce("ffmpeg", 1));
        store.submit(ownedBy(CAT).limitKeys("ffmpeg").build());
        start(1);
        return store.submit(
                Collections.nCopies(count, ownedBy(CAT).limitKeys("ffmpeg").build()));
    }

    @Test
    final void ownersTakeTurnsAmongTheJobsThatOneLimitKeepsBack() {
        final List<JobId> cats = keepBack(3);
        final List<JobId> bobs = store.submit(
                Collections.nCopies(2, ownedBy(BOB).limitKeys("ffmpeg").build()));

        store.removeLimit("ffmpeg");

        assertOrder(inTurns(cats, bobs));
    }

    @Test
    final void ownersTakeTurnsWithJobsThatNothingKeepsBackAnyMore() {
        final List<JobId> cats = keepBack(3);
        store.removeLimit("ffmpeg");
        final List<JobId> bobs = submitFor(BOB, 2);

        assertOrder(inTurns(cats, bobs));
    }

    @Test
    final void ownersTakeTurnsWhateverTheTypesOfTheirJobs() {
        final List<JobId> anns = submitFor(ANN, 2);
        final JobId annsOther = store.submit(request(OTHER_TYPE).owner(ANN).build());
        final List<JobId> bobs = List.of(
                store.submit(request(OTHER_TYPE).owner(BOB).build()),
                store.submit(ownedBy(BOB).build()));

        assertOrder(inTurns(all(anns, List.of(annsOther)), bobs));
    }

    @Test
    final void jobsWithoutOwnersAreTogetherOneOwner() {
        final List<JobId> nobodys = new ArrayList<>(submit(3));
        final List<JobId> anns = submitFor(ANN, 6);
        nobodys.addAll(submit(2));

        assertOrder(all(
                inTurns(nobodys.subList(0, 3), anns.subList(0, 3)),
                inTurns(anns.subList(3, 6), nobodys.subList(3, 5))));
    }

    @Test
    final void theBacklogOfAnOwnerDoesNotKeepAJobWithoutOne() {
        final List<JobId> anns = submitFor(ANN, 150);
        final List<JobId> nobodys = new ArrayList<>(submit(120));
        nobodys.add(submit());

        assertOrder(inTurns(anns, nobodys));
    }

    @Test
    final void withoutOwnersTheOrderIsThatOfSubmission() {
        final TestWorker worker = worker();
        final List<JobId> ids = new ArrayList<>(submit(5));
        final List<ClaimedJob> claimed = worker.claim(3);
        ids.add(store.submit(request().delay(Duration.ofMillis(1)).build()));
        ids.addAll(submit(2));
        store.report(List.of(
                failed(claimed.get(0).lease(), "again"),
                Report.released(claimed.get(2).lease(), Release.CONFIRMED)));
        ids.addAll(submit(120));
        ids.remove(1);
        Await.until("all are due", () -> QueuePositions.of(store, ids).size() == ids.size());

        assertOrder(ids);
    }

    @Test
    final void aRetriedJobKeepsItsTurn() {
        final List<JobId> anns = submitFor(ANN, 3);
        final List<JobId> bobs = submitFor(BOB, 3);
        final TestWorker worker = worker();
        final List<ClaimedJob> claimed = worker.claim(3);
        final List<JobId> cats = submitFor(CAT, 1);

        store.report(List.of(
                failed(claimed.get(0).lease(), "again"), failed(claimed.get(1).lease(), "again")));

        assertOrder(List.of(anns.get(0), bobs.get(0), bobs.get(1), cats.get(0), anns.get(2), bobs.get(2)));
    }

    @Test
    final void aJobThatWasHandedBackKeepsItsTurn() {
        final List<JobId> anns = submitFor(ANN, 2);
        final TestWorker worker = worker();
        final ClaimedJob first = worker.claimOne();
        final List<JobId> bobs = submitFor(BOB, 2);

        store.report(Report.released(first.lease(), Release.CONFIRMED));

        assertOrder(List.of(anns.get(0), anns.get(1), bobs.get(0), bobs.get(1)));
    }

    @Test
    final void priorityComesBeforeTurnsAndEachPriorityHasItsOwn() {
        final List<JobId> low = submitFor(ANN, 3);
        final List<JobId> annsHigh =
                store.submit(Collections.nCopies(2, ownedBy(ANN).priority(5).build()));
        final List<JobId> bobsHigh =
                store.submit(Collections.nCopies(2, ownedBy(BOB).priority(5).build()));
        final List<JobId> bobsLow = submitFor(BOB, 1);

        assertOrder(all(inTurns(annsHigh, bobsHigh), inTurns(low, bobsLow)));
    }

    @Test
    final void theQueuesOfAnOwnerHaveTurnsOfTheirOwn() {
        final List<JobId> anns = submitFor(ANN, 3);
        final List<JobId> annsElsewhere = store.submit(
                Collections.nCopies(2, ownedBy(ANN).queue(OTHER_QUEUE).build()));
        final List<JobId> bobsElsewhere = store.submit(
                Collections.nCopies(2, ownedBy(BOB).queue(OTHER_QUEUE).build()));
        final List<JobId> bobs = submitFor(BOB, 2);

        assertThat(byPosition(all(anns, bobs))).isEqualTo(inTurns(anns, bobs));
        assertThat(byPosition(all(annsElsewhere, bobsElsewhere))).isEqualTo(inTurns(annsElsewhere, bobsElsewhere));
    }

    @Test
    final void anOwnersJobTakesItsTurnWhenItBecomesDue() {
        final List<JobId> bobs = submitFor(BOB, 5);
        final List<JobId> anns = store.submit(Collections.nCopies(
                3, ownedBy(ANN).delay(Duration.ofMillis(300)).build()));
        final List<JobId> more = submitFor(BOB, 2);

        Await.until("all are due", () -> QueuePositions.of(store, anns).size() == 3);

        assertOrder(inTurns(all(bobs, more), anns));
    }

    @Test
    final void aCancelledJobLeavesItsTurnToTheOwnersNextOne() {
        final List<JobId> anns = submitFor(ANN, 3);
        final List<JobId> bobs = submitFor(BOB, 3);

        store.cancel(bobs.get(2));
        final JobId another = submitFor(BOB, 1).get(0);

        assertOrder(inTurns(anns, List.of(bobs.get(0), bobs.get(1), another)));
    }

    @Test
    final void aRerunTakesItsTurnLikeANewJob() {
        final JobId failed = submitFor(BOB, 1).get(0);
        store.report(failedForGood(worker().claimOne().lease(), "over"));
        final List<JobId> anns = submitFor(ANN, 3);

        final JobId again = rerun(failed);

        assertOrder(inTurns(anns, List.of(again)));
    }

    private JobId rerun(final JobId id) {
        return ((RerunOutcome.Rerun) store.rerun(id)).id();
    }

    @Test
    final void inOrderOfSubmissionOwnersDoNotMatter() {
        store.orderQueue(QUEUE, QueueOrder.SUBMISSION);
        final List<JobId> anns = submitFor(ANN, 120);
        final List<JobId> bobs = submitFor(BOB, 2);
        final List<JobId> nobodys = submit(2);
        final List<JobId> more = submitFor(ANN, 1);

        assertOrder(all(anns, bobs, nobodys, more));
    }

    @Test
    final void afterAChangeToOrderOfSubmissionNewJobsStartBehindThoseThatWait() {
        final List<JobId> anns = submitFor(ANN, 3);
        final List<JobId> bobs = submitFor(BOB, 1);
        store.orderQueue(QUEUE, QueueOrder.SUBMISSION);
        final List<JobId> cats = submitFor(CAT, 2);
        final List<JobId> more = submitFor(BOB, 1);

        assertOrder(all(inTurns(anns, bobs), cats, more));
    }

    @Test
    final void afterAChangeToTheFairOrderANewOwnerStartsBetweenThoseThatWait() {
        store.orderQueue(QUEUE, QueueOrder.SUBMISSION);
        final List<JobId> waiting = all(submitFor(ANN, 4), submit(2));
        store.orderQueue(QUEUE, QueueOrder.FAIR_BY_OWNER);
        final List<JobId> bobs = submitFor(BOB, 2);
        final List<JobId> anns = submitFor(ANN, 1);
        final List<JobId> nobodys = submit(1);

        assertOrder(
                all(inTurns(waiting.subList(0, 4), bobs), waiting.subList(4, 5), anns, waiting.subList(5, 6), nobodys));
    }

    @Test
    final void theOrderIsOfOneQueueAndFairUntilItIsChosen() {
        assertThat(store.queueOrder(QUEUE)).isEqualTo(QueueOrder.FAIR_BY_OWNER);

        store.orderQueue(OTHER_QUEUE, QueueOrder.SUBMISSION);

        assertThat(store.queueOrder(QUEUE)).isEqualTo(QueueOrder.FAIR_BY_OWNER);
        assertThat(store.queueOrder(OTHER_QUEUE)).isEqualTo(QueueOrder.SUBMISSION);
        assertOrder(inTurns(submitFor(ANN, 2), submitFor(BOB, 2)));
    }

    @Test
    final void noOrderIsKeptForANameThatNoQueueHas() {
        assertThatThrownBy(() -> store.orderQueue("", QueueOrder.SUBMISSION))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.orderQueue("q".repeat(201), QueueOrder.SUBMISSION))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void everyHandleOfTheStoreKnowsTheOrderAtOnce() {
        final JobStore second = secondStore();
        final List<JobId> anns = submitFor(ANN, 2);
        final List<JobId> bobs =
                second.submit(Collections.nCopies(2, ownedBy(BOB).build()));

        store.orderQueue(QUEUE, QueueOrder.SUBMISSION);
        assertThat(second.queueOrder(QUEUE)).isEqualTo(QueueOrder.SUBMISSION);
        final List<JobId> cats =
                second.submit(Collections.nCopies(2, ownedBy(CAT).build()));
        second.orderQueue(QUEUE, QueueOrder.FAIR_BY_OWNER);
        final List<JobId> nobodys = submit(2);

        assertOrder(List.of(
                anns.get(0),
                bobs.get(0),
                nobodys.get(0),
                anns.get(1),
                bobs.get(1),
                nobodys.get(1),
                cats.get(0),
                cats.get(1)));
    }

    @Test
    final void turnsAndOrderHoldOverARestart() {
        store.orderQueue(OTHER_QUEUE, QueueOrder.SUBMISSION);
        final List<JobId> anns = submitFor(ANN, 3);

        restart();

        assertThat(store.queueOrder(OTHER_QUEUE)).isEqualTo(QueueOrder.SUBMISSION);
        assertOrder(inTurns(anns, submitFor(BOB, 2)));
    }

    @Test
    final void positionsAreTheOrderInWhichJobsStart() {
        final RandomInput random = new RandomInput(7);
        final List<JobId> ids = new ArrayList<>();
        final TestWorker worker = worker();
        final List<ClaimedJob> running = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            switch (random.nextInt(5)) {
                case 0, 1 ->
                    ids.addAll(store.submit(random.many(
                            6,
                            () -> ownedBy("owner " + random.nextInt(4))
                                    .priority(random.nextInt(2))
                                    .build())));
                case 2 -> ids.addAll(submit(1 + random.nextInt(3)));
                case 3 -> running.addAll(worker.claim(2));
                default -> {
                    if (!running.isEmpty()) {
                        store.report(failed(running.remove(running.size() - 1).lease(), "again"));
                    }
                }
            }
        }
        final List<JobId> expected = byPosition(ids);

        assertThat(expected).hasSizeGreaterThan(100);
        assertThat(start(expected.size())).isEqualTo(expected);
    }

    @Test
    final void eachOwnerStartsOneBeforeAnyStartsItsNext() {
        final List<String> owners = List.of("a", "b", "c", "d", "e");
        final List<List<JobId>> jobs = new ArrayList<>();
        for (int i = 0; i < owners.size(); i++) {
            jobs.add(submitFor(owners.get(i), 4 * (owners.size() - i)));
        }

        assertOrder(inTurns(jobs.get(0), jobs.get(1), jobs.get(2), jobs.get(3), jobs.get(4)));
    }
}
