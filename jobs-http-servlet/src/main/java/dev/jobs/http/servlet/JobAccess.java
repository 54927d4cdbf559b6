package dev.jobs.http.servlet;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says who may see and who may cancel a job. A job that a request may not see is not found by it, and a cancel without
 * the right is answered as if there were no such job.
 *
 * <p>Asked once for each existing job that a request names, on the request's thread: safe to share between threads. Of a
 * poll that is held, or a stream of events, what it said at first holds until that is over. What it throws is logged and
 * answered with 500; the job is then neither shown nor cancelled.
 */
@FunctionalInterface
public interface JobAccess {
    /** True if this request may see this job. */
    boolean mayView(HttpServletRequest request, Job job);

    /** True if this request may cancel this job; by default, whoever may see it may cancel it. */
    default boolean mayCancel(final HttpServletRequest request, final Job job) {
        return mayView(request, job);
    }

    /**
     * A job is its owner's alone to see and to cancel; a job without an owner is nobody's.
     *
     * @param user the owner on whose behalf a request comes, in the terms in which jobs were submitted; empty if the
     *     request is nobody's
     */
    static JobAccess ownedBy(final Function<HttpServletRequest, Optional<String>> user) {
        requireNonNull(user, "user");
        return (request, job) -> job.owner().isPresent() && user.apply(request).equals(job.owner());
    }

    /**
     * Whoever knows a job's id may see and cancel it, without any other check. Ids cannot be guessed, but they stand
     * in URLs, logs and browser histories: only for services where that harms nobody.
     */
    static JobAccess anyoneWhoKnowsTheId() {
        return (request, job) -> true;
    }
}
