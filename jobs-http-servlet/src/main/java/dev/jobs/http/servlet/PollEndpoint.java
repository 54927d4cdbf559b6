package dev.jobs.http.servlet;

import dev.jobs.JobPollResponse;
import dev.jobs.Jobs;
import dev.jobs.http.servlet.response.EntityTags;
import dev.jobs.http.servlet.response.ErrorAnswers;
import dev.jobs.http.servlet.response.JobView;
import dev.jobs.http.servlet.response.PollRepresentation;
import dev.jobs.http.servlet.response.Response;
import dev.jobs.http.servlet.watch.Hold;
import dev.jobs.http.servlet.watch.HoldTime;
import dev.jobs.http.servlet.watch.Holds;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers polls of one job: at once, or held until something has changed. Safe to share between threads. */
final class PollEndpoint {
    private final Jobs jobs;
    private final JobRights rights;
    private final Holds holds;

    PollEndpoint(final Jobs jobs, final JobRights rights, final Holds holds) {
        this.jobs = jobs;
        this.rights = rights;
        this.holds = holds;
    }

    Response poll(final HttpServletRequest request, final JobPath.Poll path) {
        final Optional<HoldTime> wait = WaitPreference.of(request);
        final Optional<JobPollResponse> found =
                jobs.poll(path.id()).filter(answer -> rights.mayView(request, answer.job()));
        if (found.isEmpty()) {
            return ErrorAnswers.jobNotFound();
        }
        final JobPollResponse answer = found.get();
        final JobView view = rights.view(request, answer.job(), path.links());
        final PollRepresentation shown = view.of(answer);
        return wait.map(wish -> answer(request, answer, view, shown, wish)).orElseGet(() -> shown.answerTo(request));
    }

    private Response answer(
            final HttpServletRequest request,
            final JobPollResponse answer,
            final JobView view,
            final PollRepresentation shown,
            final HoldTime wish) {
        if (!request.getMethod().equals("GET")
                || answer.isDone()
                || wish.time().isZero()
                || !EntityTags.areSent(request)) {
            return HoldTime.notAppliedTo(shown.answerTo(request));
        }
        final String owner = JobView.ownerOf(answer);
        if (shown.isKnownTo(request)) {
            final JobPollResponse.Fingerprint seen = answer.fingerprint();
            final Hold hold = new Hold(answer.job().id(), shown.notModified(), wish);
            return holds.poll(
                    request, owner, hold, view, now -> !now.fingerprint().equals(seen));
        }
        final Hold pause = new Hold(answer.job().id(), shown.whole(), wish);
        return change(request, answer.job().revision())
                .map(change -> holds.pausedPoll(request, owner, pause, view, change))
                .orElseGet(() -> HoldTime.notAppliedTo(shown.whole()));
    }

    /**
     * The change that ends the pause of a client that has another answer though the job is as it was; empty if the job has changed.
     *
     * <p>Such a client may get a new answer each time that it asks: because something on the way replaces our tags, or because
     * it asks several processes in turn, whose estimates differ. Without a pause it would ask as fast as it can.
     */
    private static Optional<Predicate<JobPollResponse>> change(final HttpServletRequest request, final long revision) {
        if (!EntityTags.areOurs(request)) {
            return Optional.of(JobPollResponse::isDone);
        }
        return EntityTags.haveRevision(request, revision)
                ? Optional.of(now -> now.job().revision() != revision)
                : Optional.empty();
    }
}
