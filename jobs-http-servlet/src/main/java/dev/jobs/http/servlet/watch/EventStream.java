package dev.jobs.http.servlet.watch;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.http.servlet.response.JobView;
import dev.jobs.watch.JobWatch;
import dev.jobs.watch.Watcher;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll answers of one job, sent to one client as they change. It holds no thread, and of answers that come faster than
 * the client reads it keeps the newest only. A stream whose answer would take more memory than answers may take ends
 * without it: its client comes back, and is given it on its own request's thread.
 *
 * <p>Whoever has something to send and whoever finds that sending is possible again {@linkplain #pump() pumps}: one
 * thread at a time does so, for all that want it, and none waits for it. So no lock is held in a call of the container's.
 */
public final class EventStream implements Watcher, AsyncListener, WriteListener {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final JobWatch watch;
    private final HeldBytes bytes;
    private final WaitLimit.Permit permit;
    private final JobId id;
    private final JobView view;
    private final StreamTimes times;

    private final AtomicReference<Optional<Event>> next = new AtomicReference<>(Optional.empty());
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicBoolean finished = new AtomicBoolean();
    private volatile boolean opened;
    private volatile boolean nothingFollows;

    // The watch's thread's own, once the stream is watched.
    private Optional<JobPollResponse.Fingerprint> shown = Optional.empty();
    private final long endAt;

    // The pumping thread's own.
    private boolean unflushed;

    private final AtomicLong bytesBeingWritten = new AtomicLong();

    public EventStream(
            final AsyncContext async,
            final WaitResources resources,
            final WaitLimit.Permit permit,
            final JobId id,
            final JobView view,
            final StreamTimes times)
            throws IOException {
        this.async = async;
        this.out = async.getResponse().getOutputStream();
        this.watch = resources.watch();
        this.bytes = resources.bytes();
        this.permit = permit;
        this.id = id;
        this.view = view;
        this.times = times;
        this.endAt = times.ticker().getAsLong() + times.longest().toNanos();
    }

    /** Sends this answer, and those that follow. */
    public void start(final JobPollResponse first) {
        async.setTimeout(0);
        async.addListener(this);
        show(first);
        out.setWriteListener(this);
        if (!first.isDone()) {
            watch.add(this, times.heartbeat());
        }
    }

    @Override
    public JobId jobId() {
        return id;
    }

    @Override
    public void show(final JobPollResponse now) {
        final Optional<JobPollResponse.Fingerprint> visible = Optional.of(now.fingerprint());
        if (visible.equals(shown)) {
            return;
        }
        shown = visible;
        final Event event = Event.of(now, view);
        if (!bytes.take(event.size())) {
            endSoon();
            return;
        }
        replaceNext(Optional.of(event));
        if (now.isDone()) {
            nothingFollows = true;
        }
        pump();
        forgetIfFinished();
    }

    private void forgetIfFinished() {
        if (finished.get()) {
            replaceNext(Optional.empty());
            giveBackWritten();
        }
    }

    private void replaceNext(final Optional<Event> event) {
        next.getAndSet(event).ifPresent(replaced -> bytes.giveBack(replaced.size()));
    }

    @Override
    public Optional<Duration> wake() {
        final long left = endAt - times.ticker().getAsLong();
        if (left <= 0) {
            endSoon();
            return Optional.empty();
        }
        next.compareAndSet(Optional.empty(), Optional.of(Event.HEARTBEAT));
        pump();
        return Optional.of(Duration.ofNanos(Math.min(times.heartbeat().toNanos(), left)));
    }

    @Override
    public void gone() {
        endSoon();
    }

    @Override
    public void end(final Throwable why) {
        endSoon();
    }

    private void endSoon() {
        nothingFollows = true;
        pump();
    }

    @Override
    public void onWritePossible() {
        opened = true;
        pump();
    }

    private void pump() {
        if (!opened || wanted.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            try {
                sendWhilePossible();
            } catch (final IOException | RuntimeException | Error e) {
                finish();
                LOG.debug("A client that watched job {} has gone.", id, e);
            }
            seen = wanted.addAndGet(-seen);
        }
        forgetIfFinished();
    }

    // Another thing can be asked of the output only after isReady() has said so.
    private void sendWhilePossible() throws IOException {
        while (!finished.get() && out.isReady()) {
            giveBackWritten();
            if (unflushed) {
                unflushed = false;
                out.flush();
                continue;
            }
            final boolean last = nothingFollows;
            final Optional<Event> event = next.getAndSet(Optional.empty());
            if (event.isPresent()) {
                bytesBeingWritten.set(event.get().size());
                out.write(event.get().bytes());
                unflushed = true;
            } else if (last) {
                finish();
            } else {
                return;
            }
        }
    }

    private void giveBackWritten() {
        bytes.giveBack(bytesBeingWritten.getAndSet(0));
    }

    private void finish() {
        if (finished.compareAndSet(false, true)) {
            leave();
            try {
                async.complete();
            } catch (final IllegalStateException e) {
                LOG.debug("The container had ended the events of job {} by itself.", id, e);
            }
        }
    }

    private void leave() {
        watch.remove(this);
        permit.close();
        forgetIfFinished();
    }

    @Override
    public void onError(final Throwable failure) {
        LOG.debug("A client that watched job {} has gone.", id, failure);
        finish();
    }

    @Override
    public void onError(final AsyncEvent event) {
        finish();
    }

    @Override
    public void onComplete(final AsyncEvent event) {
        finished.set(true);
        leave();
    }

    @Override
    public void onTimeout(final AsyncEvent event) {
        finish();
    }

    @Override
    public void onStartAsync(final AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
