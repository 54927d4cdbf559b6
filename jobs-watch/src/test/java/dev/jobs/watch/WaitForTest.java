package dev.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.testing.Await;
import dev.jobs.testing.TestWorker;
import dev.jobs.testing.WatchedStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waits for the end of a job: each of their outcomes, and what many of them cost. */
final class WaitForTest {
    private static final Duration OFTEN = Duration.ofMillis(5);
    private static final Duration HARDLY_EVER = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofDays(1);
    private static final long BOUND_SECONDS = 60;
    private static final int MANY = 10_000;
    private static final int BLOCKED = 20;

    private final WatchedStore watched = new WatchedStore(new MemoryJobStore());
    private final TestWorker worker = new TestWorker(watched.store());
    private final TestTicker ticker = new TestTicker();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JobPollResponse> told = new CopyOnWriteArrayList<>();
    private JobWatch watch = watch(OFTEN);

    private JobWatch watch(final Duration interval) {
        return JobWatch.builder(watched.store())
                .pollInterval(interval)
                .ticker(ticker)
                .build();
    }

    @AfterEach
    void close() {
        watched.recover();
        threads.shutdownNow();
        watch.close();
        Await.until("no thread is left", () -> ownThreads().isEmpty());
    }

    private JobId submit() {
        return watched.store().submit(JobRequest.builder("ingest", "{}").build());
    }

    private static <T> T got(final Future<T> future) throws Exception {
        return future.get(BOUND_SECONDS, TimeUnit.SECONDS);
    }

