package dev.jobs.http.servlet;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.JobStore;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Submits jobs for a service's own endpoint, and answers in its place: 202, with the path to poll in {@code Location}, when
 * to do so in {@code Retry-After}, and the first poll's answer as the body.
 *
 * <p>A client that repeats a request under the same {@code Idempotency-Key} gets the same job; with another payload, 422.
 * Keys count per owner: a request without an owner shares its keys with all others that have none.
 *
 * <p>What goes wrong is answered as by {@link JobsServlet}. Safe to share between threads.
 */
public final class JobSubmitter {
    private static final int MAX_KEY = 200;

    private final JobStore store;
    private final JobAccess access;
    private final String jobsPath;

    /**
     * A submitter whose jobs are polled at the {@link JobsServlet} with this access.
     *
     * @param jobsPath the path of that servlet within the same web application, such as {@code /api/jobs} for the mapping
     *     {@code /api/jobs/*}; empty for {@code /*}
     */
    public JobSubmitter(final JobStore store, final JobAccess access, final String jobsPath) {
        this.store = requireNonNull(store, "store");
        this.access = requireNonNull(access, "access");
        if (!jobsPath.isEmpty() && (!jobsPath.startsWith("/") || jobsPath.endsWith("/") || jobsPath.contains("*"))) {
            throw new IllegalArgumentException(
                    "a path begins with a slash and does not end with one, but this is \"" + jobsPath + "\"");
        }
        this.jobsPath = jobsPath;
    }

    /**
     * Submits the job and answers the request; nothing else may be written to the response.
     *
     * @param job what is to be done; the request's {@code Idempotency-Key} is added to it
     * @throws IllegalArgumentException if a value of the job is out of its range
     */
    public void submit(
            final HttpServletRequest request, final HttpServletResponse response, final JobRequest.Builder job)
            throws IOException {
        job.build();
        Faults.answering(request, () -> reply(request, job)).send(request, response);
    }

    private Reply reply(final HttpServletRequest request, final JobRequest.Builder job) {
        if (CrossSite.isSuspected(request)) {
            return JsonAnswer.error(403, "Cross-site request refused");
        }
        if (!Accept.allowsJson(request.getHeaders("Accept"))) {
            return JsonAnswer.error(406, "Only application/json can be had here");
        }
        key(request).ifPresent(job::idempotencyKey);
        final JobId id;
        try {
            id = store.submit(job.build());
        } catch (final IdempotencyConflictException e) {
            return JsonAnswer.error(422, "This Idempotency-Key was used before for something else");
        }
        return accepted(request, id);
    }

    private JsonAnswer accepted(final HttpServletRequest request, final JobId id) {
        final JobLinks links = JobLinks.within(request, jobsPath);
        final Optional<JobPollResponse> visible =
                store.poll(id).filter(answer -> access.mayView(request, answer.job()));
        final JsonAnswer answer = visible.map(shown -> new JobView(links, CancelRight.of(access, request, shown.job()))
                        .of(shown)
                        .accepted())
                .orElseGet(() -> JsonAnswer.of(202, "{\"jobId\":\"" + id + "\"}"));
        return answer.with("Location", links.self(id));
    }

    /** The key, with or without the quotes that its specification would have around it. */
    private static Optional<String> key(final HttpServletRequest request) {
        final Optional<String> key = Optional.ofNullable(request.getHeader("Idempotency-Key"))
                .map(String::strip)
                .map(text -> text.matches("\".*\"") ? text.substring(1, text.length() - 1) : text);
        if (key.filter(text -> !isKey(text)).isPresent()) {
            throw new BadRequestException("An Idempotency-Key has 1 to " + MAX_KEY + " printable characters");
        }
        return key;
    }

    private static boolean isKey(final String text) {
        return !text.isBlank() && text.length() <= MAX_KEY && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
