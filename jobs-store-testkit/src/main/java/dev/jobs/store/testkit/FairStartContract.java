package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.store.operations.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The promises of what has started in a fair order: it counts in its round, so that nobody who submits again and again stays in one. */
abstract class FairStartContract extends OrderFixture {
    FairStartContract(final JobStoreContract contract) {
        super(contract);
    }

    private List<JobId> submitWeighted(final int weight, final int count) {
        return store.submit(
                Collections.nCopies(count, ownedBy(ANN).ownerWeight(weight).build()));
    }

    private static boolean isOf(final String owner, final Job job) {
        return job.owner().equals(Optional.of(owner));
    }

    @Test
    final void ownersWhoSubmitAnotherJobWheneverOneStartsDoNotKeepTheBacklogOfAnother() {
        final List<JobId> bobs = submitFor(BOB, 3);
        final List<JobId> others = new ArrayList<>(all(submitFor(ANN, 1), submitFor(CAT, 1), submitFor("dan", 1)));

        final List<JobId> started =
                startOneByOne(12, job -> others.addAll(submitFor(job.owner().orElseThrow(), isOf(BOB, job) ? 0 : 1)));

        assertThat(started)
                .isEqualTo(all(
                        bobs.subList(0, 1),
                        others.subList(0, 3),
                        bobs.subList(1, 2),
                        others.subList(3, 6),
                        bobs.subList(2, 3),
                        others.subList(6, 9)));
    }

    @Test
    final void aJobThatIsKeptBackKeepsNoRoundOpenForThoseWhoHaveStarted() {
        store.setLimit(Limit.atOnce("ffmpeg", 1));
        final List<JobId> cats = store.submit(
                Collections.nCopies(2, ownedBy(CAT).limitKeys("ffmpeg").build()));
        final List<JobId> bobs = submitFor(BOB, 3);
        final List<JobId> anns = new ArrayList<>(submitFor(ANN, 1));
        assertThat(start(1)).containsExactly(cats.get(0));

        final List<JobId> started = startOneByOne(6, job -> anns.addAll(submitFor(ANN, isOf(ANN, job) ? 1 : 0)));

        assertThat(started).isEqualTo(inTurns(bobs, anns.subList(0, 3)));
    }

    @Test
    final void aJobThatIsToBeTriedAgainCountsInItsRoundMeanwhile() {
        final List<JobId> bobs = submitFor(BOB, 2);
        final JobId cats = submitFor(CAT, 1).get(0);
        final TestWorker worker = worker();
        assertThat(worker.claimOne().job().id()).isEqualTo(bobs.get(0));
        final JobId anns = submitFor(ANN, 1).get(0);
        final ClaimedJob first = worker.claimOne();
        assertThat(first.job().id()).isEqualTo(cats);
        store.report(Report.failed(first.lease(), "later", Duration.ofHours(1)));

        final JobId another = submitFor(CAT, 1).get(0);

        assertOrder(List.of(anns, bobs.get(1), another));
    }

    @Test
    final void startsOfOneTypeTakeNoTurnsFromJobsOfAnother() {
        final List<JobId> bobs = store.submit(
                Collections.nCopies(3, request(OTHER_TYPE).owner(BOB).build()));
        submitFor(ANN, 1);
        final TestWorker worker = worker(Set.of(TYPE), Set.of(QUEUE));
        for (int i = 0; i < 4; i++) {
            store.report(completed(worker.claimOne().lease(), "1"));
            submitFor(ANN, 1);
        }
        store.report(completed(worker.claimOne().lease(), "1"));

        final JobId anns = store.submit(request(OTHER_TYPE).owner(ANN).build());

        assertThat(byPosition(all(bobs, List.of(anns)))).isEqualTo(inTurns(bobs, List.of(anns)));
    }

