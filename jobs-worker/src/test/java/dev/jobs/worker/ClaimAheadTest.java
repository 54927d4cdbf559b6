package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.testing.Await;
import dev.jobs.worker.handler.JobContext;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Jobs that a worker claims before it has a slot for them: a worker with two slots, which long jobs take after many short ones. */
class ClaimAheadTest extends WorkerTest {
    private static final int SLOTS = 2;
    private static final int SHORT_JOBS = 3_000;
    private static final int BEHIND = 1_000;

    private final CountDownLatch bothLong = new CountDownLatch(SLOTS);
    private final CountDownLatch end = new CountDownLatch(1);
    private Optional<Worker> worker = Optional.empty();

    private String run(final JobContext<String> context) throws InterruptedException {
        if (context.payload().equals("long")) {
            bothLong.countDown();
            end.await();
        }
        return context.payload();
    }

    private static Stream<JobRequest> requests(final int number, final String payload) {
        return Collections.nCopies(number, ECHO.request(payload)).stream();
    }

    /** Starts the worker, which has long jobs in both slots, and jobs behind them; the ids of all that it was given. */
    private List<JobId> startedWithLongJobs(final Worker.Builder builder) throws InterruptedException {
        final List<JobId> ids = store.submit(
                Stream.of(requests(SHORT_JOBS, "short"), requests(SLOTS, "long"), requests(BEHIND, "behind"))
                        .flatMap(requests -> requests)
                        .toList());
        worker = Optional.of(started(builder.handle(ECHO, this::run)));
        bothLong.await();
        return ids;
    }

    /** Short jobs may wait too: they have been handed back if nothing began for a while. */
    private boolean isOnlyHeldByWhatRuns(final List<JobId> ids, final List<JobId> behind) {
        final List<JobId> pending = with(JobStatus.PENDING, ids);
        final JobId first = behind.get(0);
        return with(JobStatus.PROCESSING, ids).size() == SLOTS
                && pending.containsAll(behind)
                && store.poll(first).orElseThrow().queuePosition().equals(OptionalLong.of(pending.indexOf(first) + 1));
    }

    private List<JobId> with(final JobStatus status, final List<JobId> ids) {
        return ids.stream().filter(id -> store.job(id).status() == status).toList();
    }

    @Test
    void whatDoesNotStartSoonIsHandedBackInItsPlaceWithoutLosingAnAttempt() throws InterruptedException {
        final List<JobId> ids = startedWithLongJobs(worker());
        final List<JobId> behind = ids.subList(SHORT_JOBS + SLOTS, ids.size());

        Await.until("only what runs is held, and the rest is in its place", () -> isOnlyHeldByWhatRuns(ids, behind));
        assertThat(store.claims).as("jobs were claimed beyond the slots").anyMatch(request -> request.limit() > SLOTS);

        end.countDown();
        for (final JobId id : behind) {
            assertThat(finished(id)).returns(JobStatus.COMPLETE, Job::status).returns(1, Job::attempt);
        }
    }

    @Test
    void aCancelledJobThatWaitsForASlotIsReleasedAndDoesNotRun() throws InterruptedException {
        final List<JobId> ids = startedWithLongJobs(worker());
        final List<JobId> behind = ids.subList(SHORT_JOBS + SLOTS, ids.size());

        behind.forEach(store::cancel);

        for (final JobId id : behind) {
            assertThat(finished(id)).returns(JobStatus.CANCELLED, Job::status);
        }
        end.countDown();
    }

    @Test
    void aCloseHandsBackWhatHasNotStarted() throws InterruptedException {
        final List<JobId> ids = startedWithLongJobs(worker().closeGrace(Duration.ZERO));

        worker.orElseThrow().close();

        assertThat(ids.subList(SHORT_JOBS, ids.size()))
                .allSatisfy(id -> assertThat(store.job(id))
                        .returns(JobStatus.PENDING, Job::status)
                        .returns(0, Job::attempt));
    }
}
