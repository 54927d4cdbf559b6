package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.RerunOutcome;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.LimitUse.Source;
import dev.jobs.store.operations.StartRate;
import dev.jobs.store.operations.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The promises of limits as operators and code set them, as they are listed, and as those who wait see them. */
abstract class LimitSettingContract extends LimitFixture {
    LimitSettingContract(final JobStoreContract contract) {
        super(contract);
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
}
