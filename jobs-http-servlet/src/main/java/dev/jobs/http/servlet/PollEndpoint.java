package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.Jobs;
import dev.jobs.http.servlet.response.CancelRight;
import dev.jobs.http.servlet.response.EntityTags;
import dev.jobs.http.servlet.response.ErrorAnswers;
import dev.jobs.http.servlet.response.JobView;
import dev.jobs.http.servlet.response.PollRepresentation;
import dev.jobs.http.servlet.response.Response;
import dev.jobs.http.servlet.watch.HeldPoll;
import dev.jobs.http.servlet.watch.HoldTime;
import dev.jobs.http.servlet.watch.WaitLimit;
import dev.jobs.http.servlet.watch.WaitResources;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers polls of one job: at once, or held until something has changed. Safe to share between threads. */
final class PollEndpoint {
    /** The pause of a client whose wait cannot be granted, so that it does not ask again and again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Jobs jobs;
    private final JobAccess access;
    private final WaitResources resources;
    private final WaitLimit holds;
    /** Of their own, for pauses must take no permits from those who can wait. */
    private final WaitLimit pauses;

    PollEndpoint(
            final Jobs jobs,
            final JobAccess access,
            final WaitResources resources,
            final WaitLimit holds,
            final WaitLimit pauses) {
        this.jobs = jobs;
        this.access = access;
        this.resources = resources;
        this.holds = holds;
        this.pauses = pauses;
    }

    Response poll(final HttpServletRequest request, final JobPath.Poll path) {
        final Optional<HoldTime> wait = WaitPreference.of(request);
        final Optional<JobPollResponse> found =
                jobs.poll(path.id()).filter(answer -> access.mayView(request, answer.job()));
        if (found.isEmpty()) {
            return ErrorAnswers.jobNotFound();
        }
        final JobPollResponse answer = found.get();
        final JobView view = new JobView(path.links(), CancelRight.ofBoolean(access.mayCancel(request, answer.job())));
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
        final JobId id = answer.job().id();
        final String owner = JobView.ownerOf(answer);
        if (shown.isKnownTo(request)) {
            final JobPollResponse.Fingerprint seen = answer.fingerprint();
            return hold(
                    request,
                    owner,
                    new HeldPoll.Held(id, view, now -> !now.fingerprint().equals(seen), shown.notModified(), wish));
        }
        return change(request, answer.job().revision())
                .map(change -> pause(request, owner, new HeldPoll.Held(id, view, change, shown.whole(), wish)))
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

    /** Holds the poll; for a second only if all permits are taken. */
    private Response hold(final HttpServletRequest request, final String owner, final HeldPoll.Held held) {
        return holds.take(request, owner)
                .<Response>map(permit -> (rq, rs) -> start(rq, rs, held, permit))
                .orElseGet(() -> pause(request, owner, held));
    }

    /** Holds the poll for a second, where the container and its filters can and there is a permit; else answers at once. */
    private Response pause(final HttpServletRequest request, final String owner, final HeldPoll.Held held) {
        return pauses.take(request, owner)
                .<Response>map(permit -> (rq, rs) -> start(rq, rs, held.atMost(PAUSE), permit))
                .orElseGet(() -> HoldTime.notAppliedTo(held.otherwise()));
    }

    private void start(
            final HttpServletRequest request,
            final HttpServletResponse response,
            final HeldPoll.Held held,
            final WaitLimit.Permit permit)
            throws IOException {
        try {
            final Optional<AsyncContext> async = permit.startAsync(request, response);
            if (async.isPresent()) {
                new HeldPoll(async.get(), resources, permit, held).start();
            } else {
                HoldTime.notAppliedTo(held.otherwise()).send(request, response);
            }
        } catch (final RuntimeException | Error e) {
            permit.close();
            throw e;
        }
    }
}
