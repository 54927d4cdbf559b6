package dev.jobs.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.worker.WorkerTest;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.AttemptBounds;
import dev.jobs.worker.attempt.Attempts;
import dev.jobs.worker.attempt.SilentOwner;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.process.ChildProcesses;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseGuardTest extends WorkerTest {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
    private static final Duration KILL_GRACE = Duration.ofSeconds(5);
    private static final Duration ENDING = Duration.ofSeconds(8);

    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger stuck = new AtomicInteger();
    private final Attempts attempts = new Attempts(1);
    private Runnable whenTheClockIsRead = () -> {};
    private final TimeToLive timeToLive = new TimeToLive(TIME_TO_LIVE, ENDING, this::now);
    private final LeaseGuard guard = new LeaseGuard(timeToLive, attempts, KILL_GRACE);
    private final ChildProcesses processes = ChildProcesses.start("lease-guard", KILL_GRACE);
    private final Attempt attempt = new Attempt(
            claimed(),
            AttemptBounds.STANDARD,
            processes.scope("1"),
            new SilentOwner() {
                @Override
                public void stuck(final Attempt which) {
                    stuck.incrementAndGet();
                }
            },
            clock::get);

    private long now() {
        final Runnable once = whenTheClockIsRead;
        whenTheClockIsRead = () -> {};
        once.run();
        return clock.get();
    }

    @AfterEach
    void close() {
        processes.close();
    }

    private void after(final Duration time) {
        clock.addAndGet(time.toNanos());
        guard.check();
    }

    @Test
    void workIsStoppedWhenItsLeaseIsNoLongerCertainAndNotBefore() {
        timeToLive.renewed(clock.get());
        attempts.add(attempt);

        after(TIME_TO_LIVE.minus(ENDING).minusNanos(1));
        assertThat(attempt.stopped()).isEmpty();

        after(Duration.ofNanos(1));
        assertThat(attempt.stopped()).contains(StopReason.LEASE_UNCERTAIN);
    }

    @Test
    void workThatBeginsAfterAnAnsweredHeartbeatWhileTheGuardFindsTheTimeOverIsNotStopped() {
        whenTheClockIsRead = () -> {
            timeToLive.renewed(clock.get());
            attempts.add(attempt);
        };

        guard.check();

        assertThat(attempt.stopped()).isEmpty();
    }

    @Test
    void whatDoesNotStopIsStuckAfterTheKillGraceAndASecondAndIsSaidOnce() {
        attempts.add(attempt);
        timeToLive.renewed(clock.get());
        attempt.stop(StopReason.CANCELLED);

        after(KILL_GRACE.plusSeconds(1));
        assertThat(guard.stuck()).isZero();
        assertThat(stuck).hasValue(0);

        after(Duration.ofNanos(1));
        after(Duration.ofSeconds(1));
        assertThat(guard.stuck()).isEqualTo(1);
        assertThat(stuck).hasValue(1);

        attempts.ended(attempt);
        assertThat(guard.stuck()).isZero();
    }
}
