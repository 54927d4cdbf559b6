package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.ReportOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises to many callers at once: no job twice, none skipped, each claimer's in order, positions that fall. */
abstract class DrainContract extends ContractFixture {
    DrainContract(final JobStoreContract contract) {
        super(contract);
    }

    private static final int JOBS = 500;

    @Test
    final void twoClaimersDrainAQueueWithNoJobTwiceAndNoneSkipped() throws InterruptedException {
        drain(2, 1, Optional.empty());
    }

    @Test
    final void thirtyTwoClaimersDrainAQueueWithNoJobTwiceAndNoneSkipped() throws InterruptedException {
        drain(32, 3, Optional.empty());
    }

    @Test
    final void claimersOfTwoStoresDrainAQueueTogether() throws InterruptedException {
        drain(8, 7, Optional.of(secondStore()));
    }

    private void drain(final int claimers, final int limit, final Optional<JobStore> second)
            throws InterruptedException {
        final List<JobId> ids = submit(JOBS);
        final Map<JobId, Integer> places = new HashMap<>();
        ids.forEach(id -> places.put(id, places.size()));

        final List<List<JobId>> claimed = Threads.together(IntStream.range(0, claimers)
                .<Callable<List<JobId>>>mapToObj(i -> () -> drained(i % 2 == 0 ? store : second.orElse(store), limit))
                .toList());

        assertThat(claimed)
                .allSatisfy(mine -> assertThat(mine)
                        .as("the order of one claimer")
                        .isSortedAccordingTo(Comparator.comparing(places::get)));
        assertThat(claimed.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(store.find(ids).values())
                .allSatisfy(job -> assertThat(job)
                        .returns(JobStatus.PROCESSING, Job::status)
                        .returns(1, Job::attempt));
    }

    private List<JobId> drained(final JobStore through, final int limit) {
        final TestWorker worker = worker();
        final List<JobId> mine = new ArrayList<>();
        // A claim may come back with nothing while others hold all that is left for a moment.
        while (!store.list(JobQuery.all().withStatuses(JobStatus.PENDING).withPageSize(1))
                .isEmpty()) {
            mine.addAll(ids(worker.claimThrough(through, limit)));
        }
        return mine;
    }

    @Test
    final void jobsSubmittedWhileOthersAreClaimedAndCompletedAllEndOnce() throws InterruptedException {
        final int each = 100;
        final AtomicBoolean submitted = new AtomicBoolean();
        final Set<JobId> ids = ConcurrentHashMap.newKeySet();
        final Set<JobId> completed = ConcurrentHashMap.newKeySet();
        final Threads workers = new Threads();
        for (int i = 0; i < 3; i++) {
            workers.start(() -> {
                final TestWorker worker = worker();
                while (!submitted.get() || completed.size() < ids.size()) {
                    for (final ClaimedJob claimed : worker.claim(5)) {
                        assertThat(store.report(completed(claimed.lease(), "1")))
                                .isEqualTo(ReportOutcome.APPLIED);
                        assertThat(completed.add(claimed.job().id())).isTrue();
                    }
                }
            });
        }

        final List<Boolean> done = Threads.together(IntStream.range(0, 3)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    for (int j = 0; j < each; j++) {
                        ids.add(submit());
                    }
                    return true;
                })
                .toList());
        submitted.set(true);
        workers.join();

        assertThat(done).containsOnly(true);
        assertThat(completed).hasSize(3 * each).isEqualTo(ids);
        assertThat(store.overview().workloads()).isEmpty();
        assertThat(store.find(ids).values()).hasSize(3 * each).allMatch(job -> job.status() == JobStatus.COMPLETE);
    }

    @Test
    final void aPositionOnlyFallsWhileNothingIsAddedAhead() throws InterruptedException {
        final List<JobId> ids = submit(200);
        final JobId last = ids.get(199);
        final AtomicBoolean done = new AtomicBoolean();
        final Threads threads = new Threads();
        threads.start(() -> {
            try {
                final TestWorker worker = worker();
                for (int i = 0; i < 66; i++) {
                    worker.claim(1);
                    store.cancel(ids.get(198 - i));
                    submit();
                }
            } finally {
                done.set(true);
            }
        });

        long before = 200;
        while (!done.get()) {
            final OptionalLong now = QueuePositions.of(store, last);
            assertThat(now).isPresent();
            assertThat(now.getAsLong()).isBetween(200L - 2 * 66, before);
            before = now.getAsLong();
        }
        threads.join();
        assertThat(QueuePositions.of(store, last)).hasValue(200 - 2 * 66);
    }

    @Test
    final void whileJobsComeAndGoFromOtherThreadsThoseThatStayAreListedOnce() throws InterruptedException {
        final List<JobId> staying = submit(100);
        final AtomicBoolean stop = new AtomicBoolean();
        final Threads threads = new Threads();
        for (int i = 0; i < 2; i++) {
            threads.start(() -> {
                while (!stop.get()) {
                    submit(3).forEach(store::cancel);
                    store.prune(Duration.ZERO, 2);
                }
            });
        }

        try {
            for (int i = 0; i < 10; i++) {
                final List<JobId> seen = allPages(
                        store,
                        JobQuery.all()
                                .withStatuses(JobStatus.PENDING, JobStatus.CANCELLED)
                                .withPageSize(13),
                        () -> {});
                assertThat(seen).doesNotHaveDuplicates();
                assertThat(new HashSet<>(seen)).containsAll(staying);
            }
        } finally {
            stop.set(true);
        }
        threads.join();
    }
}
