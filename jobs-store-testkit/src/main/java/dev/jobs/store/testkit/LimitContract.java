package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * The promises of limits of attempts at once: no more of a limit key run than its limit allows; what is kept back costs the others nothing, and
 * starts in its order as soon as there is room.
 */
abstract class LimitContract extends LimitFixture {
    LimitContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void noMoreAttemptsOfAKeyRunThanItsLimitAllows() {
        store.setLimit(Limit.atOnce(KEY, 2));
        final List<JobId> ids = submitLimited(5, KEY);
        final TestWorker worker = worker();

        final List<ClaimedJob> claimed = worker.claim(10);

        assertThat(ids(claimed)).isEqualTo(ids.subList(0, 2));
        assertThat(worker.claim(10)).isEmpty();
        assertThat(worker().claim(10)).as("by another worker").isEmpty();
        complete(claimed.get(1));
        assertThat(ids(worker.claim(10))).containsExactly(ids.get(2));
        assertThat(worker.claim(10)).isEmpty();
    }

    @Test
    final void aKeyWithoutALimitKeepsNothingBack() {
        store.setLimit(Limit.atOnce("ffmpeg2", 0));
        store.setLimit(Limit.atOnce("tenant:4", 0));
        final List<JobId> ids = submitLimited(5, KEY, OTHER_KEY);

        assertThat(ids(worker().claim(10))).isEqualTo(ids);
    }

    @Test
    final void aLimitWithAStarHoldsForEachKeyByItself() {
        store.setLimit(Limit.atOnce("tenant:*", 1));
        final List<JobId> ones = submitLimited(2, "tenant:1");
        final List<JobId> twos = submitLimited(2, "tenant:2");
        final JobId other = submitLimited("tenant");

        assertThat(ids(worker().claim(10))).containsExactly(ones.get(0), twos.get(0), other);
    }

    @Test
    final void theLimitWithTheClosestNameHolds() {
        store.setLimit(Limit.atOnce("*", 1));
        store.setLimit(Limit.atOnce("tenant:*", 2));
        store.setLimit(Limit.atOnce("tenant:42", 3));
        submitLimited(5, "tenant:42");
        submitLimited(5, "tenant:43");
        submitLimited(5, "ffmpeg");

        assertThat(worker().claim(20)).hasSize(3 + 2 + 1);
    }

    @Test
    final void aJobOfSeveralKeysStartsWhenAllOfThemAllowIt() {
        store.setLimit(Limit.atOnce(KEY, 2));
        store.setLimit(Limit.atOnce("tenant:*", 1));
        final JobId first = submitLimited(KEY, "tenant:1");
        final JobId sameTenant = submitLimited(KEY, "tenant:1");
        final JobId second = submitLimited(KEY, "tenant:2");
        final JobId third = submitLimited(KEY, "tenant:3");
        final TestWorker worker = worker();

        final List<ClaimedJob> claimed = worker.claim(10);

        assertThat(ids(claimed)).containsExactly(first, second);
        complete(claimed.get(1));
        assertThat(ids(worker.claim(10))).containsExactly(third);
        complete(claimed.get(0));
        assertThat(ids(worker.claim(10))).containsExactly(sameTenant);
    }

    @Test
    final void keysFreeEachOther() {
        store.setLimit(Limit.atOnce("a", 1));
        store.setLimit(Limit.atOnce("b", 1));
        final JobId both = submitLimited("a", "b");
        final JobId onlyB = submitLimited("b");
        final JobId bothAgain = submitLimited("a", "b");
        final JobId onlyA = submitLimited("a");
        final TestWorker worker = worker();

        final ClaimedJob first = worker.claimOne();
        assertThat(first.job().id()).isEqualTo(both);
        assertThat(worker.claim(10)).isEmpty();
        complete(first);
        final List<ClaimedJob> next = worker.claim(10);
        assertThat(ids(next)).containsExactly(onlyB, onlyA);
        complete(next.get(1));
        assertThat(worker.claim(10)).as("b still runs").isEmpty();
        complete(next.get(0));
        assertThat(ids(worker.claim(10))).containsExactly(bothAgain);
    }

