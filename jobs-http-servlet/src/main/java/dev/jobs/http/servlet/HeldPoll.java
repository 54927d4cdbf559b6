package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A poll that is answered as soon as its job looks different from what the client has, or when its time is over. It holds
 * no thread: the answer is written on one of the container's.
 */
final class HeldPoll implements Watcher, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(HeldPoll.class);

    private final AsyncContext async;
    private final JobWatch watch;
    private final Seats.Seat seat;
    private final Held held;
    private final AtomicBoolean answered = new AtomicBoolean();

    /**
     * What is held.
     *
     * @param seen what the client has
     * @param unchanged the answer if it still has it when the time is over
     * @param limit for how long
     */
    record Held(JobId id, JobView view, Visible seen, JsonAnswer unchanged, Wait limit) {}

    HeldPoll(final AsyncContext async, final JobWatch watch, final Seats.Seat seat, final Held held) {
        this.async = async;
        this.watch = watch;
        this.seat = seat;
        this.held = held;
    }

    void start() {
        // The container's own timeout would race with the answer; the watch keeps the time.
        async.setTimeout(0);
        async.addListener(this);
        watch.add(this, System.nanoTime() + held.limit().time().toNanos());
    }

    @Override
    public JobId jobId() {
        return held.id();
    }

    @Override
    public void show(final JobPollResponse now) {
        if (!Visible.in(now).equals(held.seen())) {
            answer(() -> held.view().of(now).whole());
        }
    }

    @Override
    public void gone() {
        answer(JobsServlet::jobNotFound);
    }

    @Override
    public OptionalLong wake(final long now) {
        answer(held::unchanged);
        return OptionalLong.empty();
    }

    @Override
    public void end() {
        answer(held::unchanged);
    }

    private void answer(final Supplier<JsonAnswer> answer) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        leave();
        try {
            async.start(() -> send(answer));
        } catch (final RuntimeException e) {
            LOG.debug("The container takes no more work; a poll of job {} ends without an answer.", held.id(), e);
            complete();
        }
    }

    private void send(final Supplier<JsonAnswer> answer) {
        try {
            held.limit().appliedTo(answer.get()).send((HttpServletResponse) async.getResponse());
        } catch (final IOException e) {
            LOG.debug("A client that waited for job {} has gone.", held.id(), e);
        } catch (final RuntimeException e) {
            LOG.error("Could not answer a poll of job {}.", held.id(), e);
        } finally {
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
        seat.close();
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
        answer(held::unchanged);
    }

    @Override
    public void onStartAsync(final AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
