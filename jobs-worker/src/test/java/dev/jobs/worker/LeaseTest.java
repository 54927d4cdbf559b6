package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.Release;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.AttemptBounds;
import dev.jobs.worker.attempt.Handlers;
import dev.jobs.worker.attempt.SilentOwner;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.TypedHandler;
import dev.jobs.worker.process.ChildProcesses;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A worker's leases that are lost, are given again, or are no longer certain when it gets them. */
@Tag("slow")
class LeaseTest extends WorkerTest {
    /** Those that the worker was given, in their order. */
    private final List<Lease> leases = new CopyOnWriteArrayList<>();

    @BeforeEach
    void noteLeases() {
        store.onClaimed = this::noted;
    }

    private List<ClaimedJob> noted(final List<ClaimedJob> claimed) {
        claimed.forEach(job -> leases.add(job.lease()));
        return claimed;
    }

    /** As after a failover: the store does not know of a claim any more, while the worker works at its job. */
    private void forgetClaim(final Lease lease) {
        store.another().report(Report.released(lease, Release.CONFIRMED));
    }

    @Test
    void aJobThatTheStoreGivesAgainIsBegunWhenItsEarlierRunHasEnded() throws InterruptedException {
        final AtomicInteger running = new AtomicInteger();
        final ConcurrentLinkedQueue<Integer> runningBefore = new ConcurrentLinkedQueue<>();
        started(context -> {
            final boolean first = runningBefore.isEmpty();
            runningBefore.add(running.getAndIncrement());
            try {
                return first ? endSlowly() : "again";
            } finally {
                running.decrementAndGet();
            }
        });
        final JobId id = submit("x");
        Await.until("the first run", () -> running.get() == 1);

        forgetClaim(leases.get(0));

        assertThat(ECHO.result(finished(id))).contains("again");
        assertThat(runningBefore).containsExactly(0, 0);
        assertThat(leases).hasSize(2).doesNotHaveDuplicates();
    }

