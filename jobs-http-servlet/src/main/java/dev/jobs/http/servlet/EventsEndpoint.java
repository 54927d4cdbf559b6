package dev.jobs.http.servlet;

import dev.jobs.Job;
import dev.jobs.JobPollResponse;
import dev.jobs.Jobs;
import dev.jobs.http.servlet.response.ErrorAnswers;
import dev.jobs.http.servlet.response.JobView;
import dev.jobs.http.servlet.response.JsonResponse;
import dev.jobs.http.servlet.response.Response;
import dev.jobs.http.servlet.watch.Event;
import dev.jobs.http.servlet.watch.EventStream;
import dev.jobs.http.servlet.watch.StreamTimes;
import dev.jobs.http.servlet.watch.WaitLimit;
import dev.jobs.http.servlet.watch.WaitResources;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Answers requests for a job's events: with a stream, or where none can be had with the one event that is due, after
 * which the client asks again by itself. Safe to share between threads.
 */
final class EventsEndpoint {
    private final Jobs jobs;
    private final JobRights rights;
    private final WaitResources resources;
    private final WaitLimit streams;
    private final StreamTimes times;

    EventsEndpoint(
            final Jobs jobs,
            final JobRights rights,
            final WaitResources resources,
            final WaitLimit streams,
            final StreamTimes times) {
        this.jobs = jobs;
        this.rights = rights;
        this.resources = resources;
        this.streams = streams;
        this.times = times;
    }

    Response open(final HttpServletRequest request, final JobPath.Events path) {
        final Optional<JobPollResponse> found =
                jobs.poll(path.id()).filter(answer -> rights.mayView(request, answer.job()));
        if (found.isEmpty()) {
            return ErrorAnswers.jobNotFound();
        }
        final JobPollResponse answer = found.get();
        if (answer.isDone() && hasSeen(request, answer.job())) {
            return JsonResponse.empty(204);
        }
        if (request.getMethod().equals("HEAD")) {
            return (rq, rs) -> sendHead(rs);
        }
        final JobView view = rights.view(request, answer.job(), path.links());
        return Optional.of(answer)
                .filter(shown -> !shown.isDone())
                .flatMap(shown -> streams.take(request, JobView.ownerOf(shown)))
                .<Response>map(permit -> (rq, rs) -> start(rq, rs, answer, view, permit))
                .orElse((rq, rs) -> sendOne(rs, Event.of(answer, view)));
    }

    private static boolean hasSeen(final HttpServletRequest request, final Job job) {
        return Long.toString(job.revision()).equals(request.getHeader("Last-Event-ID"));
    }

    private void start(
            final HttpServletRequest request,
            final HttpServletResponse response,
            final JobPollResponse first,
            final JobView view,
            final WaitLimit.Permit permit)
            throws IOException {
        final Optional<AsyncContext> async = permit.startAsync(request, response);
        if (async.isEmpty()) {
            sendOne(response, Event.of(first, view));
            return;
        }
        try {
            sendHead(response);
            new EventStream(async.get(), resources, permit, first.job().id(), view, times).start(first);
        } catch (final IOException | RuntimeException | Error e) {
            permit.close();
            throw e;
        }
    }

    private static void sendOne(final HttpServletResponse response, final Event event) throws IOException {
        sendHead(response);
        final byte[] bytes = event.bytes();
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static void sendHead(final HttpServletResponse response) {
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "private, no-store");
        // Or nginx keeps events back until it has gathered some.
        response.setHeader("X-Accel-Buffering", "no");
    }
}
