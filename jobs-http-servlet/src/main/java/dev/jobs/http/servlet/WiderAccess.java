package dev.jobs.http.servlet;

import dev.jobs.Job;
import dev.jobs.http.servlet.response.JobRight;
import jakarta.servlet.http.HttpServletRequest;

/** Another access, and one right more: whoever may see a job by it has that right to the job. */
record WiderAccess(JobAccess access, JobRight right) implements JobAccess {
    @Override
    public boolean mayView(final HttpServletRequest request, final Job job) {
        return access.mayView(request, job);
    }

    @Override
    public boolean mayCancel(final HttpServletRequest request, final Job job) {
        return access.mayCancel(request, job);
    }

    @Override
    public boolean mayReadLog(final HttpServletRequest request, final Job job) {
        return right == JobRight.READ_LOG ? mayView(request, job) : access.mayReadLog(request, job);
    }

    @Override
    public boolean mayRerun(final HttpServletRequest request, final Job job) {
        return right == JobRight.RERUN ? mayView(request, job) : access.mayRerun(request, job);
    }
}
