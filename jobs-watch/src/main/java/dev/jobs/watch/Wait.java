package dev.jobs.watch;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A wait for the end of one job. The watch's threads only note what there is to tell; the listener is called, and the future
 * completed, where the executor runs them. The listener is called by one thread at a time, and of answers that come faster
 * than it takes them it is told the newest only.
 */
final class Wait implements Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);

    private final JobId id;
    private final Duration limit;
    private final Consumer<JobPollResponse> listener;
    private final Executor callbacks;
    private final CompletableFuture<Optional<JobPollResponse>> end = new CompletableFuture<>();

    private final AtomicReference<Optional<JobPollResponse>> next = new AtomicReference<>(Optional.empty());
    private final AtomicInteger untold = new AtomicInteger();

    /** Of the thread that shows. */
    private Optional<JobPollResponse.Fingerprint> shown = Optional.empty();

    /** Of the thread that tells. */
    private boolean hasListenerFailed;

    Wait(final JobId id, final Duration limit, final Consumer<JobPollResponse> listener, final Executor callbacks) {
        this.id = id;
        this.limit = limit;
        this.listener = listener;
        this.callbacks = callbacks;
    }

    /** The job at its end; empty if there is none. Whoever completes it otherwise gives up. */
    CompletableFuture<Optional<JobPollResponse>> end() {
        return end;
    }

    @Override
    public JobId jobId() {
        return id;
    }

    @Override
    public void show(final JobPollResponse now) {
        final Optional<JobPollResponse.Fingerprint> fingerprint = Optional.of(now.fingerprint());
        if (fingerprint.equals(shown)) {
            return;
        }
        shown = fingerprint;
        next.set(Optional.of(now));
        if (untold.getAndIncrement() == 0) {
            callbacks.execute(this::tellAll);
        }
    }

    private void tellAll() {
        int seen = 1;
        while (seen != 0) {
            next.getAndSet(Optional.empty()).ifPresent(this::tell);
            seen = untold.addAndGet(-seen);
        }
    }

    private void tell(final JobPollResponse answer) {
        if (end.isDone()) {
            return;
        }
        try {
            listener.accept(answer);
        } catch (final RuntimeException | Error e) {
            logFailure(e);
        }
        if (answer.isDone()) {
            end.complete(Optional.of(answer));
        }
    }

    // Once for each wait: a listener that always fails must not fill the log.
    private void logFailure(final Throwable failure) {
        if (hasListenerFailed) {
            LOG.debug("A listener of job {} has failed again.", id, failure);
            return;
        }
        hasListenerFailed = true;
        LOG.warn("A listener of job {} has failed; it is told of later changes, and the wait goes on.", id, failure);
    }

    @Override
    public void gone() {
        finish(() -> end.complete(Optional.empty()));
    }

    @Override
    public Optional<Duration> wake() {
        finish(() -> end.completeExceptionally(new TimeoutException("job " + id + " was not done within " + limit)));
        return Optional.empty();
    }

    @Override
    public void end(final Throwable why) {
        finish(() -> end.completeExceptionally(why));
    }

    // Beside the listener, which may block.
    private void finish(final Runnable completion) {
        try {
            callbacks.execute(completion);
        } catch (final RuntimeException | Error e) {
            LOG.debug("No thread is left that could tell of the end of a wait for job {}.", id, e);
            completion.run();
        }
    }
}