    @Test
    final void oneLimitHoldsOverAllQueuesAndTypes() {
        store.setLimit(Limit.atOnce(KEY, 2));
        submitLimited(KEY);
        store.submit(limited(KEY).queue(OTHER_QUEUE).build());
        store.submit(request(OTHER_TYPE).limitKeys(KEY).build());
        store.submit(request(OTHER_TYPE).limitKeys(KEY).queue(OTHER_QUEUE).build());
        final TestWorker worker = worker();

        final List<ClaimedJob> claimed = new ArrayList<>(worker.claim(10));

        assertThat(claimed).hasSize(2);
        while (!claimed.isEmpty()) {
            complete(claimed.remove(0));
            claimed.addAll(worker.claim(10));
            assertThat(claimed).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(store.limits().get(0).keptBack()).isZero();
    }

    @Test
    final void jobsOfTypesThatNobodyHandlesTakeNoPermit() {
        store.setLimit(Limit.atOnce(KEY, 1));
        store.submit(Collections.nCopies(3, request("unheard of").limitKeys(KEY).build()));
        final JobId handled = submitLimited(KEY);
        final TestWorker worker = worker();

        assertThat(ids(worker.claim(10))).containsExactly(handled);
    }

    @Test
    final void jobsBehindThoseThatAreKeptBackStart() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> kept = submitLimited(450, KEY);
        final JobId behind = submit();
        final JobId otherKey = submitLimited(OTHER_KEY);
        final JobId far = store.submit(request().priority(-1).build());
        final TestWorker worker = worker();

        final List<JobId> started = new ArrayList<>();
        Await.until("all that may start have started", () -> {
            started.addAll(ids(worker.claim(10)));
            return started.size() >= 4;
        });

        assertThat(started).containsExactly(kept.get(0), behind, otherKey, far);
    }

    @Test
    final void whatWasKeptBackStartsInItsOrder() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId first = submitLimited(KEY);
        final TestWorker worker = worker();
        ClaimedJob running = worker.claimOne();
        assertThat(running.job().id()).isEqualTo(first);
        final JobId second = submitLimited(KEY);
        assertThat(worker.claim(10)).isEmpty();
        final JobId third = submitLimited(KEY);
        final JobId urgent = store.submit(limited(KEY).priority(5).build());
        assertThat(worker.claim(10)).isEmpty();
        final JobId moreUrgent = store.submit(limited(KEY).priority(7).build());
        final JobId least = store.submit(limited(KEY).priority(-1).build());

