package dev.jobs.http.servlet.watch;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.http.servlet.response.ErrorAnswers;
import dev.jobs.http.servlet.response.JobView;
import dev.jobs.http.servlet.response.JsonResponse;
import dev.jobs.watch.JobWatch;
import dev.jobs.watch.Watcher;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A poll that is answered as soon as its job looks different from what the client has, or when its time is over. It holds
 * no thread: the answer is written on one of the container's.
 */
public final class HeldPoll implements Watcher, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(HeldPoll.class);
    private static final int BYTES_PER_CHARACTER = 2;

    private final AsyncContext async;
    private final JobWatch watch;
    private final HeldBytes bytes;
    private final WaitLimit.Permit permit;
    private final Held held;
    private final AtomicBoolean answered = new AtomicBoolean();

    /**
     * A poll to be held.
     *
     * @param until what is waited for: with an answer that meets it the client is answered
     * @param otherwise the answer when the time is over before that
     * @param limit for how long
     */
    public record Held(
            JobId id, JobView view, Predicate<JobPollResponse> until, JsonResponse otherwise, HoldTime limit) {
        /** The same, held no longer than this. */
        public Held atMost(final Duration longest) {
            return new Held(id, view, until, otherwise, limit.atMost(longest));
        }
    }

    public HeldPoll(
            final AsyncContext async, final WaitResources resources, final WaitLimit.Permit permit, final Held held) {
        this.async = async;
        this.watch = resources.watch();
        this.bytes = resources.bytes();
        this.permit = permit;
        this.held = held;
    }

    public void start() {
        // The container's own timeout would race with the answer; the watch keeps the time.
        async.setTimeout(0);
        async.addListener(this);
        watch.add(this, held.limit().time());
    }

    @Override
    public JobId jobId() {
        return held.id();
    }

    @Override
    public void show(final JobPollResponse now) {
        if (!held.until().test(now)) {
            return;
        }
        final long size = BYTES_PER_CHARACTER * now.textLength();
        if (bytes.take(size)) {
            answer(() -> held.limit().appliedTo(held.view().of(now).whole()), size);
        } else {
            // Its client asks again, and is answered on its own request's thread.
            answerUnchanged();
        }
    }

    @Override
    public void gone() {
        answer(ErrorAnswers::jobNotFound, 0);
    }

    @Override
    public Optional<Duration> wake() {
        answer(() -> held.limit().appliedTo(held.otherwise()), 0);
        return Optional.empty();
    }

    @Override
    public void end(final Throwable why) {
        answerUnchanged();
    }

    private void answerUnchanged() {
        answer(() -> HoldTime.notAppliedTo(held.otherwise()), 0);
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
            LOG.debug("The container takes no more work; a poll of job {} is told so.", held.id(), e);
            // Small enough to be written by whatever thread this is.
            send(ErrorAnswers::stopping, size);
        }
    }

    private void send(final Supplier<JsonResponse> answer, final long size) {
        try {
            answer.get().send((HttpServletResponse) async.getResponse());
        } catch (final IOException e) {
            LOG.debug("A client that waited for job {} has gone.", held.id(), e);
        } catch (final RuntimeException | Error e) {
            ErrorAnswers.log("A held poll of job " + held.id(), e);
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
            LOG.debug("The container had ended a poll of job {} by itself.", held.id(), e);
        }
    }

    private void leave() {
        watch.remove(this);
        permit.close();
    }

    @Override
    public void onComplete(final AsyncEvent event) {
        answered.set(true);
        leave();
    }

    @Override
    public void onError(final AsyncEvent event) {
        answered.set(true);
        leave();
    }

    @Override
    public void onTimeout(final AsyncEvent event) {
        answerUnchanged();
    }

    @Override
    public void onStartAsync(final AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
