package dev.jobs.http.servlet;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import dev.jobs.http.servlet.response.JobRight;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says who may see a job, cancel it, read its log and run it again. A job that a request may not see is not found by it, and what
 * a request has no right to do is answered as if there were no such job. Logs and reruns are nobody's unless this says otherwise.
 *
 * <p>Asked once for each existing job that a request names, on the request's thread: safe to share between threads. Of a
 * poll that is held, or a stream of events, what it said at first holds until that is over. What it throws is logged and
 * answered with 500; nothing is then shown or done.
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
     * True if this request, which may see this job, may also read its log; by default, none may. Asked only where {@link
     * JobsServlet.Builder#serveLogs} turns logs on: what a handler and its child processes have logged may name files, hosts and users.
     */
    default boolean mayReadLog(final HttpServletRequest request, final Job job) {
        return false;
    }

    /**
     * True if this request, which may see this job, may also run it again once it has ended; by default, none may. Asked only
     * where {@link JobsServlet.Builder#serveReruns} turns reruns on.
     */
    default boolean mayRerun(final HttpServletRequest request, final Job job) {
        return false;
    }

    /** The same access, but whoever may see a job may read its log. */
    default JobAccess withLogs() {
        return new WiderAccess(this, JobRight.READ_LOG);
    }

    /** The same access, but whoever may see a job may run it again. */
    default JobAccess withReruns() {
        return new WiderAccess(this, JobRight.RERUN);
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
