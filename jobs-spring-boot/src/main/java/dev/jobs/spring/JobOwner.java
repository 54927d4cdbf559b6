package dev.jobs.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Says on whose behalf a request comes, in the terms in which jobs are submitted: their {@linkplain dev.jobs.JobRequest#owner owner}. With
 * Spring Security it is by default the name of the authentication. An application for which that is something else, such as a tenant, has a bean of
 * this type: by it a job is its owner's alone to see and to cancel, and callers list their own jobs. Safe to share between threads.
 */
@FunctionalInterface
public interface JobOwner {
    /** The owner; empty if the request is nobody's. */
    Optional<String> of(HttpServletRequest request);
}
