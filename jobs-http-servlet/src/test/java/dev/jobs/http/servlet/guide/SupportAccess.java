package dev.jobs.http.servlet.guide;

import dev.jobs.Job;
import dev.jobs.http.servlet.JobAccess;
import jakarta.servlet.http.HttpServletRequest;

// access
/** Users see and cancel their own jobs; the support team sees all, reads logs, and cancels none. */
final class SupportAccess implements JobAccess {
    private final JobAccess owners = JobAccess.ownedBy(LoginFilter::user);

    @Override
    public boolean mayView(final HttpServletRequest request, final Job job) {
        return owners.mayView(request, job) || request.isUserInRole("support");
    }

    @Override
    public boolean mayCancel(final HttpServletRequest request, final Job job) {
        return owners.mayCancel(request, job);
    }

    @Override
    public boolean mayReadLog(final HttpServletRequest request, final Job job) {
        return request.isUserInRole("support");
    }
}
// access end
