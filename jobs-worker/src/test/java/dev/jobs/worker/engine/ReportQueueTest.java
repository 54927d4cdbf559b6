package dev.jobs.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import dev.jobs.worker.WorkerTest;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.AttemptBounds;
import dev.jobs.worker.attempt.SilentOwner;
import dev.jobs.worker.process.ChildProcesses;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReportQueueTest extends WorkerTest {
    private final AtomicLong clock =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());
    private final ReportQueue queue = new ReportQueue(clock::get);
    private final ChildProcesses processes = ChildProcesses.start("report-queue", SHORT);
    private int attempts;

    @AfterEach
    void close() {
        processes.close();
    }

    private Attempt attempt() {
        attempts++;
        return new Attempt(
                claimed(),
                AttemptBounds.STANDARD,
                processes.scope(Integer.toString(attempts)),
                new SilentOwner(),
                clock::get);
    }

    private static Report.Ended endOf(final Attempt attempt) {
        return Report.completed(attempt.lease(), Optional.empty());
    }

    private List<Report> taken() throws InterruptedException {
        return queue.take().stream().map(PendingReport::report).toList();
    }

    @Test
    void newsIsGivenSomeTimesASecondAndAnEndAtOnce() throws InterruptedException {
        final Attempt running = attempt();
        final Attempt ended = attempt();
        final Report.Ended end = endOf(ended);
        running.news().progress(1);
        queue.addNews(running);
        assertThat(taken()).hasSize(1);

        running.news().progress(2);
        queue.addNews(running);
        clock.addAndGet(Duration.ofMillis(250).toNanos() - 1);
        queue.addEnd(ended, end);
        assertThat(taken()).containsExactly(end);

        clock.addAndGet(1);
        assertThat(taken()).hasSize(1).doesNotContain(end);
    }

    private Report.Ended added() {
        final Attempt attempt = attempt();
        final Report.Ended end = endOf(attempt);
        queue.addEnd(attempt, end);
        return end;
    }

    /** What another thread takes, which waits for it now if there is nothing yet. */
    private FutureTask<List<Report>> beingTaken() {
        final FutureTask<List<Report>> taking = new FutureTask<>(this::taken);
        final Thread thread = new Thread(taking);
        thread.setDaemon(true);
        thread.start();
        Await.until(
                "it waits, or has taken something",
                () -> taking.isDone() || thread.getState() == Thread.State.TIMED_WAITING);
        return taking;
    }

    @Test
    void endsThatComeSoonAfterOthersAreGivenTogether() throws InterruptedException, ExecutionException {
        final Report.Ended first = added();
        assertThat(taken()).containsExactly(first);

        final Report.Ended second = added();
        final FutureTask<List<Report>> next = beingTaken();
        final Report.Ended third = added();
        clock.addAndGet(Duration.ofMillis(5).toNanos());

        assertThat(next.get()).containsExactly(second, third);
    }

    @Test
    void anEndThatFreesPermitsIsGivenAtOnce() throws InterruptedException, ExecutionException {
        final Report.Ended first = added();
        assertThat(taken()).containsExactly(first);

        final Report.Ended second = added();
        final FutureTask<List<Report>> next = beingTaken();
        store.submit(ECHO.requestBuilder("limited").limitKeys("key").build());
        final Report.Ended third = added();

        Await.until("they are taken", next::isDone);
        assertThat(next.get()).containsExactly(second, third);
    }

    @Test
    void anEndThatWasRefusedIsTriedAgainAfterPausesThatGrowToAMinute() throws InterruptedException {
        final Attempt attempt = attempt();
        final Report.Ended end = endOf(attempt);
        final Attempt other = attempt();
        final Report.Ended otherEnd = endOf(other);

        for (final int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            final Duration pause = Duration.ofSeconds(seconds);
            assertThat(queue.addRefused(new PendingReport(attempt, end, clock.get())))
                    .isEqualTo(pause);
            clock.addAndGet(pause.toNanos() - 1);
            queue.addEnd(other, otherEnd);
            assertThat(taken()).containsExactly(otherEnd);

            clock.addAndGet(1);
            assertThat(taken()).containsExactly(end);
        }
    }

    @Test
    void aReportIsNotTriedAgainWhenTheTimeToFinishIsOver() throws InterruptedException {
        queue.finish(Duration.ofSeconds(10));
        clock.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(queue.pause(Duration.ZERO)).isTrue();

        clock.addAndGet(1);
        assertThat(queue.pause(Duration.ZERO)).isFalse();
    }
}
