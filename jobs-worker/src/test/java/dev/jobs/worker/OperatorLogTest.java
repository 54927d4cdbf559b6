package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Backoff;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.WorkerId;
import dev.jobs.testing.Await;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.PermanentFailureException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lines that an operator reads of a worker. */
@Tag("slow")
class OperatorLogTest extends WorkerTest {
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    @Test
    void aStartTellsWhoRunsWhatAndWhere() throws InterruptedException {
        final Worker worker =
                started(worker().name("audio").queues("fast", "slow").handle(ECHO, JobContext::payload));

        final String line = log.await("started");

        assertThat(line)
                .contains("INFO")
                .contains("Worker audio (" + worker.id() + ") started on host ")
                .contains("process " + ProcessHandle.current().pid())
                .contains("2 slots of ")
                .contains("types [echo], queues [fast, slow]");
    }

    @Test
    void aCloseTellsHowManyJobsWereFinishedAndHowManyHandedBack() throws InterruptedException {
        final CountDownLatch closing = new CountDownLatch(1);
        final AtomicInteger running = new AtomicInteger();
        final Worker worker =
                started(worker().slots(3).closeGrace(Duration.ofSeconds(2)).handle(ECHO, context -> {
                    running.incrementAndGet();
                    if (context.payload().equals("finishes")) {
                        closing.await();
                        return "done";
                    }
                    return waitForInterrupt();
                }));
        submit("finishes");
        submit("goes on");
        submit("goes on");
        Await.until("all run", () -> running.get() == 3);

        final Thread close = new Thread(worker::close);
        close.start();
        Await.until("the close waits for work", OperatorLogTest::isClosing);
        closing.countDown();
        close.join();

        assertThat(log.lines("closed within"))
                .singleElement()
                .asString()
                .contains("INFO")
                .contains("1 job finished meanwhile, 2 jobs handed back")
                .doesNotContain("not ended");
    }

    @Test
    void theCloseOfAWorkerThatIsIdleSaysSo() {
        final Worker worker = started(worker().handle(ECHO, JobContext::payload));

        worker.close();

        assertThat(log.lines("closed within"))
                .singleElement()
                .asString()
                .contains(": no job was running")
                .doesNotContain("finished", "handed back", "not ended");
    }

