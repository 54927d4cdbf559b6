package dev.jobs.http.servlet;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobStatus;
import dev.jobs.store.JobQuery;
import dev.jobs.store.JobStore;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lists a caller's own jobs, page by page, the newest first. Safe to share between threads. */
final class JobList {
    private static final int USUAL_PAGE = 20;
    private static final int LARGEST_PAGE = 100;

    private final JobStore store;
    private final JobAccess access;
    private final SeveralJobs several;
    private final Function<HttpServletRequest, Optional<String>> user;

    JobList(
            final JobStore store,
            final JobAccess access,
            final SeveralJobs several,
            final Function<HttpServletRequest, Optional<String>> user) {
        this.store = store;
        this.access = access;
        this.several = several;
        this.user = user;
    }

    Reply list(final HttpServletRequest request, final JobLinks links, final Query query) {
        final int pageSize = pageSize(query);
        // One more than the page has, to know whether there is another.
        final List<Job> found = user.apply(request)
                .map(owner -> store.list(wanted(JobQuery.ofOwner(owner), query).withPageSize(pageSize + 1)))
                .orElse(List.of());
        final List<JobId> page = found.stream().limit(pageSize).map(Job::id).toList();
        final Optional<String> next =
                found.size() > pageSize ? Optional.of(PageToken.after(page.get(pageSize - 1))) : Optional.empty();
        final Map<JobId, JobPollResponse> answers = page.isEmpty() ? Map.of() : store.poll(page);
        final List<JobPollResponse> shown = page.stream()
                .flatMap(id -> Stream.ofNullable(answers.get(id)))
                .filter(answer -> access.mayView(request, answer.job()))
                .toList();
        return several.answer(request, links, shown, json -> {
            if (next.isPresent()) {
                json.writeStringField("nextPageToken", next.get());
            } else {
                json.writeNullField("nextPageToken");
            }
        });
    }

    private static JobQuery wanted(final JobQuery all, final Query query) {
        final JobQuery some = all.withStatuses(
                        query.list("status").stream().map(JobList::status).toArray(JobStatus[]::new))
                .withTypes(query.list("type").toArray(String[]::new));
        return query.first("pageToken")
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

    private static int pageSize(final Query query) {
        final int size = query.first("pageSize").map(JobList::number).orElse(USUAL_PAGE);
        if (size < 1 || size > LARGEST_PAGE) {
            throw new BadRequestException("A page has 1 to " + LARGEST_PAGE + " jobs");
        }
        return size;
    }

    private static int number(final String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
    }
}
