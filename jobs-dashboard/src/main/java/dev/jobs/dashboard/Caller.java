package dev.jobs.dashboard;

import dev.jobs.Job;
import dev.jobs.dashboard.DashboardAction.Outcome;
import dev.jobs.dashboard.DashboardAction.Subject;
import dev.jobs.dashboard.http.Parameters;
import dev.jobs.dashboard.http.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whoever sent a request, and what the access says of that. For the request's thread. */
final class Caller {
    private static final Logger LOG = LoggerFactory.getLogger(DashboardServlet.class);

    private final HttpServletRequest request;
    private final DashboardAccess access;
    private final DashboardListener listener;
    private final Set<DashboardRight> rights;
    private final Parameters parameters;

    private Caller(
            final HttpServletRequest request,
            final DashboardAccess access,
            final DashboardListener listener,
            final Set<DashboardRight> rights) {
        this.request = request;
        this.access = access;
        this.listener = listener;
        this.rights = rights;
        this.parameters = Parameters.of(request);
    }

    /** Asks the access; someone who may not view is told that there is nothing. */
    static Caller of(final HttpServletRequest request, final DashboardAccess access, final DashboardListener listener) {
        final Set<DashboardRight> rights = access.rights(request);
        if (!rights.contains(DashboardRight.VIEW)) {
            throw Refusal.notFound("Not found");
        }
        return new Caller(request, access, listener, rights);
    }

    Parameters parameters() {
        return parameters;
    }

    Optional<String> user() {
        return access.user(request);
    }

    Set<DashboardRight> rights() {
        return rights;
    }

    boolean may(final DashboardRight right) {
        return rights.contains(right);
    }

    boolean may(final DashboardRight right, final Job job) {
        return may(right) && access.goesFor(request, right, job);
    }

    boolean sees(final Job job) {
        return may(DashboardRight.VIEW, job);
    }

    /** Refuses what the caller has no right to at all, and tells of that. */
    void require(final DashboardRight right, final Subject subject) {
        if (!may(right)) {
            refuse(right, subject);
        }
    }

    /** Refuses what the caller may not do with this job, and tells of that. */
    void require(final DashboardRight right, final Job job) {
        if (!may(right, job)) {
            refuse(right, new Subject.OneJob(job.id()));
        }
    }

    private void refuse(final DashboardRight right, final Subject subject) {
        tell(right, subject, Outcome.REFUSED);
        throw Refusal.forbidden("You have no right to do this here: " + right.wireName());
    }

    /** Tells the listener of an action. */
    void tell(final DashboardRight right, final Subject subject, final Outcome outcome) {
        try {
            listener.onAction(new DashboardAction(user(), right, subject, outcome));
        } catch (final RuntimeException e) {
            LOG.error("The listener of the dashboard failed when it was told of an action; the action stands.", e);
        }
    }
}
