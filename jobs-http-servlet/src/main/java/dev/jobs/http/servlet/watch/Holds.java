package dev.jobs.http.servlet.watch;

import dev.jobs.JobPollResponse;
import dev.jobs.http.servlet.response.JobView;
import dev.jobs.http.servlet.response.JsonResponse;
import dev.jobs.http.servlet.response.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Holds requests within the limits of a servlet: for as long as they wish while there is a permit, for a second while there is one
 * of those, and else not at all. Safe to share between threads.
 */
public final class Holds {
    /** The pause of a client whose wait cannot be granted, so that it does not ask again and again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final WaitResources resources;
    private final WaitLimit permits;
    /** Of their own, for pauses must take no permits from those who can wait. */
    private final WaitLimit pauses;

    public Holds(final WaitResources resources, final WaitLimit permits, final WaitLimit pauses) {
        this.resources = resources;
        this.permits = permits;
        this.pauses = pauses;
    }

    /** Makes the held request of one that may wait. */
    private interface Waiting {
        HeldRequest begin(AsyncContext async, WaitLimit.Permit permit, Hold hold);
    }

    /**
     * Holds a poll until an answer meets the condition; for a second only if all permits are taken.
     *
     * @param owner the owner for whom a permit is taken
     */
    public Response poll(
            final HttpServletRequest request,
            final String owner,
            final Hold hold,
            final JobView view,
            final Predicate<JobPollResponse> until) {
        return hold(
                request,
                owner,
                hold,
                (async, permit, held) -> new HeldPoll(async, resources, permit, held, view, until));
    }

    /** Holds a poll for a second, or until an answer meets the condition before that. */
    public Response pausedPoll(
            final HttpServletRequest request,
            final String owner,
            final Hold hold,
            final JobView view,
            final Predicate<JobPollResponse> until) {
        return pause(
                request,
                owner,
                hold,
                (async, permit, held) -> new HeldPoll(async, resources, permit, held, view, until));
    }

    /**
     * Holds a request for a log until there are lines after this number or the job has ended; for a second only if all permits are
     * taken.
     *
     * @param owner the owner for whom a permit is taken
     * @param read reads the lines, of a job with this pause until its next poll, and makes the answer, or that of a fault
     */
    public Response log(
            final HttpServletRequest request,
            final String owner,
            final Hold hold,
            final long after,
            final Function<Optional<Duration>, JsonResponse> read) {
        return hold(
                request,
                owner,
                hold,
                (async, permit, held) -> new HeldLog(async, resources, permit, held, after, read));
    }

    private Response hold(
            final HttpServletRequest request, final String owner, final Hold hold, final Waiting waiting) {
        return permits.take(request, owner)
                .<Response>map(permit -> (rq, rs) -> start(rq, rs, hold, waiting, permit))
                .orElseGet(() -> pause(request, owner, hold, waiting));
    }

    /** Holds the request for a second, where the container and its filters can and there is a permit; else answers at once. */
    private Response pause(
            final HttpServletRequest request, final String owner, final Hold hold, final Waiting waiting) {
        return pauses.take(request, owner)
                .<Response>map(permit -> (rq, rs) -> start(rq, rs, hold.atMost(PAUSE), waiting, permit))
                .orElseGet(() -> HoldTime.notAppliedTo(hold.otherwise()));
    }

    private static void start(
            final HttpServletRequest request,
            final HttpServletResponse response,
            final Hold hold,
            final Waiting waiting,
            final WaitLimit.Permit permit)
            throws IOException {
        try {
            final Optional<AsyncContext> async = permit.startAsync(request, response);
            if (async.isPresent()) {
                waiting.begin(async.get(), permit, hold).start();
            } else {
                HoldTime.notAppliedTo(hold.otherwise()).send(request, response);
            }
        } catch (final RuntimeException | Error e) {
            permit.close();
            throw e;
        }
    }
}
