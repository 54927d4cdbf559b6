package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.PermanentFailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest extends WorkerTest {
    @Test
    void whatTheHandlerReturnsIsTheResult() throws InterruptedException {
        final JobId id = submit("Ada");

        started(context ->
                "Hello, " + context.payload() + ", attempt " + context.job().attempt());

        final Job job = finished(id);
        assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(ECHO.result(job)).contains("Hello, Ada, attempt 1");
    }

    @Test
    void aHandlerThatReturnsNothingLeavesNoResult() throws InterruptedException {
        final JobType<Map<?, ?>, Void> quiet =
                JobType.of("quiet", new dev.jobs.GenericType<>() {}, new dev.jobs.GenericType<>() {});
        final JobId id = store.submit(quiet.request(Map.of("n", 1)));

        started(worker().handle(quiet, context -> null));

        assertThat(finished(id)).returns(JobStatus.COMPLETE, Job::status);
        assertThat(store.job(id).result()).isEmpty();
    }

    @Test
    void aResultThatCannotBeWrittenFailsTheJob() throws InterruptedException {
        final JobType<String, Object> odd = JobType.of("odd", String.class, Object.class);
        final JobId id = store.submit(odd.requestBuilder("x").maxAttempts(1).build());

        started(worker().handle(odd, context -> new Object()));

        assertThat(finished(id).status()).isEqualTo(JobStatus.FAILED);
        assertThat(store.job(id).error().orElseThrow()).isEqualTo("The result of this job could not be stored.");
    }

    @Test
    void asManyJobsRunAtOnceAsThereAreSlots() throws InterruptedException {
        final AtomicInteger running = new AtomicInteger();
        final ConcurrentLinkedQueue<Integer> seen = new ConcurrentLinkedQueue<>();
        final List<JobId> ids = store.submit(
                IntStream.range(0, 200).mapToObj(i -> ECHO.request("job " + i)).toList());
        final CountDownLatch three = new CountDownLatch(3);

        started(worker().slots(3).handle(ECHO, context -> {
            seen.add(running.incrementAndGet());
            three.countDown();
            three.await();
            running.decrementAndGet();
            return context.payload();
        }));

        for (final JobId id : ids) {
            assertThat(finished(id).status()).isEqualTo(JobStatus.COMPLETE);
        }
        assertThat(seen).hasSize(200).allMatch(count -> count <= 3).contains(3);
        assertThat(store.claims.get(0).limit()).isEqualTo(3);
    }

    @Test
    void jobsOfOtherTypesAndQueuesAreLeftAlone() throws InterruptedException {
        final JobId otherType =
                store.submit(JobType.of("other", String.class, String.class).request("x"));
        final JobId otherQueue =
                store.submit(ECHO.requestBuilder("x").queue("slow").build());
        final JobId own = store.submit(ECHO.requestBuilder("x").queue("fast").build());

        started(worker().queues("fast").handle(ECHO, JobContext::payload));

        finished(own);
        assertThat(store.job(otherType).status()).isEqualTo(JobStatus.PENDING);
        assertThat(store.job(otherQueue).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void withoutSignalsJobsAreFoundByPolling() throws InterruptedException {
        store = TestStore.silent();
        started(JobContext::payload);
        Await.until("an empty claim", () -> !store.claims.isEmpty());

        final JobId id = submit("x");

        assertThat(finished(id).status()).isEqualTo(JobStatus.COMPLETE);
    }

    @Test
    void aFailedAttemptIsTriedAgainUntilTheAttemptsAreSpent() throws InterruptedException {
        final JobId id = submitRetried("x", 3);
        final ConcurrentLinkedQueue<Integer> attempts = new ConcurrentLinkedQueue<>();

        started(context -> {
            attempts.add(context.job().attempt());
            throw new IOException("disk " + context.job().attempt() + " is full");
        });

        assertThat(finished(id).status()).isEqualTo(JobStatus.FAILED);
        assertThat(store.job(id).error()).contains("disk 3 is full");
        assertThat(attempts).containsExactly(1, 2, 3);
    }

    @Test
    void aPermanentFailureIsNotTriedAgain() throws InterruptedException {
        final JobId id = submitRetried("x", 3);

        started(context -> {
            throw new PermanentFailureException("This is no audio file.");
        });

        assertThat(finished(id)).returns(JobStatus.FAILED, Job::status).returns(1, Job::attempt);
        assertThat(store.job(id).error()).contains("This is no audio file.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "stack", "memory", "unreadable", "hostile", "cause", "nameless"})
    void whateverAHandlerThrowsTheJobFailsReadablyAndTheWorkerLives(final String kind) throws InterruptedException {
        started(context -> switch (context.payload()) {
            case "error" -> throw new AssertionError("impossible");
            case "stack" -> throw overflow(0);
            case "memory" -> throw new OutOfMemoryError("for a test");
            case "unreadable" -> throw new Unreadable(new IllegalStateException("not even a message"));
            case "hostile" -> throw new Unreadable(new AssertionError("not even a message"));
            case "cause" -> throw new IllegalStateException("half", new Unreadable(new AssertionError("no cause")));
            case "nameless" -> throw new IllegalStateException();
            default -> context.payload();
        });

        final Job failed = finished(submitRetried(kind, 1));
        final Job after = finished(submit("fine"));

        assertThat(failed.status()).isEqualTo(JobStatus.FAILED);
        assertThat(failed.error())
                .contains(Map.of(
                                "error", "AssertionError: impossible",
                                "stack", "StackOverflowError",
                                "memory", "OutOfMemoryError: for a test",
                                "unreadable", "Unreadable",
                                "hostile", "Unreadable",
                                "cause", "half",
                                "nameless", "IllegalStateException")
                        .get(kind));
        assertThat(after.status()).isEqualTo(JobStatus.COMPLETE);
    }

    private static Error overflow(final int depth) {
        return depth < 0 ? new AssertionError() : overflow(depth + 1);
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Throwable instead;

        private Unreadable(final Throwable instead) {
            this.instead = instead;
        }

        @Override
        public String getMessage() {
            if (instead instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(instead);
        }
    }

    @Test
    void stageAndProgressAreRead() throws InterruptedException {
        final CountDownLatch go = new CountDownLatch(1);
        started(context -> {
            context.stage("downloading");
            context.progress(40);
            context.progress(30);
            go.await();
            context.stage("measuring");
            return "done";
        });

        final JobId id = submit("x");

        Await.until("40 %", () -> store.job(id).progress() == 40);
        assertThat(store.job(id).stage()).contains("downloading");
        go.countDown();
        assertThat(finished(id).stage()).contains("measuring");
        assertThat(store.job(id).progress()).isZero();
    }

    @Test
    void ofManyReportsTheNewestAreWrittenAndTheLastIsKept() throws InterruptedException {
        started(context -> {
            context.stage("counting");
            for (int i = 0; i <= 100_000; i++) {
                context.progress(i / 1_000.0);
            }
            return "done";
        });

        final Job job = finished(submit("x"));

        assertThat(job.progress()).isEqualTo(100);
        // One each 250 ms, and the last with the end.
        final long seconds =
                Math.max(1, Duration.between(job.createdAt(), job.updatedAt()).toSeconds() + 1);
        assertThat(store.reports.stream().filter(Report.Progressed.class::isInstance))
                .hasSizeLessThanOrEqualTo((int) (4 * seconds + 2));
    }

    @Test
    void aStageOrProgressThatMakesNoSenseIsRefusedAtOnce() throws InterruptedException {
        final JobId id = submit("x");

        started(context -> {
            assertThatThrownBy(() -> context.stage(" ")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> context.progress(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
            context.progress(101);
            return "fine";
        });

        assertThat(finished(id)).returns(JobStatus.COMPLETE, Job::status).returns(100.0, Job::progress);
    }

    @Test
    void twoWorkersWithOneConfigurationShareTheWork() throws InterruptedException {
        final ConcurrentLinkedQueue<String> runs = new ConcurrentLinkedQueue<>();
        final CountDownLatch both = new CountDownLatch(2);
        final Worker.Builder twice = worker().slots(1).handle(ECHO, context -> {
            runs.add(context.payload());
            both.countDown();
            both.await();
            return context.payload();
        });

        final Worker one = started(twice);
        final Worker other = started(twice);
        final List<JobId> ids = store.submit(
                IntStream.range(0, 50).mapToObj(i -> ECHO.request("job " + i)).toList());

        for (final JobId id : ids) {
            finished(id);
        }
        assertThat(one.id()).isNotEqualTo(other.id());
        assertThat(runs).hasSize(50).doesNotHaveDuplicates();
        assertThat(store.claims.stream().map(ClaimRequest::worker).distinct())
                .containsExactlyInAnyOrder(one.id(), other.id());
    }

    @Test
    void aChildProcessTellsItsStagesAndIsPartOfTheJob() throws InterruptedException {
        final JobId id = submit("x");

        started(context -> context.exec(Command.of("sh", "-c", "echo normalizing; echo done >&2")
                        .onLine(context::stage))
                .outputTail());

        assertThat(ECHO.result(finished(id)).orElseThrow()).contains("normalizing", "done");
    }

    @Test
    void aCommandThatFailsIsTheJobsErrorWithoutItsArguments() throws InterruptedException {
        final JobId id = submitRetried("x", 1);

        started(context -> context.exec(Command.of("sh", "-c", "echo no such song >&2; exit 3", "secret"))
                .outputTail());

        assertThat(finished(id).error().orElseThrow())
                .contains("sh", "3", "no such song")
                .doesNotContain("secret");
    }
}
