package dev.jobs.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.AttemptLimits;
import dev.jobs.store.LogLimits;
import dev.jobs.testing.Await;
import dev.jobs.worker.WorkerTest;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.AttemptBounds;
import dev.jobs.worker.attempt.Attempts;
import dev.jobs.worker.attempt.Handlers;
import dev.jobs.worker.attempt.SilentOwner;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.handler.TypedHandler;
import dev.jobs.worker.process.ChildProcesses;
import dev.jobs.worker.thread.JobThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitGuardTest extends WorkerTest {
    private static final Duration TIME = Duration.ofMinutes(30);
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static final LimitGuard.Pauses PAUSES = LimitGuard.Pauses.of(Duration.ofSeconds(30));

    private final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());
    private final AtomicBoolean certain = new AtomicBoolean(true);
    private final Attempts attempts = new Attempts(1);
    private final LimitGuard guard = new LimitGuard(attempts, PAUSES, clock::get);
    private final ChildProcesses processes = ChildProcesses.start("limit-guard", SHORT);
    private final JobThreads threads = JobThreads.standard();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        threads.close();
        processes.close();
    }

    /** An attempt whose handler goes on until the test is over. */
    private Attempt running(final AttemptLimits limits) throws InterruptedException {
        final Attempt attempt = new Attempt(
                claimed(),
                new AttemptBounds(limits, LogLimits.STANDARD),
                processes.scope("1"),
                new SilentOwner() {
                    @Override
                    public boolean isCertain() {
                        return certain.get();
                    }
                },
                clock::get);
        attempts.add(attempt);
        final Handlers handlers = new Handlers(List.of(TypedHandler.of(ECHO, this::handle)), List.of(), SHORT);
        threads.start(() -> attempt.run(handlers));
        begun.await();
        return attempt;
    }

    private String handle(final Object unused) {
        begun.countDown();
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (final InterruptedException told) {
                // It is the guard that is looked at.
            }
        }
        return "done";
    }

    private long after(final Duration time) {
        clock.addAndGet(time.toNanos());
        return guard.check();
    }

    /** Looks as often as the guard asks for it. */
    private void passes(final Duration time) {
        final long over = clock.get() + time.toNanos();
        for (long pause = guard.check(); over - clock.get() > 0; pause = guard.check()) {
            clock.addAndGet(Math.min(pause, over - clock.get()));
        }
    }

    @Test
    void anAttemptIsStoppedAtItsTimeLimitAndNotBefore() throws InterruptedException {
        final Attempt attempt = running(AttemptLimits.NONE.withTimeLimit(TIME));

        passes(TIME.minusMillis(200));
        assertThat(guard.check()).isEqualTo(Duration.ofMillis(200).toNanos());
        after(Duration.ofMillis(200).minusNanos(1));
        assertThat(attempt.stopped()).isEmpty();

        after(Duration.ofNanos(1));
        assertThat(attempt.stopped()).contains(StopReason.TIME_LIMIT);
    }

    @Test
    void anAttemptIsStoppedWhenItHasShownNoSignOfLifeForItsSilenceLimit() throws InterruptedException {
        final Attempt attempt = running(AttemptLimits.NONE.withSilenceLimit(SILENCE));

        for (int i = 0; i < 10; i++) {
            passes(SILENCE.minusNanos(1));
            attempt.news().progress(50);
        }
        passes(SILENCE.minusNanos(1));
        attempt.news().onOutput();
        passes(SILENCE.minusNanos(1));
        assertThat(attempt.stopped()).isEmpty();

        after(Duration.ofNanos(1));
        assertThat(attempt.stopped()).contains(StopReason.SILENCE_LIMIT);
    }

    @Test
    void theTimeInWhichTheWholeProcessStoodStillIsNoSilenceButCountsForTheTimeLimit() throws InterruptedException {
        final Attempt attempt = running(AttemptLimits.NONE.withTimeLimit(TIME).withSilenceLimit(SILENCE));
        guard.check();

        after(TIME.minusMinutes(1));
        assertThat(attempt.stopped()).isEmpty();

        after(Duration.ofMinutes(2));
        assertThat(attempt.stopped()).contains(StopReason.TIME_LIMIT);
    }

    @Test
    void anAttemptWhoseLeaseIsNoLongerCertainStopsForThatReason() throws InterruptedException {
        final Attempt attempt = running(AttemptLimits.NONE.withTimeLimit(TIME));
        certain.set(false);

        after(TIME);

        assertThat(attempt.stopped()).contains(StopReason.LEASE_UNCERTAIN);
    }

    @Test
    void aHandlerThatHasReturnedReachesNoLimit() throws InterruptedException {
        final Attempt attempt = running(AttemptLimits.NONE.withTimeLimit(TIME));
        end.countDown();
        Await.until("its return", () -> attempt.stackOfHandler().isEmpty());

        after(TIME);

        assertThat(attempt.stopped()).isEmpty();
    }

    @Test
    void whatHasNoLimitIsLookedAtTwiceASecond() throws InterruptedException {
        running(AttemptLimits.NONE);

        assertThat(after(TIME)).isEqualTo(PAUSES.working().toNanos());
    }

    @Test
    void whereNothingRunsItIsLookedSeldomButInTimeForAnyLeaseOfWorkThatBegins() {
        assertThat(after(TIME)).isEqualTo(PAUSES.idle().toNanos());

        for (int seconds = 1; seconds < 100; seconds++) {
            final Duration timeToLive = Duration.ofSeconds(seconds);
            assertThat(LimitGuard.Pauses.of(timeToLive).idle())
                    .isLessThanOrEqualTo(timeToLive.dividedBy(20))
                    .isGreaterThanOrEqualTo(LimitGuard.Pauses.of(timeToLive).working());
        }
    }
}