    @Test
    final void startsOfAnOwnerOfAHigherWeightCountInItsRound() {
        final List<JobId> anns = new ArrayList<>(submitWeighted(2, 2));
        final List<JobId> bobs = submitFor(BOB, 3);

        final List<JobId> started = startOneByOne(9, job -> {
            if (anns.contains(job.id())) {
                anns.addAll(submitWeighted(2, 1));
            }
        });

        assertThat(started)
                .isEqualTo(all(
                        anns.subList(0, 2),
                        bobs.subList(0, 2),
                        anns.subList(2, 4),
                        bobs.subList(2, 3),
                        anns.subList(4, 6)));
    }

    @Test
    final void anOwnersJobThatDoesNotStartLetsItsOthersIntoARoundNoMoreThanOnce() {
        final List<String> owners = List.of(ANN, CAT, "dan");
        owners.forEach(owner -> store.submit(request(OTHER_TYPE).owner(owner).build()));
        final List<JobId> bobs = submitFor(BOB, 4);
        final List<JobId> others = new ArrayList<>();
        owners.forEach(owner -> others.addAll(submitFor(owner, 1)));
        final TestWorker worker = worker(Set.of(TYPE), Set.of(QUEUE));
        final List<JobId> started = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            final ClaimedJob claimed = worker.claimOne();
            started.add(claimed.job().id());
            store.report(completed(claimed.lease(), "1"));
            others.addAll(submitFor(claimed.job().owner().orElseThrow(), isOf(BOB, claimed.job()) ? 0 : 1));
        }

        assertThat(started)
                .isEqualTo(all(bobs.subList(0, 2), others.subList(0, 3), bobs.subList(2, 3), others.subList(3, 6)));
    }

    @Test
    final void jobsOfSeveralTypesInOneCallComeOneBehindTheOtherWhateverHasStarted() {
        final List<JobId> bobs = store.submit(
                Collections.nCopies(6, request(OTHER_TYPE).owner(BOB).build()));
        final TestWorker worker = worker(Set.of(TYPE), Set.of(QUEUE));
        for (int i = 0; i < 3; i++) {
            submitFor(ANN, 1);
            store.report(completed(worker.claimOne().lease(), "1"));
        }

        final List<JobId> anns = store.submit(
                List.of(ownedBy(ANN).build(), request(OTHER_TYPE).owner(ANN).build()));

        assertThat(byPosition(all(bobs, anns))).isEqualTo(all(bobs.subList(0, 3), inTurns(bobs.subList(3, 6), anns)));
    }

    @Test
    final void startsCountInTheNextRoundToo() {
        final List<JobId> bobs = store.submit(
                Collections.nCopies(5, request(OTHER_TYPE).owner(BOB).build()));
        final List<JobId> slow = store.submit(Collections.nCopies(
                3, request(OTHER_TYPE).owner(ANN).ownerWeight(3).build()));
        final List<JobId> quick = submitWeighted(3, 2);
        assertThat(ids(worker(Set.of(TYPE), Set.of(QUEUE)).claim(2))).isEqualTo(quick);

        final List<JobId> anns = submitWeighted(3, 4);

        assertThat(byPosition(all(bobs, slow, anns)))
                .isEqualTo(all(
                        bobs.subList(0, 1),
                        slow,
                        bobs.subList(1, 2),
                        anns.subList(0, 1),
                        bobs.subList(2, 3),
                        anns.subList(1, 4),
                        bobs.subList(3, 5)));
    }

    @Test
    final void aStartCountsAmongTheHundredNewestJobsOfItsOwner() {
        store.setLimit(Limit.atOnce("ffmpeg", 1));
        store.submit(Collections.nCopies(2, ownedBy(CAT).limitKeys("ffmpeg").build()));
        start(1);
        final JobId bobs = submitFor(BOB, 2).get(1);
        submitFor(ANN, 1);
        startOneByOne(2, job -> {});
        store.submit(Collections.nCopies(99, ownedBy(ANN).queue(OTHER_QUEUE).build()));

        final JobId counted = submitFor(ANN, 1).get(0);
        assertThat(byPosition(List.of(bobs, counted))).containsExactly(bobs, counted);
        store.cancel(counted);
        final JobId forgotten = submitFor(ANN, 1).get(0);

        assertThat(byPosition(List.of(bobs, forgotten))).containsExactly(forgotten, bobs);
    }
}
