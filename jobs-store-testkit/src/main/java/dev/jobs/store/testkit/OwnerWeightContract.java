package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.RerunOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.QueueOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The promises of the weights of owners: an owner of weight 3 has three jobs in each round, while others have one. */
abstract class OwnerWeightContract extends OrderFixture {
    OwnerWeightContract(final JobStoreContract contract) {
        super(contract);
    }

    private static JobRequest weighted(final String owner, final int weight) {
        return ownedBy(owner).ownerWeight(weight).build();
    }

    private List<JobId> submitFor(final String owner, final int weight, final int count) {
        return store.submit(Collections.nCopies(count, weighted(owner, weight)));
    }

    /** The jobs of one owner by its weight, and those of another one by one. */
    private static List<JobId> inRounds(final List<JobId> ofOne, final int weight, final List<JobId> ofAnother) {
        return inRounds(Map.of(ofOne, weight), List.of(ofOne, ofAnother));
    }

    @Test
    final void anOwnerOfAHigherWeightHasSoManyJobsInEachRound() {
        final List<JobId> anns = submitFor(ANN, 3, 8);
        final List<JobId> bobs = submitFor(BOB, 4);

        assertOrder(inRounds(anns, 3, bobs));
    }

    @Test
    final void anOwnerOfAHigherWeightWhoComesLateJoinsTheRoundUnderWay() {
        final List<JobId> bobs = submitFor(BOB, 4);
        final List<JobId> anns = submitFor(ANN, 2, 5);

        assertOrder(inRounds(Map.of(anns, 2), List.of(bobs, anns)));
    }

    @Test
    final void eachOwnerHasAWeightOfItsOwn() {
        final List<JobId> anns = submitFor(ANN, 3, 7);
        final List<JobId> bobs = submitFor(BOB, 2, 7);
        final List<JobId> nobodys = submit(3);

        assertOrder(inRounds(Map.of(anns, 3, bobs, 2), List.of(anns, bobs, nobodys)));
    }

    @Test
    final void jobsThatAreSubmittedOneByOneFillTheOwnersLastRound() {
        final List<JobId> anns = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            anns.addAll(submitFor(ANN, 2, 1));
        }
        final List<JobId> bobs = submitFor(BOB, 4);
        anns.addAll(submitFor(ANN, 2, 2));

