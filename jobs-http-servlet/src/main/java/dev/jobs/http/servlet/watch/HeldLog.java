package dev.jobs.http.servlet.watch;

import dev.jobs.JobPollResponse;
import dev.jobs.http.servlet.response.JsonResponse;
import dev.jobs.watch.LogWatcher;
import jakarta.servlet.AsyncContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request for the lines of a log that follow one number, held until there is one or the job has ended. The lines are read when it
 * is answered, by the container's thread that writes them: nothing of a log is kept for those who wait.
 */
final class HeldLog extends HeldRequest implements LogWatcher {
    private final long after;
    private final Function<Optional<Duration>, JsonResponse> read;
    /** The pause until the job's next poll, as the watch's thread has shown it last. */
    private Optional<Duration> pollAfter = Optional.empty();

    /**
     * A request for the lines after this number.
     *
     * @param read reads them, of a job with this pause until its next poll, and makes the answer, or that of a fault
     */
    HeldLog(
            final AsyncContext async,
            final WaitResources resources,
            final WaitLimit.Permit permit,
            final Hold hold,
            final long after,
            final Function<Optional<Duration>, JsonResponse> read) {
        super(async, resources, permit, hold);
        this.after = after;
        this.read = read;
    }

    @Override
    public void show(final JobPollResponse now) {
        pollAfter = now.pollAfter();
        if (now.isDone()) {
            answer(() -> read.apply(Optional.empty()));
        }
    }

    @Override
    public void logged(final long newest) {
        if (newest > after) {
            final Optional<Duration> pause = pollAfter;
            answer(() -> read.apply(pause));
        }
    }
}
