package dev.jobs.http.servlet;

import dev.jobs.Job;
import dev.jobs.http.servlet.response.JobLinks;
import dev.jobs.http.servlet.response.JobRight;
import dev.jobs.http.servlet.response.JobView;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumSet;
import java.util.Set;

/**
 * The rights of requests: what the service serves at all, of what its {@link JobAccess} allows. What is not served is not asked
 * for. Immutable.
 */
final class JobRights {
    private final JobAccess access;
    private final Set<JobRight> served;

    JobRights(final JobAccess access, final Set<JobRight> served) {
        this.access = access;
        this.served = Set.copyOf(served);
    }

    boolean mayView(final HttpServletRequest request, final Job job) {
        return access.mayView(request, job);
    }

    /** True if this request may see this job and has this right to it. */
    boolean allow(final HttpServletRequest request, final Job job, final JobRight right) {
        return mayView(request, job) && isGranted(request, job, right);
    }

    /** The job as this request sees it, which may see it. */
    JobView view(final HttpServletRequest request, final Job job, final JobLinks links) {
        final Set<JobRight> granted = EnumSet.noneOf(JobRight.class);
        for (final JobRight right : JobRight.values()) {
            if (isGranted(request, job, right)) {
                granted.add(right);
            }
        }
        return new JobView(links, granted);
    }

    private boolean isGranted(final HttpServletRequest request, final Job job, final JobRight right) {
        if (!served.contains(right)) {
            return false;
        }
        return switch (right) {
            case CANCEL -> access.mayCancel(request, job);
            case READ_LOG -> access.mayReadLog(request, job);
            case RERUN -> access.mayRerun(request, job);
        };
    }
}
