package dev.jobs.http.servlet;

import dev.jobs.Job;
import jakarta.servlet.http.HttpServletRequest;

/** Whether a request's sender may cancel a job that he may see. */
enum CancelRight {
    GRANTED,
    WITHHELD;

    static CancelRight of(final JobAccess access, final HttpServletRequest request, final Job job) {
        return access.mayCancel(request, job) ? GRANTED : WITHHELD;
    }
}
