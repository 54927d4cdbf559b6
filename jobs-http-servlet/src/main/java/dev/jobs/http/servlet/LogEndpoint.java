package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.JobLog;
import dev.jobs.JobLogResponse;
import dev.jobs.JobPollResponse;
import dev.jobs.Jobs;
import dev.jobs.http.servlet.response.ErrorAnswers;
import dev.jobs.http.servlet.response.JobRight;
import dev.jobs.http.servlet.response.JobView;
import dev.jobs.http.servlet.response.JsonResponse;
import dev.jobs.http.servlet.response.PollRepresentation;
import dev.jobs.http.servlet.response.Response;
import dev.jobs.http.servlet.watch.Hold;
import dev.jobs.http.servlet.watch.HoldTime;
import dev.jobs.http.servlet.watch.Holds;
import dev.jobs.watch.http.FaultLog;
import dev.jobs.watch.http.FittingLog;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * Answers requests for a job's log: at once where there are lines that the client does not have, else held until there are or the
 * job has ended. Safe to share between threads.
 *
 * <p>The job is read before its log each time: of a job that had ended by then the log is whole.
 */
final class LogEndpoint {
    private final Jobs jobs;
    private final JobRights rights;
    private final Holds holds;
    private final FaultLog faults;

    LogEndpoint(final Jobs jobs, final JobRights rights, final Holds holds, final FaultLog faults) {
        this.jobs = jobs;
        this.rights = rights;
        this.holds = holds;
        this.faults = faults;
    }

    /** The lines that a client asks for: those after this number, at most so many. */
    private record Part(long after, int limit) {
        static Part of(final Query query) {
            final long after = query.number(
                            "after", 0, Long.MAX_VALUE, "The parameter after is the number of a line, or 0")
                    .orElse(0L);
            final int limit = query.number(
                            "limit",
                            1,
                            JobLog.LARGEST_PAGE,
                            "A part of a log has 1 to " + JobLog.LARGEST_PAGE + " lines")
                    .map(Math::toIntExact)
                    .orElse(JobLog.LARGEST_PAGE);
            return new Part(after, limit);
        }
    }

    Response read(final HttpServletRequest request, final JobId id) {
        final Part part = Part.of(Query.of(request));
        final Optional<HoldTime> wait = WaitPreference.of(request);
        final Optional<JobPollResponse> job =
                jobs.poll(id).filter(answer -> rights.allow(request, answer.job(), JobRight.READ_LOG));
        return job.flatMap(answer -> read(id, part, answer.pollAfter())
                        .map(lines -> wait.map(wish -> answer(request, lines, part, JobView.ownerOf(answer), wish))
                                .orElseGet(() -> shown(lines).answerTo(request))))
                .orElseGet(ErrorAnswers::jobNotFound);
    }

    /** The lines; empty if the job is gone since. */
    private Optional<JobLogResponse> read(final JobId id, final Part part, final Optional<Duration> pollAfter) {
        return jobs.log(id, part.after(), part.limit())
                .map(log -> new JobLogResponse(id, FittingLog.firstOf(log), pollAfter));
    }

    /** The answer where the client would wait for lines that are not there yet. */
    private Response answer(
            final HttpServletRequest request,
            final JobLogResponse found,
            final Part part,
            final String owner,
            final HoldTime wish) {
        final JsonResponse now = shown(found).answerTo(request);
        if (!request.getMethod().equals("GET")
                || wish.time().isZero()
                || found.isDone()
                || !found.log().lines().isEmpty()) {
            return HoldTime.notAppliedTo(now);
        }
        return holds.log(
                request,
                owner,
                new Hold(found.jobId(), now, wish),
                part.after(),
                pollAfter -> ErrorAnswers.answering(faults, "GET", () -> readAgain(found.jobId(), part, pollAfter)));
    }

    /** The answer for someone who has waited for it, and whose rights were asked before. */
    private JsonResponse readAgain(final JobId id, final Part part, final Optional<Duration> pollAfter) {
        return read(id, part, pollAfter).map(lines -> shown(lines).whole()).orElseGet(ErrorAnswers::jobNotFound);
    }

    private static PollRepresentation shown(final JobLogResponse answer) {
        return PollRepresentation.of(answer.toJson(), answer.hasMore() ? Optional.empty() : answer.pollAfter());
    }
}