    private static boolean isClosing() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().equals("jobs-close") && thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void anOutageIsTwoLinesWhicheverCallsMeetIt() throws InterruptedException {
        final CountDownLatch end = new CountDownLatch(1);
        started(worker().timeToLive(LONG.multipliedBy(2)).handle(ECHO, context -> {
            context.stage("working");
            end.await();
            return context.payload();
        }));
        final JobId id = submit("x");
        Await.until("its stage", () -> store.job(id).stage().isPresent());
        log.await("started");
        final int before = log.lines().size();

        store.outOfReach = true;
        end.countDown();
        for (final String call : List.of("heartbeat", "report", "recover", "prune")) {
            Await.until(call + " has met it often", () -> store.refused.getOrDefault(call, 0) >= 3);
        }
        store.outOfReach = false;
        finished(id);
        log.await("answers again");

        assertThat(withoutLeftovers(before))
                .hasSize(2)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("WARN")
                                .contains("The store does not answer: out of reach for a test"),
                        line -> assertThat(line)
                                .contains("INFO")
                                .containsPattern("The store answers again, after [\\d.]+ s; 1 report written late"));
    }

    @Test
    void aStoreThatIsConfiguredWronglyIsOneErrorAndIsUsedAgainWhenItIsCorrected() throws InterruptedException {
        final Map<TestStore.Call, Integer> calls = new ConcurrentHashMap<>();
        started(worker().timeToLive(LONG.multipliedBy(2)).handle(ECHO, JobContext::payload));
        finished(submit("x"));
        log.await("started");
        final int before = log.lines().size();

        store.before = call -> {
            calls.merge(call, 1, Integer::sum);
            throw new JobStoreConfigurationException("the user may not write jobs_job");
        };
        final JobId id = submit("y");
        for (final TestStore.Call call : List.of(TestStore.Call.HEARTBEAT, TestStore.Call.RECOVER)) {
            Await.until(call + " was refused often", () -> calls.getOrDefault(call, 0) >= 3);
        }
        store.before = call -> {};
        finished(id);
        log.await("answers again");

        assertThat(withoutLeftovers(before))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("ERROR", "The store cannot be used as it is configured: could not ")
                                .contains(": the user may not write jobs_job. ")
                                .contains("tried again until somebody has changed it"),
                        line -> assertThat(line).contains("INFO", "The store answers again"));
    }

    @Test
    void anOutageAfterWhichTheStoreIsConfiguredWronglyIsAnErrorToo() throws InterruptedException {
        final AtomicInteger refusals = new AtomicInteger();
        started(worker().timeToLive(LONG.multipliedBy(2)).handle(ECHO, JobContext::payload));
        finished(submit("x"));

        store.outOfReach = true;
        log.await("The store does not answer");
        store.before = call -> {
            refusals.incrementAndGet();
            throw new JobStoreConfigurationException("jobs_job is missing");
        };
        Await.until("it was refused often", () -> refusals.get() > 5);

        assertThat(log.lines("cannot be used as it is configured"))
                .singleElement()
                .asString()
                .contains("ERROR");
    }

    private List<String> withoutLeftovers(final int from) {
        final List<String> lines = log.lines();
        return lines.subList(from, lines.size()).stream()
                .filter(line -> !line.contains("Leftovers")) // of any worker of this machine that was killed
                .toList();
    }

    @Test
    void aLostWorkerIsNamedWhenItsJobIsRecovered() throws InterruptedException {
        final WorkerId lost = claimed(SHORT);

        started(JobContext::payload);

        assertThat(log.await("is lost: its job"))
                .contains("INFO")
                .containsPattern("Worker " + lost + " is lost: its job [0-9a-f-]{36} is pending now");
    }

    @Test
    void aRetryTellsWhenAndTheLastFailureThatItIsTheLast() throws InterruptedException {
        started(context -> fail());
        final JobId id = store.submit(ECHO.requestBuilder("secret words")
                .owner("ada")
                .maxAttempts(2)
                .backoff(new Backoff(Duration.ofMillis(300), Duration.ofMillis(300)))
                .build());

        assertThat(finished(id).status()).isEqualTo(JobStatus.FAILED);

        assertThat(log.await("Attempt 1 of 2"))
                .contains("WARN")
                .contains(id.toString(), "type=echo", "queue=default", "owner=ada")
                .containsPattern("it is tried again in about 0\\.\\d s: no such luck");
        assertThat(log.await("Attempt 2 of 2"))
                .contains("ERROR")
                .contains("it was the last one, the job fails for good: no such luck")
                .contains("the stack trace is that of attempt 1");
        assertThat(log.lines("secret words")).isEmpty();
        assertThat(log.lines("IllegalStateException")).hasSize(1);
        assertThat(log.frames()).filteredOn(frame -> frame.contains(".fail(")).hasSize(1);
    }

    @Test
    void anotherFailureOfTheSameJobHasItsOwnStackTrace() throws InterruptedException {
        started(context -> context.job().attempt() == 1 ? fail() : failElsewhere());

        finished(submitRetried("x", 2));

        log.await("Attempt 2 of 2");
        assertThat(log.frames()).anyMatch(frame -> frame.contains(".fail("));
        assertThat(log.frames()).anyMatch(frame -> frame.contains(".failElsewhere("));
    }

    @Test
    void aFailureThatIsNotToBeTriedAgainSaysSo() throws InterruptedException {
        started(context -> {
            throw new PermanentFailureException("no such file");
        });

        finished(submitRetried("x", 3));

        assertThat(log.await("Attempt 1 of 3"))
                .contains("ERROR")
                .contains("the job fails for good, since trying again is of no use: no such file");
    }

    @Test
    void aHandlerThatHangsIsShownWhereItHangs() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        started(context -> {
            begun.countDown();
            return ignoreEverything();
        });
        final JobId id = submit("x");
        begun.await();

        store.cancel(id);

        assertThat(log.await("has not returned")).contains(id.toString());
        assertThat(log.frames()).anyMatch(frame -> frame.contains("ignoreEverything"));
        assertThat(log.frames().size()).isLessThanOrEqualTo(25);
    }

    @Test
    void aLostLeaseTellsWhatBecameOfTheJob() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        started(worker().timeToLive(SHORT).pollInterval(Duration.ofMillis(100)).handle(ECHO, context -> {
            begun.countDown();
            ignoreEverything();
            return "here";
        }));
        final JobId id = submit("x");
        begun.await();
        store.outOfReach = true;
        started(on(store.another()).handle(ECHO, context -> "elsewhere"));
        finished(id);

        store.outOfReach = false;

        assertThat(log.await("is lost")).contains(id.toString());
    }

    private static String fail() {
        throw new IllegalStateException("no such luck");
    }

    private static String failElsewhere() {
        throw new IllegalStateException("no such luck");
    }
}
