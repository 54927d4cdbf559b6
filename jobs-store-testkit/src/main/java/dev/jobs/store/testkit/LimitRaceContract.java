package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises of limits under races: the permits are counted from outside, and are never more than a limit allows. */
abstract class LimitRaceContract extends RaceFixture {
    private static final String KEY = "ffmpeg";
    private static final int AT_ONCE = 2;

    /** So many that a store may set them apart from the beginning; a round of them takes as long as ten others. */
    private static final int MANY = 150;

    private static final int LONG_ROUNDS = 10;
    private static final long SUBMISSION_NANOS = 30_000_000;
    private static final long ALIVE_NANOS = 300_000;

    LimitRaceContract(final JobStoreContract contract) {
        super(contract);
    }

    private List<JobId> submitLimited(final int count) {
        final List<JobRequest> requests = IntStream.range(0, count)
                .mapToObj(i -> request()
                        .maxAttempts(1_000)
                        .limitKeys(KEY, "tenant:" + i % 3)
                        .build())
                .toList();
        return store.submit(requests);
    }

    @Test
    final void claimsOfOneKeyAgainstEachOther() throws InterruptedException {
        store.setLimit(Limit.atOnce(KEY, AT_ONCE));
        rounds(() -> {
            submitLimited(4);
            final TestWorker first = worker();
            final TestWorker second = worker();

            final var both = Threads.race(() -> first.claim(4), () -> second.claim(4));

            final int started = both.first().size() + both.second().size();
            assertThat(started).isLessThanOrEqualTo(AT_ONCE);
            final List<ClaimedJob> running = new ArrayList<>(both.first());
            running.addAll(both.second());
            drain(running, 4);
        });
    }

    /** Ends what runs, and starts what is left, until so many have run. */
    private void drain(final List<ClaimedJob> running, final int jobs) {
        final TestWorker worker = worker();
        final int[] ended = {0};
        Await.until("all jobs have run: no permit was lost", () -> {
            running.forEach(claimed -> store.report(completed(claimed.lease(), "1")));
            ended[0] += running.size();
            running.clear();
            running.addAll(worker.claim(jobs));
            assertThat(running).hasSizeLessThanOrEqualTo(AT_ONCE);
            return ended[0] == jobs;
        });
        assertThat(store.limits()).extracting(LimitUse::running).containsOnly(0L);
    }

    @Test
    final void anEndAgainstAClaimOfItsKey() throws InterruptedException {
        store.setLimit(Limit.atOnce(KEY, AT_ONCE));
        rounds(() -> {
            submitLimited(4);
            final TestWorker first = worker();
            final TestWorker second = worker();
            final List<ClaimedJob> running = first.claim(4);
            assertThat(running).hasSize(AT_ONCE);

            final var both =
                    Threads.race(() -> store.report(completed(running.get(0).lease(), "1")), () -> second.claim(4));

            assertThat(both.second()).hasSizeLessThanOrEqualTo(1);
            final List<ClaimedJob> left = new ArrayList<>(both.second());
            left.add(running.get(1));
            drain(left, 3);
        });
    }

    @Test
    final void aChangeOfTheLimitAgainstClaims() throws InterruptedException {
        rounds(() -> {
            store.setLimit(Limit.atOnce(KEY, 0));
            submitLimited(4);
            final TestWorker worker = worker();
            assertThat(worker.claim(4)).isEmpty();

            final var both = Threads.race(
                    () -> {
                        store.setLimit(Limit.atOnce(KEY, AT_ONCE));
                        return true;
                    },
                    () -> worker.claim(4));

            assertThat(both.second()).hasSizeLessThanOrEqualTo(AT_ONCE);
            drain(new ArrayList<>(both.second()), 4);
        });
    }

    @Test
    final void aSubmissionAgainstAnEnd() throws InterruptedException {
        store.setLimit(Limit.atOnce(KEY, 1));
        rounds(() -> {
            final TestWorker worker = worker();
            final JobId first = submitLimited(1).get(0);
            final ClaimedJob running = worker.claimOne();
            assertThat(running.job().id()).isEqualTo(first);
            submitLimited(1);
            assertThat(worker.claim(4)).isEmpty();

            final var both = Threads.race(() -> submitLimited(1), () -> store.report(completed(running.lease(), "1")));
            assertThat(both.second()).isEqualTo(ReportOutcome.APPLIED);

            final List<ClaimedJob> left = new ArrayList<>();
            final int[] ended = {0};
            Await.until("the others start, one by one", () -> {
                left.addAll(worker.claim(4));
                assertThat(left).hasSizeLessThanOrEqualTo(1);
                left.forEach(claimed -> store.report(completed(claimed.lease(), "1")));
                ended[0] += left.size();
                left.clear();
                return ended[0] == 2;
            });
        });
    }

