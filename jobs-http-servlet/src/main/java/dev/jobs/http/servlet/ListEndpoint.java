package dev.jobs.http.servlet;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.Jobs;
import dev.jobs.http.servlet.response.BadRequestException;
import dev.jobs.http.servlet.response.JobLinks;
import dev.jobs.http.servlet.response.Response;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lists a caller's own jobs, page by page, the newest first. Safe to share between threads. */
final class ListEndpoint {
    private static final int USUAL_PAGE = 20;
    private static final int LARGEST_PAGE = 100;
    private static final int MOST_TYPES = 100;
    private static final int LONGEST_TYPE = 200;

    private final Jobs jobs;
    private final JobRights rights;
    private final BatchPoll several;
    private final Function<HttpServletRequest, Optional<String>> user;

    ListEndpoint(
            final Jobs jobs,
            final JobRights rights,
            final BatchPoll several,
            final Function<HttpServletRequest, Optional<String>> user) {
        this.jobs = jobs;
        this.rights = rights;
        this.several = several;
        this.user = user;
    }

    Response list(final HttpServletRequest request, final JobLinks links, final Query query) {
        final int pageSize = pageSize(query);
        // One more than the page has, to know whether there is another.
        final List<Job> found = user.apply(request)
                .map(owner -> jobs.list(wanted(JobQuery.ofOwner(owner), query).withPageSize(pageSize + 1)))
                .orElse(List.of());
        final List<JobId> asked = found.stream().limit(pageSize).map(Job::id).toList();
        final Map<JobId, JobPollResponse> answers = asked.isEmpty() ? Map.of() : jobs.poll(asked);
        final List<JobPollResponse> visible = asked.stream()
                .flatMap(id -> Stream.ofNullable(answers.get(id)))
                .filter(answer -> rights.mayView(request, answer.job()))
                .toList();
        final List<JobPollResponse> shown = BatchPoll.fitting(visible);
        final Optional<String> next = shown.size() < visible.size()
                ? Optional.of(shown.get(shown.size() - 1).job().id()).map(PageToken::after)
                : Optional.of(found.size() > pageSize)
                        .filter(more -> more)
                        .map(more -> PageToken.after(asked.get(pageSize - 1)));
        return several.answer(request, links, shown, json -> {
            if (next.isPresent()) {
                json.writeStringField("nextPageToken", next.get());
            } else {
                json.writeNullField("nextPageToken");
            }
        });
    }

    private static JobQuery wanted(final JobQuery all, final Query query) {
        final JobQuery some = all.withStatuses(query.list("status", JobStatus.values().length).stream()
                        .map(ListEndpoint::status)
                        .toArray(JobStatus[]::new))
                .withTypes(query.list("type", MOST_TYPES).stream()
                        .map(ListEndpoint::type)
                        .toArray(String[]::new));
        return query.one("pageToken")
                .map(token -> some.after(PageToken.parse(token)))
                .orElse(some);
    }

    private static JobStatus status(final String name) {
        return Stream.of(JobStatus.values())
                .filter(status -> status.wireName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new BadRequestException("A status is pending, processing, complete, failed or cancelled"));
    }

    private static String type(final String name) {
        if (name.length() > LONGEST_TYPE) {
            throw new BadRequestException("A type has 1 to " + LONGEST_TYPE + " characters");
        }
        return name;
    }

    private static int pageSize(final Query query) {
        return query.number("pageSize", 1, LARGEST_PAGE, "A page has 1 to " + LARGEST_PAGE + " jobs")
                .map(Math::toIntExact)
                .orElse(USUAL_PAGE);
    }
}
