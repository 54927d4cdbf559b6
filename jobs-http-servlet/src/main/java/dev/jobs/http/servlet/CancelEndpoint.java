package dev.jobs.http.servlet;

import dev.jobs.CancelOutcome;
import dev.jobs.CancelResponse;
import dev.jobs.JobId;
import dev.jobs.Jobs;
import dev.jobs.http.servlet.response.ErrorAnswers;
import dev.jobs.http.servlet.response.JobRight;
import dev.jobs.http.servlet.response.JsonResponse;
import jakarta.servlet.http.HttpServletRequest;

/** Cancels jobs. Safe to share between threads. */
final class CancelEndpoint {
    private final Jobs jobs;
    private final JobRights rights;

    CancelEndpoint(final Jobs jobs, final JobRights rights) {
        this.jobs = jobs;
        this.rights = rights;
    }

    JsonResponse cancel(final HttpServletRequest request, final JobId id) {
        final boolean allowed = jobs.find(id)
                .filter(job -> rights.allow(request, job, JobRight.CANCEL))
                .isPresent();
        if (!allowed) {
            return ErrorAnswers.jobNotFound();
        }
        final CancelOutcome outcome = jobs.cancel(id);
        return JsonResponse.of(statusOf(outcome), new CancelResponse(id, outcome).toJson());
    }

    private static int statusOf(final CancelOutcome outcome) {
        if (outcome instanceof CancelOutcome.Cancelled) {
            return 200;
        }
        return outcome instanceof CancelOutcome.AlreadyTerminal ? 409 : 404;
    }
}
