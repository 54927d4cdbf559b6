package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The promises to everybody while everything happens at once: workers that come, go and are lost, people who cancel,
 * and an upkeep that recovers. What everyone was told must fit what the jobs became, and nobody may see one go back.
 */
abstract class ConcurrentUseContract extends ContractFixture {
    ConcurrentUseContract(final JobStoreContract contract) {
        super(contract);
    }

    private static final int WORKERS = 4;
    private static final int JOBS = 120;

    /** The answers that were given to those who took part. */
    private static final class Told {
        private final Map<JobId, AtomicInteger> ends = new ConcurrentHashMap<>();
        private final Set<JobId> cancelled = ConcurrentHashMap.newKeySet();
        private final Set<JobId> completed = ConcurrentHashMap.newKeySet();
        private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

        /** Notes that somebody was told that he ended this job. */
        void ended(final JobId id) {
            ends.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
        }
    }

    @Test
    final void whileEverythingHappensAtOnceEachJobEndsOnceAndEverybodyIsToldTheTruth() throws InterruptedException {
        final List<JobId> ids = new ArrayList<>();
        final SplittableRandom random = new SplittableRandom();
        for (int i = 0; i < JOBS; i++) {
            final JobRequest request =
                    request().priority(i % 3).maxAttempts(1 + i % 4).build();
            ids.add(store.submit(request));
        }
        final Told told = new Told();
        final AtomicBoolean over = new AtomicBoolean();
        final Threads participants = new Threads();
        for (int i = 0; i < WORKERS; i++) {
            final SplittableRandom own = random.split();
            participants.start(() -> work(told, own, over));
        }
        final SplittableRandom cancelling = random.split();
        participants.start(() -> cancelSome(ids, told, cancelling, over));
        participants.start(() -> recoverAgainAndAgain(told, over));
        participants.start(() -> watch(ids, told, over));

        try {
            Await.until(
                    "every job has finished",
                    () -> store.find(ids).values().stream()
                            .allMatch(job -> job.finishedAt().isPresent()));
        } finally {
            over.set(true);
        }
        participants.join();

        assertThat(told.wrong).isEmpty();
        for (final Job job : store.find(ids).values()) {
            assertThat(told.ends.getOrDefault(job.id(), new AtomicInteger()).get())
                    .as("how many were told that they ended %s", job)
                    .isEqualTo(1);
            assertThat(told.cancelled.contains(job.id())).as("%s", job).isEqualTo(job.status() == JobStatus.CANCELLED);
            assertThat(told.completed.contains(job.id())).as("%s", job).isEqualTo(job.status() == JobStatus.COMPLETE);
            assertThat(job.attempt()).isLessThanOrEqualTo(job.maxAttempts());
        }
    }

    /** A worker that does all that a worker can do, and is replaced when it is lost. */
    private void work(final Told told, final SplittableRandom random, final AtomicBoolean over) {
        TestWorker worker = worker();
        while (!over.get()) {
            final List<ClaimedJob> claimed = worker.claim(1 + random.nextInt(4));
            for (final ClaimedJob one : claimed) {
                if (!told.leases.add(one.lease())) {
                    told.wrong.add("lease " + one.lease() + " was given twice");
                }
            }
            final Lease[] held = claimed.stream().map(ClaimedJob::lease).toArray(Lease[]::new);
            if (random.nextInt(6) == 0) {
                worker.vanishes(held);
                if (random.nextBoolean()) {
                    worker = worker();
                    continue;
                }
            }
            worker.lives(held);
            final List<Report> reports = new ArrayList<>();
            claimed.forEach(one -> reports.add(anEnd(one.lease(), random)));
            final List<ReportOutcome> outcomes = store.report(reports);
            for (int i = 0; i < reports.size(); i++) {
                learn(reports.get(i), claimed.get(i).job(), outcomes.get(i), told);
            }
        }
    }

    private static Report anEnd(final Lease lease, final SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> completed(lease, "1");
            case 2 -> failed(lease, "busy");
            case 3 -> failedForGood(lease, "for good");
            default -> released(lease);
        };
    }

    private void learn(final Report report, final Job job, final ReportOutcome outcome, final Told told) {
        final Lease lease = report.lease();
        switch (outcome) {
            case APPLIED -> {
                if (report instanceof Report.Completed) {
                    told.completed.add(lease.jobId());
                    told.ended(lease.jobId());
                } else if (report instanceof Report.Failed failed
                        && (failed.retryAfter().isEmpty() || job.attempt() == job.maxAttempts())) {
                    told.ended(lease.jobId());
                }
            }
            case CANCELLED -> {
                final ReportOutcome release = store.report(released(lease));
                if (release == ReportOutcome.CANCELLED) {
                    told.wrong.add("the release under " + lease + " was answered with " + release);
                }
            }
            case REPEATED -> told.wrong.add("the first report under " + lease + " was taken for a repeat: " + report);
            case LEASE_LOST -> {}
        }
    }

    private void cancelSome(
            final List<JobId> ids, final Told told, final SplittableRandom random, final AtomicBoolean over) {
        while (!over.get()) {
            final JobId id = ids.get(random.nextInt(ids.size()));
            if (random.nextInt(3) == 0 && store.cancel(id) instanceof CancelOutcome.Cancelled) {
                told.cancelled.add(id);
                told.ended(id);
            } else {
                QueuePositions.of(store, id).ifPresent(position -> {
                    if (position < 1 || position > JOBS) {
                        told.wrong.add("job " + id + " had position " + position);
                    }
                });
            }
        }
    }

    private void recoverAgainAndAgain(final Told told, final AtomicBoolean over) {
        while (!over.get()) {
            for (final RecoveredJob recovered : store.recover()) {
                if (recovered.status() == JobStatus.FAILED) {
                    told.ended(recovered.id());
                }
            }
        }
    }

    /** Looks at all jobs again and again. */
    private void watch(final List<JobId> ids, final Told told, final AtomicBoolean over) {
        final Map<JobId, Job> before = new HashMap<>();
        while (!over.get()) {
            store.find(ids).forEach((id, now) -> {
                final Job last = before.put(id, now);
                if (last != null && goesBack(last, now)) {
                    told.wrong.add("job " + id + " went from " + last + " at " + last.updatedAt() + " to " + now
                            + " at " + now.updatedAt());
                }
            });
        }
    }

    private static boolean goesBack(final Job last, final Job now) {
        return now.updatedAt().isBefore(last.updatedAt())
                || (last.status().isTerminal() && now.status() != last.status())
                || (last.finishedAt().isPresent() && !now.equals(last));
    }
}