        assertOrder(List.of(
                anns.get(0),
                anns.get(1),
                bobs.get(0),
                anns.get(2),
                anns.get(3),
                bobs.get(1),
                anns.get(4),
                bobs.get(2),
                anns.get(5),
                bobs.get(3),
                anns.get(6)));
    }

    @Test
    final void weightsHoldInOneCallHoweverManyJobsItHas() {
        final List<JobRequest> requests = new ArrayList<>(Collections.nCopies(150, weighted(ANN, 3)));
        requests.addAll(Collections.nCopies(60, ownedBy(BOB).build()));

        final List<JobId> submitted = store.submit(requests);

        assertOrder(inRounds(submitted.subList(0, 150), 3, submitted.subList(150, 210)));
    }

    @Test
    final void theWeightIsKeptWithTheJob() {
        final List<JobRequest> requests =
                new ArrayList<>(Collections.nCopies(120, ownedBy(BOB).build()));
        requests.add(weighted(ANN, 100));
        final JobId bulk = store.submit(requests).get(120);
        final JobId alone = submitFor(ANN, 7, 1).get(0);

        assertThat(weight(job(bulk))).isEqualTo(100);
        assertThat(weight(job(alone))).isEqualTo(7);
        assertThat(store.poll(alone).map(JobPollResponse::job).map(OwnerWeightContract::weight))
                .contains(7);
        assertThat(store.list(JobQuery.ofOwner(ANN)).stream().map(OwnerWeightContract::weight))
                .containsExactly(7, 100);
        assertThat(store.list(JobQuery.ofOwner(BOB)).stream().map(OwnerWeightContract::weight))
                .containsOnly(1);
        assertThat(worker().claim(3).stream().map(one -> weight(one.job()))).containsExactly(1, 100, 7);
    }

    private static int weight(final Job job) {
        return job.request().ownerWeight();
    }

    @Test
    final void theTurnOfAJobGoesByItsOwnWeightAndThoseThatWaitKeepTheirs() {
        final List<JobId> heavy = submitFor(ANN, 3, 3);
        final List<JobId> light = submitFor(ANN, 1, 2);
        final List<JobId> heavyAgain = submitFor(ANN, 3, 3);
        final List<JobId> bobs = submitFor(BOB, 4);

        assertOrder(all(
                heavy,
                bobs.subList(0, 1),
                light.subList(0, 1),
                bobs.subList(1, 2),
                light.subList(1, 2),
                heavyAgain.subList(0, 2),
                bobs.subList(2, 3),
                heavyAgain.subList(2, 3),
                bobs.subList(3, 4)));
    }

    @Test
    final void jobsOfOneCallEachGoByTheirOwnWeight() {
        final List<JobId> anns = store.submit(
                List.of(weighted(ANN, 2), weighted(ANN, 2), weighted(ANN, 1), weighted(ANN, 1), weighted(ANN, 4)));
        final List<JobId> bobs = submitFor(BOB, 3);

        assertOrder(all(
                anns.subList(0, 2),
                bobs.subList(0, 1),
                anns.subList(2, 3),
                bobs.subList(1, 2),
                anns.subList(3, 5),
                bobs.subList(2, 3)));
    }

    @Test
    final void aCancelledJobLeavesItsPlaceInTheLastRoundToTheOwnersNextOne() {
        final List<JobId> anns = submitFor(ANN, 2, 4);
        final List<JobId> bobs = submitFor(BOB, 3);

        store.cancel(anns.get(3));
        final List<JobId> more = submitFor(ANN, 2, 2);

        assertOrder(all(
                anns.subList(0, 2),
                bobs.subList(0, 1),
                anns.subList(2, 3),
                bobs.subList(1, 2),
                more.subList(0, 1),
                bobs.subList(2, 3),
                more.subList(1, 2)));
    }

    @Test
    final void jobsOfOtherPrioritiesAndQueuesTakeNoPlaceInARound() {
        store.submit(
                Collections.nCopies(2, ownedBy(ANN).ownerWeight(2).priority(5).build()));
        store.submit(Collections.nCopies(
                2, ownedBy(ANN).ownerWeight(2).queue(OTHER_QUEUE).build()));
        worker().claim(4);
        store.submit(ownedBy(ANN).ownerWeight(2).priority(-1).build());
        store.submit(ownedBy(ANN).ownerWeight(2).queue(OTHER_QUEUE).build());
        final List<JobId> anns = submitFor(ANN, 2, 4);
        final List<JobId> bobs = submitFor(BOB, 2);

        assertThat(byPosition(all(anns, bobs))).isEqualTo(inRounds(anns, 2, bobs));
    }

    @Test
    final void weightsHoldForJobsThatBecomeDue() {
        final List<JobId> bobs = submitFor(BOB, 4);
        final List<JobId> anns = store.submit(Collections.nCopies(
                5, ownedBy(ANN).ownerWeight(2).delay(Duration.ofMillis(300)).build()));

        Await.until("all are due", () -> QueuePositions.of(store, anns).size() == 5);

        assertOrder(inRounds(Map.of(anns, 2), List.of(bobs, anns)));
    }

    @Test
    final void aRerunHasTheWeightOfTheOldJob() {
        final JobId old = submitFor(ANN, 2, 1).get(0);
        store.report(failedForGood(worker().claimOne().lease(), "over"));
        final List<JobId> bobs = submitFor(BOB, 2);
        final List<JobId> anns = submitFor(ANN, 2, 1);

        final JobId again = ((RerunOutcome.Rerun) store.rerun(old)).id();

        assertThat(weight(job(again))).isEqualTo(2);
        assertOrder(List.of(bobs.get(0), anns.get(0), again, bobs.get(1)));
    }

    @Test
    final void aJobThatReplacesAnotherGoesByItsWeight() {
        store.setLimit(Limit.atOnce("ffmpeg", 1));
        final List<JobId> bobs = submitFor(BOB, 2);
        final List<JobId> anns = submitFor(ANN, 2, 1);
        store.submit(ownedBy(ANN).limitKeys("ffmpeg").build());

        final JobId newer = store.submit(
                        ownedBy(ANN).ownerWeight(2).limitKeys("ffmpeg").build(), WhenLimitFull.REPLACE_WAITING)
                .job()
                .orElseThrow();

        assertOrder(List.of(bobs.get(0), anns.get(0), newer, bobs.get(1)));
    }

    @Test
    final void inOrderOfSubmissionWeightsDoNotMatter() {
        store.orderQueue(QUEUE, QueueOrder.SUBMISSION);
        final List<JobId> bobs = submitFor(BOB, 2);
        final List<JobId> anns = submitFor(ANN, 3, 3);
        final List<JobId> more = submitFor(BOB, 1);

        assertOrder(all(bobs, anns, more));
    }

    @Test
    final void noOwnerHasMoreJobsInARoundThanItsWeight() {
        final RandomInput random = new RandomInput(11);
        final List<JobId> first = submitFor("first of each round", 60);
        final Map<String, Integer> left = new HashMap<>();
        final List<JobId> ids = new ArrayList<>(first);
        for (int i = 0; i < 50; i++) {
            final int weight = 1 + random.nextInt(5);
            final String owner = "owner of weight " + weight;
            final int count = 1 + random.nextInt(4);
            ids.addAll(submitFor(owner, weight, count));
            left.merge(owner, count, Integer::sum);
        }

        final List<JobId> started = ids(worker().claim(ids.size() + 1));

        assertThat(started).hasSameSizeAs(ids);
        for (int round = 0; round < first.size(); round++) {
            final int end = round + 1 < first.size() ? started.indexOf(first.get(round + 1)) : started.size();
            final Map<String, Integer> starts = new HashMap<>();
            for (final JobId id : started.subList(started.indexOf(first.get(round)) + 1, end)) {
                starts.merge(job(id).owner().orElseThrow(), 1, Integer::sum);
            }
            for (int weight = 1; weight <= 5; weight++) {
                final String owner = "owner of weight " + weight;
                final int expected = Math.min(weight, left.getOrDefault(owner, 0));
                assertThat(starts.getOrDefault(owner, 0))
                        .as("the jobs of the %s in round %d", owner, round)
                        .isEqualTo(expected);
                left.merge(owner, -expected, Integer::sum);
            }
        }
    }
}
