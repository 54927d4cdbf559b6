package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobStatus;
import dev.jobs.LogLine;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class JobLogTest extends WorkerTest {
    private JobLog log(final JobId id) {
        return store.log(id, 0, JobLog.LARGEST_PAGE).orElseThrow();
    }

    private List<String> lines(final JobId id) {
        return log(id).lines().stream().map(LogLine::text).toList();
    }

    @Test
    void whatAHandlerLogsIsKeptLineByLineInItsOrder() throws InterruptedException {
        started(context -> {
            context.log("one");
            context.log("two\nthree\r\n\nfive\n");
            return "done";
        });

        final JobId id = submit("x");

        finished(id);
        assertThat(lines(id)).containsExactly("one", "two", "three", "", "five");
        assertThat(log(id).lines()).extracting(LogLine::number).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void linesAreReadWhileTheHandlerRunsAndThoseOfTheNextAttemptFollow() throws InterruptedException {
        final CountDownLatch go = new CountDownLatch(1);
        started(context -> {
            context.log("attempt " + context.job().attempt());
            if (context.job().attempt() == 1) {
                go.await();
                throw new IllegalStateException("for a test");
            }
            return "done";
        });

        final JobId id = submitRetried("x", 2);

        Await.until("the first line", () -> log(id).newest() == 1);
        go.countDown();
        finished(id);
        assertThat(lines(id)).containsExactly("attempt 1", "attempt 2");
        assertThat(log(id).lines()).extracting(LogLine::attempt).containsExactly(1, 2);
    }

    @Test
    void theLastLinesGoWithTheEndInOneCall() throws InterruptedException {
        final Queue<List<Class<?>>> calls = new ConcurrentLinkedQueue<>();
        final CountDownLatch firstCall = new CountDownLatch(1);
        final CompletableFuture<Void> goOn = new CompletableFuture<>();
        store.beforeReport = all -> {
            calls.add(all.stream().<Class<?>>map(Object::getClass).toList());
            firstCall.countDown();
            goOn.join();
        };
        final Worker worker = started(context -> {
            context.stage("working");
            firstCall.await();
            context.log("last words");
            return "done";
        });

        final JobId id = submit("x");
        firstCall.await();
        Await.until("the end waits behind the first call", () -> worker.activeJobs() == 0);
        goOn.complete(null);

        finished(id);
        assertThat(calls)
                .containsExactly(
                        List.of(Report.Progressed.class),
                        List.of(Report.Progressed.class, Report.Logged.class, Report.Completed.class));
    }

    @Test
    void linesWhoseWriteIsRepeatedAreNotThereTwice() throws InterruptedException {
        final AtomicReference<String> lost = new AtomicReference<>("not yet");
        store.afterReport = all -> {
            if (all.stream().anyMatch(report -> report instanceof Report.Logged)
                    && lost.compareAndSet("not yet", "once")) {
                throw new JobStoreUnavailableException("the answer was lost");
            }
        };
        started(context -> {
            context.log("only once");
            return "done";
        });

        final JobId id = submit("x");

        finished(id);
        // The job is complete before the write whose answer is lost has returned.
        Await.until("an answer was lost", () -> "once".equals(lost.get()));
        assertThat(lines(id)).containsExactly("only once");
    }

    @Test
    void aHandlerThatLogsWhileTheStoreHangsIsNotHeldUpAndLosesItsOldestLines() throws InterruptedException {
        final CountDownLatch hanging = new CountDownLatch(1);
        final CountDownLatch hang = new CountDownLatch(1);
        store.beforeReport = all -> {
            hanging.countDown();
            try {
                hang.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        final CountDownLatch logged = new CountDownLatch(1);
        started(worker().logLimits(new LogLimits(10, 1_000, 80)).handle(ECHO, context -> {
            context.log("first");
            hanging.await();
            IntStream.rangeClosed(2, 100_000).forEach(i -> context.log("line " + i));
            logged.countDown();
            return "done";
        }));

        final JobId id = submit("x");
        logged.await();
        hang.countDown();

        finished(id);
        assertThat(lines(id)).hasSize(10).first().isEqualTo("line 99991");
        assertThat(log(id).newest()).isEqualTo(100_000);
        assertThat(log(id).dropped()).isEqualTo(99_990);
    }

    @Test
    void aMillionLinesCostAFewWritesASecond() throws InterruptedException {
        started(context -> {
            IntStream.range(0, 1_000_000).forEach(i -> context.log("line"));
            return "done";
        });

        final long start = System.nanoTime();
        final JobId id = submit("x");
        finished(id);
        final long quarters = Duration.ofNanos(System.nanoTime() - start).toMillis() / 250;

        assertThat(log(id).newest()).isEqualTo(1_000_000);
        assertThat(store.reports.stream().filter(report -> report instanceof Report.Logged))
                .hasSizeLessThanOrEqualTo((int) quarters + 2);
    }

    @Test
    void theLinesOfAChildGoToTheLogBesideTheListener() throws InterruptedException {
        final Queue<String> heard = new ConcurrentLinkedQueue<>();
        started(context -> context.exec(Command.of("sh", "-c", "echo out; echo err >&2; printf end")
                        .logOutput()
                        .onLine(line -> {
                            heard.add(line);
                            throw new IllegalStateException("a listener that fails");
                        }))
                .outputTail());

        final JobId id = submit("x");

        finished(id);
        assertThat(lines(id)).containsExactly("out", "err", "end");
        assertThat(heard).containsExactly("out");
    }

    @Test
    void theLastWordsOfAChildThatIsStoppedAreInTheLog() throws InterruptedException {
        final Duration limit = Duration.ofSeconds(10);
        final AtomicLong skipped = new AtomicLong();
        started(worker().killGrace(Duration.ofSeconds(5))
                .ticker(() -> System.nanoTime() + skipped.get())
                .handle(
                        ECHO,
                        context -> context.exec(Command.of(
                                                "sh",
                                                "-c",
                                                "trap 'echo bye; exit' TERM; echo ready; while :; do sleep 0.05; done")
                                        .logOutput()
                                        .onLine(line -> skipped.set(limit.toNanos())))
                                .outputTail()));

        final JobId id = store.submit(
                ECHO.requestBuilder("x").maxAttempts(1).timeLimit(limit).build());

        assertThat(finished(id).status()).isEqualTo(JobStatus.FAILED);
        // The shell may say between them that its own child was terminated.
        assertThat(lines(id)).startsWith("ready").endsWith("bye");
    }
}
