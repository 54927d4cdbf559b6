package dev.jobs.dashboard;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Says who asks, and what they may see and do. Someone without the right to {@linkplain DashboardRight#VIEW view} finds nothing at
 * all where the dashboard is.
 *
 * <p>Asked at each request, on its thread: safe to share between threads. What it throws is logged and answered with 500; nothing is
 * then shown or done.
 */
@FunctionalInterface
public interface DashboardAccess {
    /** The rights of whoever sent this request; empty: none, not even to view. */
    Set<DashboardRight> rights(HttpServletRequest request);

    /**
     * True if a right that the sender of this request has goes for this job too; by default, it goes for all jobs. A job that may
     * not be viewed is left out of lists and not found. Numbers of jobs and errors that are grouped tell of all jobs.
     */
    default boolean goesFor(final HttpServletRequest request, final DashboardRight right, final Job job) {
        return true;
    }

    /** The name of whoever sent this request, for the page and the {@link DashboardListener}; by default, as the container knows it. */
    default Optional<String> user(final HttpServletRequest request) {
        return Optional.ofNullable(request.getRemoteUser());
    }

    /** Whoever fulfils this condition may view everything, and do and reveal nothing. */
    static DashboardAccess readOnly(final Predicate<HttpServletRequest> allowed) {
        requireNonNull(allowed, "allowed");
        return request ->
                allowed.test(request) ? EnumSet.of(DashboardRight.VIEW) : EnumSet.noneOf(DashboardRight.class);
    }

    /** Whoever fulfils this condition may do everything. */
    static DashboardAccess everything(final Predicate<HttpServletRequest> allowed) {
        requireNonNull(allowed, "allowed");
        return request ->
                allowed.test(request) ? EnumSet.allOf(DashboardRight.class) : EnumSet.noneOf(DashboardRight.class);
    }
}
