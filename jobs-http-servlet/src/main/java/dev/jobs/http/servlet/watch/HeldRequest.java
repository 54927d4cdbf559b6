package dev.jobs.http.servlet.watch;

import dev.jobs.JobId;
import dev.jobs.http.servlet.response.ErrorAnswers;
import dev.jobs.http.servlet.response.JsonResponse;
import dev.jobs.watch.JobWatch;
import dev.jobs.watch.Watcher;
import dev.jobs.watch.http.FaultLog;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that is answered as soon as what it waits for has come, or when its time is over. It holds no thread: the answer is
 * written on one of the container's.
 */
abstract class HeldRequest implements Watcher, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(HeldRequest.class);

    private final AsyncContext async;
    private final JobWatch watch;
    private final HeldBytes bytes;
    private final FaultLog faults;
    private final WaitLimit.Permit permit;
    private final Hold hold;
    private final AtomicBoolean answered = new AtomicBoolean();

    HeldRequest(
            final AsyncContext async, final WaitResources resources, final WaitLimit.Permit permit, final Hold hold) {
        this.async = async;
        this.watch = resources.watch();
        this.bytes = resources.bytes();
        this.faults = resources.faults();
        this.permit = permit;
        this.hold = hold;
    }

    /** Holds the request from now on. */
    final void start() {
        // The container's own timeout would race with the answer; the watch keeps the time.
        async.setTimeout(0);
        async.addListener(this);
        watch.add(this, hold.limit().time());
    }

    @Override
    public final JobId jobId() {
        return hold.id();
    }

    @Override
    public final void gone() {
        answer(ErrorAnswers::jobNotFound, 0);
    }

    @Override
    public final Optional<Duration> wake() {
        answer(() -> hold.limit().appliedTo(hold.otherwise()), 0);
        return Optional.empty();
    }

    @Override
    public final void end(final Throwable why) {
        answerUnchanged();
    }

    /** Answers with what is waited for. */
    final void answer(final Supplier<JsonResponse> answer) {
        answer(() -> hold.limit().appliedTo(answer.get()), 0);
    }

    /** Answers with what is waited for, where there is so much memory left; else as if it had not come: the client asks again. */
    final void answerWithin(final long size, final Supplier<JsonResponse> answer) {
        if (bytes.take(size)) {
            answer(() -> hold.limit().appliedTo(answer.get()), size);
        } else {
            // Its client is then answered on its own request's thread.
            answerUnchanged();
        }
    }

    private void answerUnchanged() {
        answer(() -> HoldTime.notAppliedTo(hold.otherwise()), 0);
    }

    private void answer(final Supplier<JsonResponse> answer, final long size) {
        if (!answered.compareAndSet(false, true)) {
            bytes.giveBack(size);
            return;
        }
        try {
            leave();
            async.start(() -> send(answer, size));
        } catch (final RuntimeException | Error e) {
            LOG.debug("The container takes no more work; a request that waits for job {} is told so.", jobId(), e);
            // Small enough to be written by whatever thread this is.
            send(ErrorAnswers::stopping, size);
        }
    }

    private void send(final Supplier<JsonResponse> answer, final long size) {
        try {
            answer.get().send((HttpServletResponse) async.getResponse());
        } catch (final IOException e) {
            LOG.debug("A client that waited for job {} has gone.", jobId(), e);
        } catch (final RuntimeException | Error e) {
            faults.log("A held request for job " + jobId(), e);
            ErrorAnswers.sendInstead((HttpServletResponse) async.getResponse());
        } finally {
            bytes.giveBack(size);
            complete();
        }
    }

    private void complete() {
        try {
            async.complete();
        } catch (final IllegalStateException e) {
            LOG.debug("The container had ended a request for job {} by itself.", jobId(), e);
        }
    }

    private void leave() {
        watch.remove(this);
        permit.close();
    }

    @Override
    public final void onComplete(final AsyncEvent event) {
        answered.set(true);
        leave();
    }

    @Override
    public final void onError(final AsyncEvent event) {
        answered.set(true);
        leave();
    }

    @Override
    public final void onTimeout(final AsyncEvent event) {
        answerUnchanged();
    }

    @Override
    public final void onStartAsync(final AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
