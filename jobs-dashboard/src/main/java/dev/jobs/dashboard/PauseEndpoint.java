package dev.jobs.dashboard;

import dev.jobs.dashboard.DashboardAction.Outcome;
import dev.jobs.dashboard.DashboardAction.Subject;
import dev.jobs.dashboard.http.Answer;
import dev.jobs.dashboard.http.Parameters;
import dev.jobs.dashboard.http.Refusal;
import dev.jobs.dashboard.json.Json;
import dev.jobs.dashboard.json.OverviewJson;
import dev.jobs.dashboard.read.LiveReads;
import dev.jobs.store.Operations;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;
import java.util.Optional;

/** Pauses and resumes: {@code POST api/pause} and {@code api/resume}. */
final class PauseEndpoint {
    private static final long LONGEST_MINUTES = Duration.ofDays(3_650).toMinutes();

    private final Operations operations;
    private final LiveReads reads;

    PauseEndpoint(final Operations operations, final LiveReads reads) {
        this.operations = operations;
        this.reads = reads;
    }

    Answer pause(final Caller caller) {
        final Parameters parameters = caller.parameters();
        final PauseRequest.Builder request = PauseRequest.builder(target(parameters));
        parameters.one("reason").ifPresent(request::reason);
        final long minutes = parameters.number("minutes", 0, LONGEST_MINUTES);
        if (minutes > 0) {
            request.lasting(Duration.ofMinutes(minutes));
        }
        final PauseRequest wanted = request.build();
        final Subject subject = new Subject.Paused(wanted.target(), wanted.reason());
        caller.require(DashboardRight.PAUSE, subject);
        final Pause pause = operations.pause(wanted);
        reads.forget();
        caller.tell(DashboardRight.PAUSE, subject, Outcome.DONE);
        return Answer.json(OverviewJson.toJson(pause));
    }

    Answer resume(final Caller caller) {
        final PauseTarget target = target(caller.parameters());
        final Subject subject = new Subject.Resumed(target);
        caller.require(DashboardRight.PAUSE, subject);
        final Optional<Pause> ended = operations.resume(target);
        reads.forget();
        caller.tell(DashboardRight.PAUSE, subject, ended.isPresent() ? Outcome.DONE : Outcome.NO_EFFECT);
        return Answer.json(Json.object().put("resumed", ended.isPresent()));
    }

    private static PauseTarget target(final Parameters parameters) {
        try {
            return new PauseTarget(
                    PauseTarget.Kind.ofWireName(parameters.required("kind")), parameters.required("name"));
        } catch (final IllegalArgumentException e) {
            throw Refusal.badRequest("What is paused is a queue, type, owner or limit key, by its name");
        }
    }
}
