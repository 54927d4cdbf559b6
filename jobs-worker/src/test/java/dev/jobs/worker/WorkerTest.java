package dev.jobs.worker;

import dev.jobs.Backoff;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.testing.Await;
import dev.jobs.worker.handler.JobHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** A store, the workers on it and the jobs that tests of workers submit. */
public abstract class WorkerTest {
    protected static final JobType<String, String> ECHO = JobType.of("echo", String.class, String.class);
    static final Duration LONG = Duration.ofSeconds(30);

    /** A time to live that a test can wait for. */
    protected static final Duration SHORT = Duration.ofSeconds(1);

    protected TestStore store = TestStore.signalling();
    private final List<Worker> workers = new ArrayList<>();
    private final AtomicInteger interrupts = new AtomicInteger();
    private final CountDownLatch testOver = new CountDownLatch(1);

    protected WorkerTest() {}

    /** A builder with times as short as tests need. */
    Worker.Builder worker() {
        return on(store);
    }

    /** The same for a worker that reaches the store in another way. */
    static Worker.Builder on(final TestStore way) {
        return Worker.builder(way)
                .slots(2)
                .pollInterval(Duration.ofMillis(50))
                .timeToLive(LONG)
                .closeGrace(LONG)
                .killGrace(Duration.ofMillis(200));
    }

    Worker started(final Worker.Builder builder) {
        final Worker worker = builder.start();
        workers.add(worker);
        return worker;
    }

    /** A worker with this handler. */
    Worker started(final JobHandler<String, String> handler) {
        return started(worker().handle(ECHO, handler));
    }

    /** Never returns while its test goes on, whatever happens. */
    String ignoreEverything() {
        while (testOver.getCount() > 0) {
            try {
                testOver.await();
            } catch (final InterruptedException ignored) {
                interrupts.incrementAndGet();
            }
        }
        return "at last";
    }

    /** Lets those return that ignore everything. */
    void endIgnoring() {
        testOver.countDown();
    }

    /** Waits for the thread's interrupt. */
    static String waitForInterrupt() throws InterruptedException {
        new CountDownLatch(1).await();
        return "never";
    }

    JobId submit(final String payload) {
        return store.submit(ECHO.request(payload));
    }

    /** A job that is tried again at once. */
    JobId submitRetried(final String payload, final int attempts) {
        return store.submit(retried(payload, attempts));
    }

    static JobRequest retried(final String payload, final int attempts) {
        return ECHO.requestBuilder(payload)
                .maxAttempts(attempts)
                .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                .build();
    }

    /** A job that a worker has claimed which is not there. */
    protected ClaimedJob claimed() {
        return claim(WorkerId.random(), LONG);
    }

    /** A worker that is not there, has claimed a job, and counts as alive for this time. */
    protected WorkerId claimed(final Duration timeToLive) {
        final WorkerId worker = WorkerId.random();
        claim(worker, timeToLive);
        return worker;
    }

    private ClaimedJob claim(final WorkerId worker, final Duration timeToLive) {
        final Set<String> types = Set.of(ECHO.name());
        final Set<String> queues = Set.of(JobRequest.DEFAULT_QUEUE);
        store.submit(ECHO.request("hello"));
        store.heartbeat(Heartbeat.builder(
                        worker,
                        WorkerProfile.builder("test")
                                .types(types)
                                .queues(queues)
                                .slots(1)
                                .build())
                .timeToLive(timeToLive)
                .build());
        return store.claim(ClaimRequest.builder(worker)
                        .types(types)
                        .queues(queues)
                        .limit(1)
                        .build())
                .get(0);
    }

    /** The job when it has finished. */
    Job finished(final JobId id) throws InterruptedException {
        Await.until("the end of job " + id, () -> store.job(id).finishedAt().isPresent());
        return store.job(id);
    }

    @AfterEach
    final void closeAll() {
        testOver.countDown();
        store.outOfReach = false;
        workers.forEach(Worker::close);
        store.close();
    }
}
