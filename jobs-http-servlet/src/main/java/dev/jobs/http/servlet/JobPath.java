package dev.jobs.http.servlet;

import dev.jobs.JobId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.util.Optional;

/** What the part of a request's path behind the servlet's mapping asks for. */
sealed interface JobPath {
    /** A job's answer: {@code /{jobId}}. */
    record Poll(JobId id) implements JobPath {}

    /** A job's cancel: {@code /{jobId}/cancel}. */
    record Cancel(JobId id) implements JobPath {}

    /** A job by something that is no id. */
    record NoJob() implements JobPath {}

    /** Nothing that there is. */
    record Unknown() implements JobPath {}

    /** Reads a request's path; one slash at its end makes no difference. */
    static JobPath of(final HttpServletRequest request) {
        final String path = behindMapping(request);
        // The path information is decoded, normalised and without parameters. An id needs none of that: a path that
        // was not sent as it reads names no job.
        if (!request.getRequestURI().endsWith(path)) {
            return new NoJob();
        }
        final String[] parts = withoutLastSlash(path).split("/", -1);
        if (parts.length < 2 || !parts[0].isEmpty()) {
            return new NoJob();
        }
        if (parts.length > 3 || (parts.length == 3 && !parts[2].equals("cancel"))) {
            return new Unknown();
        }
        return JobId.parse(parts[1])
                .<JobPath>map(id -> parts.length == 2 ? new Poll(id) : new Cancel(id))
                .orElseGet(NoJob::new);
    }

    /** Under the mapping {@code /}, the container's default, all of the path counts as the servlet's own. */
    private static String behindMapping(final HttpServletRequest request) {
        return request.getHttpServletMapping().getMappingMatch() == MappingMatch.DEFAULT
                ? request.getServletPath()
                : Optional.ofNullable(request.getPathInfo()).orElse("");
    }

    private static String withoutLastSlash(final String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
