package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.Jobs;
import dev.jobs.RerunOutcome;
import dev.jobs.http.servlet.response.ErrorAnswers;
import dev.jobs.http.servlet.response.JobLinks;
import dev.jobs.http.servlet.response.JobRight;
import dev.jobs.http.servlet.response.JsonResponse;
import dev.jobs.store.PayloadTooLargeException;
import jakarta.servlet.http.HttpServletRequest;

/** Runs jobs again that have ended. Safe to share between threads. */
final class RerunEndpoint {
    private final Jobs jobs;
    private final JobRights rights;

    RerunEndpoint(final Jobs jobs, final JobRights rights) {
        this.jobs = jobs;
        this.rights = rights;
    }

    JsonResponse rerun(final HttpServletRequest request, final JobId id, final JobLinks links) {
        final boolean allowed = jobs.find(id)
                .filter(job -> rights.allow(request, job, JobRight.RERUN))
                .isPresent();
        if (!allowed) {
            return ErrorAnswers.jobNotFound();
        }
        final RerunOutcome outcome;
        try {
            outcome = jobs.rerun(id);
        } catch (final PayloadTooLargeException e) {
            return SubmittedJob.tooLarge();
        }
        if (outcome instanceof RerunOutcome.Rerun rerun) {
            return new SubmittedJob(jobs, rights).answer(request, links, rerun.id());
        }
        return outcome instanceof RerunOutcome.NotEnded running
                ? notEnded(running.status())
                : ErrorAnswers.jobNotFound();
    }

    private static JsonResponse notEnded(final JobStatus status) {
        return JsonResponse.of(409, "{\"error\":\"Job has not ended\",\"status\":\"" + status.wireName() + "\"}");
    }
}
