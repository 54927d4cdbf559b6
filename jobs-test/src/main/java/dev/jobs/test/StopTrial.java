package dev.jobs.test;

import dev.jobs.JobId;
import dev.jobs.store.Report;
import dev.jobs.worker.handler.StopReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** The trial whether a handler obeys a stop: it runs on another thread, and is told to stop by what it reports itself. */
final class StopTrial {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Predicate<Report> place;
    private final StopReason reason;
    private final Duration grace;
    private final CompletableFuture<TestJobs> begun = new CompletableFuture<>();
    private final CompletableFuture<JobId> stopped = new CompletableFuture<>();
    private final CompletableFuture<JobRun> ended = new CompletableFuture<>();

    /** @param place true of the report at which the attempt is to be stopped */
    StopTrial(final Predicate<Report> place, final StopReason reason, final Duration grace) {
        this.place = place;
        this.reason = reason;
        this.grace = grace;
    }

    /** Stops the attempt when it has come to the place; on the handler's thread, which goes on after it. */
    void reported(final JobId id, final Report report) {
        if (stopped.isDone() || !place.test(report)) {
            return;
        }
        final TestJobs jobs = begun.join();
        if (reason == StopReason.CANCELLED) {
            final var unused = jobs.store().cancel(id);
        } else {
            jobs.worker().stop(reason);
        }
        stopped.complete(id);
    }

    /** Runs one attempt, and waits for its end as long as the grace lasts. */
    HandlerRun.End run(final TestJobs jobs) {
        begun.complete(jobs);
        final Thread thread = new Thread(() -> runToItsEnd(jobs), "jobs-handler-test");
        thread.setDaemon(true);
        thread.start();
        try {
            CompletableFuture.anyOf(stopped, ended).get(LONGEST.toNanos(), TimeUnit.NANOSECONDS);
            if (!stopped.isDone()) {
                throw new AssertionError(
                        "the handler did not come to the place at which it was to be stopped; its stages were "
                                + ended.join().stages());
            }
            return end(jobs);
        } catch (final TimeoutException e) {
            throw new AssertionError(
                    "the handler has run for a minute and has not come to the place at which it is to be stopped", e);
        } catch (final ExecutionException e) {
            throw thrown(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the test was interrupted while it waited for the handler", e);
        }
    }

    private void runToItsEnd(final TestJobs jobs) {
        try (jobs) {
            ended.complete(HandlerTest.due(jobs));
        } catch (final Throwable e) { // the thread that waits throws it
            ended.completeExceptionally(e);
        }
    }

    private HandlerRun.End end(final TestJobs jobs) throws InterruptedException, ExecutionException {
        try {
            return new HandlerRun.Returned(ended.get(grace.toNanos(), TimeUnit.NANOSECONDS), HandlerRun.Stop.OBEYED);
        } catch (final TimeoutException e) {
            return new HandlerRun.StillRunning(jobs.worker().stackOfHandler());
        }
    }

    private static RuntimeException thrown(final ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        if (e.getCause() instanceof RuntimeException exception) {
            throw exception;
        }
        return new IllegalStateException("the handler could not be run", e.getCause());
    }
}