    /** Goes on for a while after it was told to stop and its job has been claimed again. */
    private String endSlowly() throws InterruptedException {
        try {
            return waitForInterrupt();
        } catch (final InterruptedException e) {
            Await.until("the next claim", () -> leases.size() == 2);
            assertThat(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS)).isFalse();
            return "first";
        }
    }

    @Test
    void aJobThatTheStoreGivesAgainIsHandedBackWhileItsEarlierRunDoesNotEnd() throws InterruptedException {
        final AtomicInteger runs = new AtomicInteger();
        started(context -> {
            runs.incrementAndGet();
            return ignoreEverything();
        });
        final JobId id = submit("x");
        Await.until("the first run", () -> runs.get() == 1);

        forgetClaim(leases.get(0));

        Await.until("it is handed back", () -> store.reports.stream().anyMatch(Report.Released.class::isInstance));
        assertThat(runs).hasValue(1);
        assertThat(store.job(id).attempt()).isLessThanOrEqualTo(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theProcessesOfTwoRunsUnderOneLeaseAreToldApart() throws InterruptedException {
        final List<String> marks = new CopyOnWriteArrayList<>();
        store.onClaimed = claimed -> noted(claimed.stream()
                .map(job -> marks.size() == 1 ? new ClaimedJob(job.job(), leases.get(0)) : job)
                .toList());
        // Each heartbeat is answered with the loss of the second run's lease: it has to come after the command.
        started(worker().pollInterval(Duration.ofSeconds(2)).handle(ECHO, context -> {
            marks.add(context.exec(Command.of("sh", "-c", "echo $JOBS_LEASE")).outputTail());
            return marks.size() == 1 ? waitForInterrupt() : "done";
        }));
        final JobId id = submit("x");
        Await.until("the first run", () -> marks.size() == 1);

        forgetClaim(leases.get(0));

        finished(id);
        assertThat(leases.get(1)).isEqualTo(leases.get(0));
        assertThat(marks).hasSizeGreaterThanOrEqualTo(2).doesNotHaveDuplicates();
    }

    @Test
    void anEndThatCouldNotBeWrittenIsDroppedWhenItsLeaseIsLost() throws InterruptedException {
        final AtomicInteger tries = new AtomicInteger();
        store.beforeReport = reports -> {
            if (reports.stream().anyMatch(report -> leases.get(0).equals(report.lease()))) {
                tries.incrementAndGet();
                throw new JobStoreUnavailableException("out of reach for this report");
            }
        };
        final AtomicInteger runs = new AtomicInteger();
        started(context -> "run " + runs.incrementAndGet());
        final JobId id = submit("x");
        Await.until("a try to write the end", () -> tries.get() > 0);

        forgetClaim(leases.get(0));

        assertThat(ECHO.result(finished(id))).contains("run 2");
        Await.until(
                "nothing is held",
                () -> store.heartbeats.get(store.heartbeats.size() - 1).held().isEmpty());
        assertThat(store.reports).noneMatch(report -> report.lease().equals(leases.get(0)));
    }

    @Test
    void aClaimThatIsAnsweredTooLateIsNotBegunAndItsAttemptDoesNotCount() throws InterruptedException {
        store.before = call -> {
            if (call == TestStore.Call.RECOVER) {
                throw new JobStoreUnavailableException("nobody recovers in this test");
            }
        };
        final AtomicLong skipped = new AtomicLong();
        store.onClaimed = claimed -> {
            if (leases.isEmpty() && !claimed.isEmpty()) {
                skipped.set(LONG.multipliedBy(2).toNanos());
            }
            return noted(claimed);
        };
        final List<Integer> attempts = new CopyOnWriteArrayList<>();
        started(worker().timeToLive(LONG)
                .ticker(() -> System.nanoTime() + skipped.get())
                .handle(ECHO, context -> {
                    attempts.add(context.job().attempt());
                    return leases.size() == 1 ? "too late" : "in time";
                }));

        final Job job = finished(submit("x"));

        assertThat(ECHO.result(job)).contains("in time");
        assertThat(attempts).containsExactly(1);
    }

    @Test
    void aClaimThatIsAnsweredAfterItsLeaseWasGivenAwayIsNotBegun() throws InterruptedException {
        store.onClaimed = this::lateAtFirst;
        final ConcurrentLinkedQueue<String> runs = new ConcurrentLinkedQueue<>();
        started(worker().timeToLive(SHORT).handle(ECHO, context -> {
            runs.add("here");
            return "here";
        }));
        final JobId id = store.submit(retried("x", 3));
        Await.until("a claim", () -> leases.size() == 1);
        started(on(store.another()).handle(ECHO, context -> {
            runs.add("elsewhere");
            return "elsewhere";
        }));

        assertThat(ECHO.result(finished(id))).contains("elsewhere");
        Await.until("the late worker is heard again", this::heardAfterItsClaim);
        assertThat(runs).containsExactly("elsewhere");
    }

    private boolean heardAfterItsClaim() {
        final Heartbeat last = store.heartbeats.get(store.heartbeats.size() - 1);
        return store.heartbeats.size() > 1
                && store.claims.size() > 1
                && last.held().isEmpty();
    }

    /** The first answer that brings a job is on its way until that job has ended elsewhere. */
    private List<ClaimedJob> lateAtFirst(final List<ClaimedJob> claimed) {
        final boolean first = leases.isEmpty() && !claimed.isEmpty();
        noted(claimed);
        if (first) {
            final JobId id = claimed.get(0).job().id();
            final long end = System.nanoTime() + LONG.toNanos();
            while (store.job(id).finishedAt().isEmpty() && end - System.nanoTime() > 0) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
        }
        return claimed;
    }

    @Test
    void aRunThatStartsWhenItsLeaseIsNoLongerCertainIsNotBegun() {
        final AtomicInteger runs = new AtomicInteger();
        final ClaimedJob claimed = claimed();
        final Handlers handlers = new Handlers(
                List.of(TypedHandler.of(ECHO, context -> "run " + runs.incrementAndGet())), List.of(), Duration.ZERO);
        try (ChildProcesses processes = ChildProcesses.start("late", Duration.ZERO)) {
            final Attempt.Owner uncertain = new SilentOwner() {
                @Override
                public boolean isCertain() {
                    return false;
                }
            };
            final Attempt attempt =
                    new Attempt(claimed, AttemptBounds.STANDARD, processes.scope("1"), uncertain, System::nanoTime);

            assertThat(attempt.run(handlers)).containsInstanceOf(Report.Released.class);
            assertThat(runs).hasValue(0);
        }
    }
}
