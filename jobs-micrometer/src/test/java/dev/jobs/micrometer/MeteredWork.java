package dev.jobs.micrometer;

import dev.jobs.Backoff;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.PermanentFailureException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A worker with one handler, which does what the payload says, for tests. */
final class MeteredWork implements AutoCloseable {
    static final JobType<String, String> WORK = JobType.of("work", String.class, String.class);

    final CountDownLatch begun = new CountDownLatch(1);
    private final AtomicBoolean mayEnd = new AtomicBoolean();
    private final Worker worker;

    MeteredWork(final JobStore store, final WorkerMeters meters) {
        worker = Worker.builder(store)
                .slots(3)
                .pollInterval(Duration.ofMillis(50))
                .killGrace(Duration.ZERO)
                .closeGrace(Duration.ZERO)
                .listener(meters)
                .handle(WORK, this::handle)
                .start();
        meters.add(worker);
    }

    Worker worker() {
        return worker;
    }

    static JobRequest request(final String what) {
        return WORK.requestBuilder(what).build();
    }

    /** A request that is tried twice, at once. */
    static JobRequest twice(final String what) {
        return WORK.requestBuilder(what)
                .maxAttempts(2)
                .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                .build();
    }

    /** Waits until the job has ended, its work included. */
    static void awaitEnd(final JobStore store, final JobId id) throws InterruptedException {
        Await.until(
                "the end of " + id,
                () -> store.find(id).orElseThrow().finishedAt().isPresent());
    }

    private String handle(final JobContext<String> context) throws Exception {
        switch (context.payload()) {
            case "fail" -> throw new IllegalStateException("on purpose");
            case "fail for good" -> throw new PermanentFailureException("on purpose");
            case "wait" -> {
                begun.countDown();
                new CountDownLatch(1).await();
            }
            case "ignore" -> ignoreStops();
            default -> {}
        }
        return "done";
    }

    private void ignoreStops() {
        begun.countDown();
        boolean interrupted = false;
        while (!mayEnd.get()) {
            LockSupport.parkNanos(5_000_000);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the handler end that ignores its stop. */
    void letEnd() {
        mayEnd.set(true);
    }

    @Override
    public void close() {
        letEnd();
        worker.close();
    }
}