        final List<JobId> started = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            complete(running);
            running = worker.claimOne();
            started.add(running.job().id());
            assertThat(worker.claim(10)).isEmpty();
        }

        assertThat(started).containsExactly(moreUrgent, urgent, second, third, least);
    }

    @Test
    final void whatIsKeptBackStartsBeforeWhatIsBehindItWhenThereIsRoom() {
        store.setLimit(Limit.atOnce(KEY, 1));
        submitLimited(KEY);
        final TestWorker worker = worker();
        final ClaimedJob running = worker.claimOne();
        final JobId kept = submitLimited(KEY);
        final JobId keptToo = submitLimited(KEY);
        assertThat(worker.claim(10)).isEmpty();
        final JobId free = submit();

        complete(running);

        assertThat(ids(worker.claim(10))).containsExactly(kept, free);
        assertThat(waiting(keptToo).reason()).isEqualTo(WaitReason.LIMIT_REACHED);
    }

    @Test
    final void ownersTakeTurnsUnderALimit() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> anns =
                store.submit(Collections.nCopies(4, limited(KEY).owner("ann").build()));
        final TestWorker worker = worker();
        ClaimedJob running = worker.claimOne();
        assertThat(worker.claim(10)).isEmpty();
        final List<JobId> bobs =
                store.submit(Collections.nCopies(2, limited(KEY).owner("bob").build()));

        final List<JobId> started = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            complete(running);
            running = worker.claimOne();
            started.add(running.job().id());
        }

        assertThat(started).containsExactly(anns.get(1), bobs.get(0), anns.get(2), bobs.get(1), anns.get(3));
    }

    @Test
    final void everyEndOfAnAttemptFreesItsPermit() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final TestWorker worker = worker();
        final JobId completed = submitLimited(KEY);
        final JobId failed = submitLimited(KEY);
        final JobId cancelled = submitLimited(KEY);
        final JobId handedBack = submitLimited(KEY);
        final JobId last = submitLimited(KEY);

        ClaimedJob running = worker.claimOne();
        assertThat(running.job().id()).isEqualTo(completed);
        complete(running);
        running = worker.claimOne();
        assertThat(running.job().id()).isEqualTo(failed);
        store.report(failedForGood(running.lease(), "broken"));
        running = worker.claimOne();
        assertThat(running.job().id()).isEqualTo(cancelled);
        store.cancel(cancelled);
        assertThat(worker.claim(10)).as("its work may still go on").isEmpty();
        store.report(released(running.lease()));
        running = worker.claimOne();
        assertThat(running.job().id()).isEqualTo(handedBack);
        store.report(released(running.lease()));
        running = worker.claimOne();
        assertThat(running.job().id()).as("handed back, it has its old place").isEqualTo(handedBack);
        complete(running);
        assertThat(worker.claimOne().job().id()).isEqualTo(last);
    }

    @Test
    final void aJobThatWaitsToBeTriedAgainTakesNoPermitAndKeepsItsPlace() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId first = submitLimited(KEY);
        final JobId second = submitLimited(KEY);
        final TestWorker worker = worker();
        final ClaimedJob running = worker.claimOne();

        store.report(Report.failed(running.lease(), "try again", Duration.ofHours(1)));

        final ClaimedJob next = worker.claimOne();
        assertThat(next.job().id()).isEqualTo(second);
        store.report(failed(next.lease(), "try again"));
        final JobId third = submitLimited(KEY);
        final ClaimedJob again = worker.claimOne();
        assertThat(again.job().id()).isEqualTo(second);
        complete(again);
        assertThat(worker.claimOne().job().id()).isEqualTo(third);
        assertThat(job(first).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    final void aJobThatAWorkerDeclinedTakesNoPermitAndIsKeptBackLikeOthers() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId unreadable = submitLimited(KEY);
        final JobId readable = submitLimited(KEY);
        final TestWorker old = worker();
        store.report(Report.declined(old.claimOne().lease(), Duration.ofHours(1)));

        final ClaimedJob running = old.claimOne();
        assertThat(running.job().id()).isEqualTo(readable);
        final TestWorker another = worker();
        assertThat(another.claim(10)).isEmpty();
        complete(running);
        Await.until("another worker claims it", () -> ids(another.claim(10)).equals(List.of(unreadable)));
    }

    @Test
    final void aRecoveredLeaseIsAFreePermit() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId lost = store.submit(limited(KEY).maxAttempts(1).build());
        final JobId next = submitLimited(KEY);
        final TestWorker gone = worker();
        final ClaimedJob running = gone.claimOne();
        final TestWorker worker = worker();
        gone.vanishes(running.lease());
        assertThat(worker.claim(10)).as("before it is recovered").isEmpty();

        store.recover();

        assertThat(job(lost).status()).isEqualTo(JobStatus.FAILED);
        assertThat(ids(worker.claim(10))).containsExactly(next);
    }

    @Test
    final void whatAWorkerDoesNotHoldFreesItsPermitByTheNextHeartbeat() {
        store.setLimit(Limit.atOnce(KEY, 1));
        submitLimited(KEY);
        final TestWorker forgetful = worker();
        final ClaimedJob lostOnTheWay = forgetful.claimOne();
        final TestWorker worker = worker();
        assertThat(worker.claim(10)).isEmpty();

        forgetful.lives();

        assertThat(ids(worker.claim(10))).containsExactly(lostOnTheWay.job().id());
    }

    @Test
    final void aCancelledJobThatWaitedLeavesTheOthersTheirPlaces() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> ids = submitLimited(4, KEY);
        final TestWorker worker = worker();
        final ClaimedJob running = worker.claimOne();
        assertThat(worker.claim(10)).isEmpty();

        store.cancel(ids.get(1));
        complete(running);

        final ClaimedJob next = worker.claimOne();
        assertThat(next.job().id()).isEqualTo(ids.get(2));
        store.cancel(ids.get(3));
        complete(next);
        assertThat(worker.claim(10)).isEmpty();
        assertThat(store.limits().get(0)).returns(0L, LimitUse::running).returns(0L, LimitUse::keptBack);
    }

    @Test
    final void workersAreToldWhenThereIsRoom() {
        store.setLimit(Limit.atOnce(KEY, 1));
        submitLimited(2, KEY);
        final TestWorker worker = worker();
        final ClaimedJob running = worker.claimOne();
        assertThat(worker.claim(10)).isEmpty();
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        complete(running);

        if (signals()) {
            Await.until("the signal was heard", () -> heard.contains(new JobSignal.Claimable(QUEUE, TYPE)));
        }
    }

    @Test
    final void aBulkOfJobsWithKeysIsStoredAndStartsInOrder() {
        store.setLimit(Limit.atOnce("tenant:*", 1));
        final List<JobRequest> requests = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            requests.add(limited("tenant:" + i % 200).build());
        }
        final List<JobId> ids = store.submit(requests);
        final TestWorker worker = worker(Set.of(TYPE), Set.of(QUEUE));

        final List<JobId> started = new ArrayList<>();
        Await.until("one of each has started", () -> {
            started.addAll(ids(worker.claim(1_000)));
            return started.size() >= 200;
        });

        assertThat(started).isEqualTo(ids.subList(0, 200));
        assertThat(worker.claim(1_000)).isEmpty();
    }
}