    @Test
    final void aSubmissionOfManyAgainstTheEndThatFreesTheirPermit() throws InterruptedException {
        final TestWorker worker = worker();
        for (int round = 0; round <= KitSettings.rounds() / LONG_ROUNDS; round++) {
            store.setLimit(Limit.atOnce(KEY, 1));
            submitMany(1);
            final ClaimedJob running = worker.claimOne();

            final var both = Threads.race(() -> submitMany(MANY), () -> {
                soon();
                return store.report(completed(running.lease(), "1"));
            });

            assertThat(both.second()).isEqualTo(ReportOutcome.APPLIED);
            final List<ClaimedJob> next = new ArrayList<>();
            Await.until("one starts, since the permit is free", () -> next.addAll(worker.claim(4)));
            assertThat(ids(next)).containsExactly(both.first().get(0));
            endMany(next, worker);
        }
    }

    @Test
    final void aSubmissionOfManyAgainstTheEndOfAPauseOfTheirKey() throws InterruptedException {
        final TestWorker worker = worker();
        for (int round = 0; round <= KitSettings.rounds() / LONG_ROUNDS; round++) {
            final PauseTarget key = PauseTarget.limitKey(KEY);
            store.pause(PauseRequest.builder(key).build());

            final var both = Threads.race(() -> submitMany(MANY), () -> {
                soon();
                store.resume(key);
                return worker.claim(4);
            });

            endMany(new ArrayList<>(both.second()), worker);
        }
    }

    private List<JobId> submitMany(final int count) {
        return store.submit(Collections.nCopies(count, request().limitKeys(KEY).build()));
    }

    /** Waits for a part of the time that a submission of many takes, or a little longer. */
    private static void soon() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(SUBMISSION_NANOS));
    }

    /** Ends all of many jobs, of which these run, under a limit that has room for them. */
    private void endMany(final List<ClaimedJob> running, final TestWorker worker) {
        store.setLimit(Limit.atOnce(KEY, MANY));
        final int[] ended = {0};
        Await.until("all have run", () -> {
            running.forEach(claimed -> store.report(completed(claimed.lease(), "1")));
            ended[0] += running.size();
            running.clear();
            running.addAll(worker.claim(MANY));
            return ended[0] == MANY;
        });
    }

    /** Counts from outside how many attempts of a key are alive at once, while all that can happen to them happens. */
    @Test
    final void permitsAreNeverMoreThanALimitWhateverHappens() throws InterruptedException {
        final List<JobStore> stores = new ArrayList<>(List.of(store));
        secondStoreIfThereCanBeOne().ifPresent(stores::add);
        store.setLimit(Limit.atOnce(KEY, AT_ONCE));
        final int jobs = 40 + KitSettings.rounds() / 5;
        final List<JobId> ids = submitLimited(jobs);
        final AtomicInteger alive = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final Threads threads = new Threads();
        for (int i = 0; i < 4; i++) {
            final JobStore through = stores.get(i % stores.size());
            threads.start(() -> {
                while (!haveAllEnded(ids)) {
                    run(through, alive, most);
                    store.recover();
                }
            });
        }
        threads.start(() -> {
            for (final JobId id : ids) {
                if (ThreadLocalRandom.current().nextInt(4) == 0) {
                    store.cancel(id);
                }
                store.setLimit(Limit.atOnce(KEY, AT_ONCE));
            }
        });
        threads.join();

        assertThat(most.get()).isLessThanOrEqualTo(AT_ONCE);
        assertThat(ids).allSatisfy(id -> assertThat(job(id).status()).isIn(JobStatus.COMPLETE, JobStatus.CANCELLED));
        assertThat(store.limits()).extracting(LimitUse::running).containsOnly(0L);
    }

    /** Lets a worker claim, and then end what it got in one of the ways that there are. */
    private void run(final JobStore through, final AtomicInteger alive, final AtomicInteger most) {
        final TestWorker worker = new TestWorker(through, Set.of(TYPE), Set.of(QUEUE));
        worker.lives();
        for (final ClaimedJob claimed : worker.claim(1)) {
            most.accumulateAndGet(alive.incrementAndGet(), Math::max);
            // So that others meet the permits while they are taken.
            LockSupport.parkNanos(ALIVE_NANOS);
            alive.decrementAndGet();
            end(through, worker, claimed);
        }
    }

    private boolean haveAllEnded(final List<JobId> ids) {
        return store.find(Set.copyOf(ids)).values().stream()
                .allMatch(job -> job.finishedAt().isPresent());
    }

    private static void end(final JobStore through, final TestWorker worker, final ClaimedJob claimed) {
        switch (ThreadLocalRandom.current().nextInt(5)) {
            case 0 -> through.report(released(claimed.lease()));
            case 1 -> worker.lives();
            case 2 -> worker.lives(Duration.ZERO, Set.of(claimed.lease()));
            default -> {
                through.report(completed(claimed.lease(), "1"));
                // One that was cancelled meanwhile is released.
                through.report(released(claimed.lease()));
            }
        }
    }
}