    private static List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("jobs-watch"))
                .toList();
    }

    @Test
    void whoWaitsIsToldOfEachChangeOnItsOwnThreadAndGetsTheEnd() throws Exception {
        final JobId id = submit();
        final List<Thread> toldOn = new CopyOnWriteArrayList<>();
        final Future<Thread> waiting = threads.submit(() -> {
            final JobPollResponse end = watch.waitFor(id, LONG, answer -> {
                        toldOn.add(Thread.currentThread());
                        told.add(answer);
                    })
                    .orElseThrow();
            assertThat(end.job().result()).contains("{\"n\":1}");
            return Thread.currentThread();
        });
        Await.until("it is pending", () -> hasSeen(JobStatus.PENDING));
        final Lease lease = worker.claim();
        Await.until("it is processing", () -> hasSeen(JobStatus.PROCESSING));

        worker.complete(lease, "{\"n\":1}");

        assertThat(toldOn).containsOnly(got(waiting));
        assertThat(told.get(told.size() - 1).job().status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(told).extracting(JobPollResponse::fingerprint).doesNotHaveDuplicates();
    }

    @Test
    void aJobThatIsDoneAlreadyIsThereAtOnceAndAnEndThatIsSignalledToo() throws Exception {
        watch.close();
        watch = watch(HARDLY_EVER);
        final JobId done = submit();
        watched.store().cancel(done);
        final JobId other = submit();

        assertThat(watch.waitFor(done, LONG)).isPresent();
        final Future<Optional<JobPollResponse>> waiting = watch.waitForAsync(other, LONG, told::add);
        Await.until("it is told", () -> hasSeen(JobStatus.PENDING));
        watched.store().cancel(other);

        assertThat(got(waiting).orElseThrow().job().status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aCancelledJobIsDoneWhenItsWorkHasStopped() throws Exception {
        final JobId id = submit();
        final Lease lease = worker.claim();
        final Future<Optional<JobPollResponse>> waiting = watch.waitForAsync(id, LONG, told::add);

        watched.store().cancel(id);
        Await.until("it is told that it is being stopped", () -> hasSeen(JobStatus.CANCELLED));
        assertThat(waiting).isNotDone();
        worker.release(lease);

        assertThat(got(waiting).orElseThrow().isDone()).isTrue();
    }

    @Test
    void withoutSignalsAnEndIsSeenAtTheNextPoll() throws Exception {
        watched.failWith("subscribe", () -> new IllegalStateException("no signals here"));
        final JobId id = submit();
        final Future<Optional<JobPollResponse>> waiting = watch.waitForAsync(id, LONG, told::add);
        Await.until("it is told", () -> hasSeen(JobStatus.PENDING));

        watched.store().cancel(id);

        assertThat(got(waiting)).isPresent();
    }

    @Test
    void aJobThatThereIsNotEndsTheWaitWithNothing() throws Exception {
        assertThat(watch.waitFor(JobId.random(), LONG)).isEmpty();
        assertThat(got(watch.waitForAsync(JobId.random(), LONG))).isEmpty();
    }

    @Test
    void theLimitEndsAWaitAndTheJobGoesOn() {
        final JobId id = submit();
        final CompletableFuture<Optional<JobPollResponse>> waiting =
                watch.waitForAsync(id, Duration.ofMinutes(5), told::add);
        Await.until("it is told", () -> !told.isEmpty());

        ticker.advance(Duration.ofMinutes(5));

        assertThatThrownBy(() -> got(waiting))
                .hasCauseInstanceOf(TimeoutException.class)
                .hasMessageContaining(id + " was not done within PT5M");
        assertThatThrownBy(() -> watch.waitFor(id, OFTEN)).isInstanceOf(TimeoutException.class);
        assertThat(watched.store().find(id).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void theLimitEndsAWaitWhileACallOfTheStoreDoesNotReturn() {
        final JobId id = submit();
        final CountDownLatch over = new CountDownLatch(1);
        watched.beforeNextPollReturns(() -> await(over));
        final CompletableFuture<Optional<JobPollResponse>> waiting = watch.waitForAsync(id, Duration.ofMinutes(5));
        Await.until("the watch is in a call", () -> watched.calls("subscribe") == 1);

        ticker.advance(Duration.ofMinutes(5));

        assertThatThrownBy(() -> got(waiting)).hasCauseInstanceOf(TimeoutException.class);
        over.countDown();
    }

    @Test
    void anOutageOfTheStoreEndsNoWait() throws Exception {
        final JobId id = submit();
        final Future<Optional<JobPollResponse>> waiting = watch.waitForAsync(id, LONG, told::add);
        Await.until("it is told", () -> !told.isEmpty());

        watched.failWith(() -> new JobStoreUnavailableException("refused", new IOException("down")));
        final int polls = watched.calls("poll");
        Await.until("it was polled in vain", () -> watched.calls("poll") > polls + 5);
        assertThat(waiting).isNotDone();
        watched.recover();
        watched.store().cancel(id);

        assertThat(got(waiting)).isPresent();
    }

    @Test
    void aClosedWatchEndsItsWaitsAndBeginsNone() {
        final JobId id = submit();
        final CompletableFuture<Optional<JobPollResponse>> waiting = watch.waitForAsync(id, LONG);

        watch.close();

        assertThatThrownBy(() -> got(waiting)).hasCauseInstanceOf(JobWatchClosedException.class);
        assertThatThrownBy(() -> watch.waitFor(id, LONG)).isInstanceOf(JobWatchClosedException.class);
        assertThatThrownBy(() -> got(watch.waitForAsync(id, LONG))).hasCauseInstanceOf(JobWatchClosedException.class);
    }

    @Test
    void aClosedStoreEndsWaits() {
        final JobId id = submit();
        final CompletableFuture<Optional<JobPollResponse>> waiting = watch.waitForAsync(id, LONG);

        watched.store().close();

        assertThatThrownBy(() -> got(waiting)).hasCauseInstanceOf(JobStoreClosedException.class);
        assertThatThrownBy(() -> watch.waitFor(id, LONG)).isInstanceOf(JobStoreClosedException.class);
    }

    @Test
    void aWaitThatIsCancelledOrInterruptedIsForgotten() throws Exception {
        final JobId id = submit();
        final CompletableFuture<Optional<JobPollResponse>> waiting = watch.waitForAsync(id, LONG, told::add);
        final Future<Optional<JobPollResponse>> blocked = threads.submit(() -> watch.waitFor(id, LONG, told::add));
        Await.until("both are told", () -> told.size() == 2);

        waiting.cancel(false);
        threads.shutdownNow();

        assertThatThrownBy(() -> got(blocked)).hasCauseInstanceOf(InterruptedException.class);
        watched.store().cancel(id);
        final int polls = watched.calls("poll");
        assertThat(watch.waitFor(JobId.random(), LONG)).isEmpty();
        assertThat(watched.lastPolled()).isEqualTo(1);
        assertThat(watched.calls("poll")).isGreaterThan(polls);
        assertThat(told).noneMatch(JobPollResponse::isDone);
    }

    @Test
    void tenThousandWaitOnAHandfulOfThreadsAndInFewCallsOfTheStore() throws Exception {
        final List<JobId> ids = watched.store()
                .submit(Collections.nCopies(
                        MANY, JobRequest.builder("ingest", "{}").build()));
        watch.close();
        watch = watch(HARDLY_EVER);

        final List<CompletableFuture<Optional<JobPollResponse>>> waiting =
                ids.stream().map(id -> watch.waitForAsync(id, LONG, told::add)).toList();
        Await.until("each is told", () -> told.size() >= MANY);
        final int calls = watched.calls("poll");
        final List<Thread> own = ownThreads();
        ids.forEach(watched.store()::cancel);

        for (final CompletableFuture<Optional<JobPollResponse>> one : waiting) {
            assertThat(got(one)).isPresent();
        }
        assertThat(own).hasSizeLessThanOrEqualTo(6);
        assertThat(calls).isLessThan(MANY / 5);
        assertThat(watched.calls("subscribe")).isEqualTo(1);
    }

    @Test
    void aListenerThatThrowsHarmsNeitherItsOwnWaitNorAnother() throws Exception {
        final JobId id = submit();
        final Future<Optional<JobPollResponse>> failing = watch.waitForAsync(id, LONG, answer -> {
            throw new AssertionError("on purpose");
        });
        final Future<Optional<JobPollResponse>> other = watch.waitForAsync(id, LONG, told::add);
        Await.until("the other is told", () -> !told.isEmpty());

        watched.store().cancel(id);

        assertThat(got(failing)).isPresent();
        assertThat(got(other)).isPresent();
    }

    @Test
    void listenersThatBlockKeepNoOthersFromBeingToldAndNoLimitFromBeingKept() throws Exception {
        final CountDownLatch over = new CountDownLatch(1);
        final CountDownLatch allBlock = new CountDownLatch(BLOCKED);
        final List<CompletableFuture<Optional<JobPollResponse>>> blocked = IntStream.range(0, BLOCKED)
                .mapToObj(i -> watch.waitForAsync(submit(), Duration.ofMinutes(5), answer -> {
                    allBlock.countDown();
                    await(over);
                }))
                .toList();
        assertThat(allBlock.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        final JobId id = submit();
        final Future<Optional<JobPollResponse>> other = watch.waitForAsync(id, LONG, told::add);
        Await.until("the other is told", () -> !told.isEmpty());
        watched.store().cancel(id);

        assertThat(got(other)).isPresent();
        ticker.advance(Duration.ofMinutes(5));
        for (final CompletableFuture<Optional<JobPollResponse>> one : blocked) {
            assertThatThrownBy(() -> got(one)).hasCauseInstanceOf(TimeoutException.class);
        }
        over.countDown();
    }

    @Test
    void ofChangesThatComeWhileItsListenerRunsTheNewestIsToldAndNoneTwiceAtOnce() throws Exception {
        final JobId id = submit();
        final Lease lease = worker.claim();
        final CountDownLatch first = new CountDownLatch(1);
        final Future<Optional<JobPollResponse>> waiting = watch.waitForAsync(id, LONG, answer -> {
            told.add(answer);
            await(first);
        });
        Await.until("the first is told", () -> told.size() == 1);
        for (int percent = 10; percent < 100; percent += 10) {
            worker.progress(lease, "normalizing", percent);
            final int polls = watched.calls("poll");
            Await.until("it is polled", () -> watched.calls("poll") > polls + 1);
        }

        first.countDown();
        Await.until("the newest is told", () -> told.size() == 2);
        worker.complete(lease, "{}");

        assertThat(got(waiting)).isPresent();
        assertThat(told)
                .extracting(answer -> answer.job().progress())
                .startsWith(0.0, 90.0)
                .hasSize(3);
    }

    @Test
    void aLimitIsPositive() {
        assertThatThrownBy(() -> watch.waitForAsync(JobId.random(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JobWatch.builder(watched.store()).pollInterval(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private boolean hasSeen(final JobStatus status) {
        return told.stream().anyMatch(answer -> answer.job().status() == status);
    }

    private static void await(final CountDownLatch latch) {
        try {
            assertThat(latch.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (final InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
