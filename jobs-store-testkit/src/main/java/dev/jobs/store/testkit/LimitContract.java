package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.RerunOutcome;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.LimitUse.Source;
import dev.jobs.store.operations.StartRate;
import dev.jobs.store.operations.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * The promises of limits: no more attempts of a limit key run than its limit allows, and no more start in a period; what is kept back
 * costs the others nothing, starts in its order as soon as there is room, and is told why it waits.
 */
abstract class LimitContract extends ContractFixture {
    private static final String KEY = "ffmpeg";
    private static final String OTHER_KEY = "tenant:42";

    LimitContract(final JobStoreContract contract) {
        super(contract);
    }

    private static JobRequest.Builder limited(final String... keys) {
        return request().limitKeys(keys);
    }

    private JobId submitLimited(final String... keys) {
        return store.submit(limited(keys).build());
    }

    private List<JobId> submitLimited(final int count, final String... keys) {
        return store.submit(Collections.nCopies(count, limited(keys).build()));
    }

    private Waiting waiting(final JobId id) {
        return store.poll(id).orElseThrow().waiting().orElseThrow();
    }

    private void complete(final ClaimedJob claimed) {
        store.report(completed(claimed.lease(), "1"));
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
    final void loweringALimitStopsNothingAndLetsNothingStartUntilThereIsRoom() {
        store.setLimit(Limit.atOnce(KEY, 3));
        submitLimited(5, KEY);
        final TestWorker worker = worker();
        final List<ClaimedJob> running = worker.claim(3);
        store.setLimit(Limit.atOnce(KEY, 1));

        assertThat(worker.lives(
                        running.get(0).lease(),
                        running.get(1).lease(),
                        running.get(2).lease()))
                .isEmpty();
        complete(running.get(0));
        assertThat(worker.claim(10)).isEmpty();
        complete(running.get(1));
        assertThat(worker.claim(10)).isEmpty();
        complete(running.get(2));
        assertThat(worker.claim(10)).hasSize(1);
    }

    @Test
    final void raisingOrRemovingALimitLetsJobsStartAtOnce() {
        store.setLimit(Limit.atOnce(KEY, 0));
        final List<JobId> ids = submitLimited(6, KEY);
        final TestWorker worker = worker();
        assertThat(worker.claim(10)).isEmpty();

        store.setLimit(Limit.atOnce(KEY, 2));
        assertThat(ids(worker.claim(10))).isEqualTo(ids.subList(0, 2));
        store.setLimit(Limit.atOnce(KEY, 3));
        assertThat(ids(worker.claim(10))).containsExactly(ids.get(2));
        assertThat(store.removeLimit(KEY)).contains(Limit.atOnce(KEY, 3));

        assertThat(ids(worker.claim(10))).isEqualTo(ids.subList(3, 6));
        assertThat(store.removeLimit(KEY)).isEmpty();
    }

    @Test
    final void aLimitThatComesLaterCountsWhatRunsAlready() {
        submitLimited(4, KEY);
        final TestWorker worker = worker();
        final List<ClaimedJob> running = worker.claim(2);

        store.setLimit(Limit.atOnce(KEY, 2));

        assertThat(worker.claim(10)).isEmpty();
        complete(running.get(0));
        assertThat(worker.claim(10)).hasSize(1);
    }

    @Test
    final void aDefaultOfTheCodeDoesNotReplaceWhatAnOperatorSet() {
        assertThat(store.setDefaultLimit(Limit.atOnce(KEY, 3))).isTrue();
        assertThat(store.setDefaultLimit(Limit.atOnce(KEY, 4))).isTrue();
        assertThat(store.limits())
                .containsExactly(
                        LimitUse.builder(Limit.atOnce(KEY, 4), Source.CODE).build());

        store.setLimit(Limit.atOnce(KEY, 1));

        assertThat(store.setDefaultLimit(Limit.atOnce(KEY, 5))).isFalse();
        assertThat(store.limits())
                .containsExactly(
                        LimitUse.builder(Limit.atOnce(KEY, 1), Source.OPERATOR).build());
        store.removeLimit(KEY);
        assertThat(store.setDefaultLimit(Limit.atOnce(KEY, 5))).isTrue();
        assertThat(store.limits())
                .containsExactly(
                        LimitUse.builder(Limit.atOnce(KEY, 5), Source.CODE).build());
    }

    @Test
    final void limitsAreListedWithWhatTheyDo() {
        final Limit ofRate = Limit.builder("api")
                .rate(new StartRate(10, Duration.ofSeconds(1), 5))
                .message("Our partner takes ten a second \u2713")
                .build();
        final Limit both = Limit.builder("tenant:*")
                .atOnce(1)
                .starts(100, Duration.ofHours(1))
                .build();
        store.setLimit(both);
        store.setLimit(ofRate);
        store.setLimit(Limit.atOnce(KEY, 1));
        submitLimited(4, KEY);
        submitLimited(2, "tenant:1");
        submitLimited(3, "tenant:2", KEY);
        final TestWorker worker = worker();

        assertThat(worker.claim(10)).hasSize(2);
        assertThat(worker.claim(10)).isEmpty();

        assertThat(store.limits()).extracting(LimitUse::limit).containsExactly(ofRate, Limit.atOnce(KEY, 1), both);
        assertThat(store.limits()).extracting(LimitUse::running).containsExactly(0L, 1L, 1L);
        assertThat(store.limits().stream().mapToLong(LimitUse::keptBack).sum()).isEqualTo(7);
    }

    @Test
    final void aLimitTellsSinceWhenTheOldestJobWaitsThatItKeepsBack() {
        store.setLimit(Limit.atOnce(KEY, 1));
        store.setLimit(Limit.atOnce("other", 1));
        submitLimited(KEY);
        final Instant since = job(submitLimited(KEY)).createdAt();
        Await.until(
                "the store's clock has gone on",
                () -> job(submitLimited(KEY)).createdAt().isAfter(since));
        final TestWorker worker = worker();
        final ClaimedJob running = worker.claimOne();
        assertThat(worker.claim(10)).isEmpty();

        assertThat(use(KEY).oldestKeptBack()).contains(since);
        assertThat(use("other").oldestKeptBack()).isEmpty();

        complete(running);
        for (int left = (int) use(KEY).keptBack(); left > 0; left--) {
            complete(worker.claimOne());
        }
        assertThat(use(KEY).oldestKeptBack()).isEmpty();
    }

    private LimitUse use(final String name) {
        return store.limits().stream()
                .filter(use -> use.limit().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    final void whatALimitIsToSayIsChecked() {
        assertThatThrownBy(() -> store.removeLimit("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.removeLimit("a\nb")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void thoseWhoWaitAreToldOfTheLimit() {
        final Limit limit = Limit.atOnce(KEY, 1);
        store.setLimit(limit);
        final JobId first = submitLimited(KEY);
        final JobId second = submitLimited(KEY);
        final JobId free = submit();
        final TestWorker worker = worker();

        assertThat(waiting(first)).isEqualTo(Waiting.inQueue(WaitReason.WORKERS_BUSY, 1, 3));
        final ClaimedJob running = worker.claimOne();

        assertThat(waiting(second))
                .as("before a claim has met it")
                .isEqualTo(Waiting.inQueue(WaitReason.LIMIT_REACHED, 1, 2).withLimit(limit));
        assertThat(waiting(free)).isEqualTo(Waiting.inQueue(WaitReason.WORKERS_BUSY, 2, 2));
        assertThat(ids(worker.claim(10))).containsExactly(free);
        assertThat(waiting(second))
                .isEqualTo(Waiting.inQueue(WaitReason.LIMIT_REACHED, 1, 1).withLimit(limit));
        assertThat(store.poll(second).orElseThrow().estimate()).isEmpty();
        final JobId third = submitLimited(KEY);
        assertThat(waiting(third))
                .isEqualTo(Waiting.inQueue(WaitReason.LIMIT_REACHED, 2, 2).withLimit(limit));

        complete(running);

        assertThat(waiting(second)).isEqualTo(Waiting.inQueue(WaitReason.WORKERS_BUSY, 1, 2));
    }

    @Test
    final void jobsComeBackWithTheirKeys() {
        final JobId id = submitLimited("b", "a", "b");
        final JobId without = submit();

        assertThat(job(id).request().limitKeys()).containsExactly("a", "b");
        assertThat(job(without).request().limitKeys()).isEmpty();
        final ClaimedJob claimed = worker().claimOne();
        assertThat(claimed.job().request().limitKeys()).containsExactly("a", "b");
        complete(claimed);
        final JobId again = ((RerunOutcome.Rerun) store.rerun(id)).id();
        assertThat(job(again).request().limitKeys()).containsExactly("a", "b");
        assertThat(store.poll(again).orElseThrow().job().request().limitKeys()).containsExactly("a", "b");
    }

    @Test
    final void oneNamesAtMostFourKeys() {
        assertThat(limited("a", "b", "c", "d", "a").build().limitKeys()).hasSize(4);
        assertThatThrownBy(() -> limited("a", "b", "c", "d", "e"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 4");
        assertThatThrownBy(() -> limited("tenant:*")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> limited("a\nb")).isInstanceOf(IllegalArgumentException.class);
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
    final void workersAreToldOfAChangeOfALimit() {
        store.setLimit(Limit.atOnce(KEY, 0));
        submitLimited(2, KEY);
        final TestWorker worker = worker();
        assertThat(worker.claim(10)).isEmpty();
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        store.setLimit(Limit.atOnce(KEY, 1));

        if (signals()) {
            Await.until("the signal was heard", () -> heard.contains(new JobSignal.Claimable(QUEUE, TYPE)));
        }
    }

    @Test
    final void noMoreStartInAPeriodThanARateAllows() {
        store.setLimit(Limit.builder(KEY)
                .rate(new StartRate(2, Duration.ofHours(1), 3))
                .build());
        final List<JobId> ids = submitLimited(6, KEY);
        final JobId behind = submit();
        final TestWorker worker = worker();

        final List<ClaimedJob> claimed = worker.claim(10);

        assertThat(ids(claimed)).containsExactly(ids.get(0), ids.get(1), ids.get(2), behind);
        claimed.forEach(this::complete);
        assertThat(worker.claim(10)).as("an end gives no start back").isEmpty();
        final Waiting waiting = waiting(ids.get(3));
        assertThat(waiting.reason()).isEqualTo(WaitReason.RATE_LIMITED);
        assertThat(waiting.waitUntil().orElseThrow())
                .isBetween(
                        job(claimed.get(0)).startedAt().orElseThrow().plusSeconds(1_799),
                        job(claimed.get(2)).startedAt().orElseThrow().plusSeconds(1_801));
        assertThat(store.poll(ids.get(3)).orElseThrow().estimate()).isEmpty();
    }

    @Test
    final void aRateLetsJobsStartOneByOneByTheStoresClock() {
        final Duration interval = Duration.ofMillis(150);
        store.setLimit(Limit.builder(KEY).starts(1, interval).build());
        final List<JobId> ids = submitLimited(4, KEY);
        final TestWorker worker = worker();
        final List<JobId> started = new ArrayList<>();

        Await.until("all have started", () -> {
            started.addAll(ids(worker.claim(10)));
            return started.size() == ids.size();
        });

        assertThat(started).isEqualTo(ids);
        final List<Instant> starts =
                ids.stream().map(id -> job(id).startedAt().orElseThrow()).toList();
        for (int i = 1; i < starts.size(); i++) {
            assertThat(starts.get(i)).isAfterOrEqualTo(starts.get(i - 1).plus(interval));
        }
    }

    @Test
    final void workersAreToldWhenARateAllowsTheNextStart() {
        store.setLimit(Limit.builder(KEY).starts(1, Duration.ofMillis(300)).build());
        submitLimited(2, KEY);
        final TestWorker worker = worker();
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        assertThat(worker.claim(10)).hasSize(1);
        store.subscribe(heard::add);
        Await.until("the next has started, or is awaited", () -> {
            if (signals()) {
                return heard.contains(new JobSignal.Claimable(QUEUE, TYPE));
            }
            return !worker.claim(10).isEmpty();
        });
    }

    @Test
    final void aFasterRateDoesNotWaitForTheSlowerOne() {
        store.setLimit(Limit.builder(KEY).starts(1, Duration.ofDays(1)).build());
        submitLimited(3, KEY);
        final TestWorker worker = worker();
        assertThat(worker.claim(10)).hasSize(1);
        assertThat(worker.claim(10)).isEmpty();

        store.setLimit(Limit.builder(KEY).starts(1_000, Duration.ofSeconds(1)).build());

        final List<ClaimedJob> claimed = new ArrayList<>();
        Await.until("the others start", () -> {
            claimed.addAll(worker.claim(10));
            return claimed.size() == 2;
        });
    }

    @Test
    final void everyHandleOfTheStoreKeepsToALimitAtOnce() {
        final JobStore second = secondStore();
        final TestWorker worker = worker();
        submitLimited(KEY);
        assertThat(worker.claimThrough(second, 10)).hasSize(1);
        submitLimited(2, KEY);
        store.setLimit(Limit.atOnce(KEY, 2));

        assertThat(worker.claimThrough(second, 10)).hasSize(1);
        assertThat(worker.claim(10)).isEmpty();
        assertThat(second.limits()).isEqualTo(store.limits()).hasSize(1);
        second.removeLimit(KEY);
        assertThat(worker.claim(10)).hasSize(1);
    }

    @Test
    final void limitsAndPermitsHoldOverARestart() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> ids = submitLimited(2, KEY);
        final ClaimedJob running = worker().claimOne();

        restart();

        assertThat(store.limits())
                .containsExactly(LimitUse.builder(Limit.atOnce(KEY, 1), Source.OPERATOR)
                        .running(1)
                        .build());
        final TestWorker worker = worker();
        assertThat(worker.claim(10)).isEmpty();
        complete(running);
        assertThat(ids(worker.claim(10))).containsExactly(ids.get(1));
    }

    @Test
    final void theOverviewTellsJobsThatAreKeptBackFromThoseThatMayStart() {
        store.setLimit(Limit.atOnce(KEY, 0));
        submitLimited(3, KEY);
        submit();
        assertThat(worker().claim(10)).hasSize(1);

        final Workload workload = store.overview().workloads().stream()
                .filter(found -> found.queue().equals(QUEUE) && found.type().equals(TYPE))
                .findFirst()
                .orElseThrow();

        assertThat(workload)
                .returns(0L, found -> found.startable().jobs())
                .returns(3L, found -> found.keptBack().jobs())
                .returns(Optional.empty(), Workload::oldestStartable);
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
