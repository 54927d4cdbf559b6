package dev.jobs.http.servlet;

import dev.jobs.Job;
import dev.jobs.JobPollResponse;
import dev.jobs.store.JobStore;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Answers polls of one job: at once, or held until something has changed. Safe to share between threads. */
final class Polls {
    private final JobStore store;
    private final JobAccess access;
    private final JobWatch watch;
    private final Seats seats;

    Polls(final JobStore store, final JobAccess access, final JobWatch watch, final Seats seats) {
        this.store = store;
        this.access = access;
        this.watch = watch;
        this.seats = seats;
    }

    Reply poll(final HttpServletRequest request, final JobPath.Poll path) {
        final Optional<JobPollResponse> found =
                store.poll(path.id()).filter(answer -> access.mayView(request, answer.job()));
        if (found.isEmpty()) {
            return JobsServlet.jobNotFound();
        }
        final Job job = found.get().job();
        final JobView view = new JobView(path.links(), CancelRight.of(access, request, job));
        final Representation shown = view.of(found.get());
        if (!shown.isKnownTo(request)) {
            return shown.whole();
        }
        return Wait.of(request)
                .filter(wait ->
                        request.getMethod().equals("GET") && !found.get().isDone())
                .map(wait -> new HeldPoll.Held(job.id(), view, Visible.in(found.get()), shown.notModified(), wait))
                .map(held -> hold(request, held, JobView.ownerOf(found.get())))
                .orElseGet(shown::notModified);
    }

    /** Holds the poll, where the container and its filters can and there is a seat; else answers at once. */
    private Reply hold(final HttpServletRequest request, final HeldPoll.Held held, final String owner) {
        return seats.take(request, owner)
                .<Reply>map(seat -> (rq, rs) -> start(rq, rs, held, seat))
                .orElseGet(held::unchanged);
    }

    private void start(
            final HttpServletRequest request,
            final HttpServletResponse response,
            final HeldPoll.Held held,
            final Seats.Seat seat)
            throws IOException {
        final Optional<AsyncContext> async = seat.startAsync(request, response);
        if (async.isPresent()) {
            new HeldPoll(async.get(), watch, seat, held).start();
        } else {
            held.unchanged().send(request, response);
        }
    }
}
