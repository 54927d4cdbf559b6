package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.http.servlet.response.JobLinks;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.util.Optional;

/** The meaning of the part of a request's path behind the servlet's mapping. */
sealed interface JobPath {
    /** Several jobs: the mapping itself. */
    record Several(JobLinks links) implements JobPath {}

    /** A job's answer: {@code /{jobId}}. */
    record Poll(JobId id, JobLinks links) implements JobPath {}

    /** A job's cancel: {@code /{jobId}/cancel}. */
    record Cancel(JobId id) implements JobPath {}

    /** A job's events: {@code /{jobId}/events}. */
    record Events(JobId id, JobLinks links) implements JobPath {}

    /** A job's log: {@code /{jobId}/log}. */
    record Log(JobId id) implements JobPath {}

    /** A job's rerun: {@code /{jobId}/rerun}. */
    record Rerun(JobId id, JobLinks links) implements JobPath {}

    /** The description of all this: {@code /openapi.json}. */
    record Description(JobLinks links) implements JobPath {}

    /** A job by something that is no id. */
    record NoJob() implements JobPath {}

    /** Nothing that there is. */
    record Unknown() implements JobPath {}

    /** Reads a request's path; one slash at its end makes no difference. */
    static JobPath of(final HttpServletRequest request) {
        final String path = behindMapping(request);
        // What is behind the mapping is decoded, normalised and without parameters. An id needs none of that: a path
        // that was not sent as it reads names no job.
        if (!request.getRequestURI().endsWith(path)) {
            return new NoJob();
        }
        final JobLinks links = JobLinks.of(request, path);
        final String[] parts = withoutLastSlash(path).split("/", -1);
        if (!parts[0].isEmpty()) {
            return new NoJob();
        }
        return switch (parts.length) {
            case 1 -> new Several(links);
            case 2 -> one(parts[1], links);
            case 3 -> action(parts[1], parts[2], links);
            default -> new Unknown();
        };
    }

    private static JobPath one(final String text, final JobLinks links) {
        return text.equals("openapi.json")
                ? new Description(links)
                : JobId.parse(text).<JobPath>map(id -> new Poll(id, links)).orElseGet(NoJob::new);
    }

    private static JobPath action(final String text, final String action, final JobLinks links) {
        final Optional<JobId> id = JobId.parse(text);
        return switch (action) {
            case "cancel" -> id.<JobPath>map(Cancel::new).orElseGet(NoJob::new);
            case "events" -> id.<JobPath>map(known -> new Events(known, links)).orElseGet(NoJob::new);
            case "log" -> id.<JobPath>map(Log::new).orElseGet(NoJob::new);
            case "rerun" -> id.<JobPath>map(known -> new Rerun(known, links)).orElseGet(NoJob::new);
            default -> new Unknown();
        };
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
