package dev.jobs.dashboard;

import dev.jobs.dashboard.DashboardAction.Outcome;
import dev.jobs.dashboard.DashboardAction.Subject;
import dev.jobs.dashboard.http.Answer;
import dev.jobs.dashboard.http.Parameters;
import dev.jobs.dashboard.http.Refusal;
import dev.jobs.dashboard.json.Json;
import dev.jobs.dashboard.json.LimitsJson;
import dev.jobs.dashboard.read.LiveReads;
import dev.jobs.store.Operations;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.StartRate;
import java.time.Duration;
import java.util.Optional;

/** The limits and what they do: {@code GET api/limits}, {@code POST api/limits/set} and {@code api/limits/remove}. */
final class LimitEndpoint {
    private final Operations operations;
    private final LiveReads reads;

    LimitEndpoint(final Operations operations, final LiveReads reads) {
        this.operations = operations;
        this.reads = reads;
    }

    Answer list(final Caller caller) {
        return Answer.json(LimitsJson.of(reads.limits(), reads.workers(), caller::sees));
    }

    Answer set(final Caller caller) {
        final Subject.Limited wanted = new Subject.Limited(limit(caller.parameters()));
        caller.require(DashboardRight.LIMIT, wanted);
        operations.setLimit(wanted.limit());
        reads.forget();
        caller.tell(DashboardRight.LIMIT, wanted, Outcome.DONE);
        return Answer.json(Json.object());
    }

    Answer remove(final Caller caller) {
        final Subject.LimitRemoved wanted =
                new Subject.LimitRemoved(named(caller.parameters().required("name")));
        caller.require(DashboardRight.LIMIT, wanted);
        final Optional<Limit> removed = operations.removeLimit(wanted.name());
        reads.forget();
        caller.tell(DashboardRight.LIMIT, wanted, removed.isPresent() ? Outcome.DONE : Outcome.NO_EFFECT);
        return Answer.json(Json.object().put("removed", removed.isPresent()));
    }

    private static Limit limit(final Parameters parameters) {
        final Limit.Builder limit = Limit.builder(parameters.required("name"));
        parameters.one("atOnce").ifPresent(given -> limit.atOnce(number(parameters, "atOnce")));
        parameters.one("message").ifPresent(limit::message);
        try {
            if (parameters.one("starts").isPresent()) {
                limit.rate(new StartRate(
                        number(parameters, "starts"),
                        Duration.ofMillis(parameters.number("periodMs", 1_000, Long.MAX_VALUE)),
                        (int) parameters.number("burst", 1, Integer.MAX_VALUE)));
            }
            return limit.build();
        } catch (final IllegalArgumentException e) {
            throw Refusal.badRequest("There can be no such limit: " + e.getMessage());
        }
    }

    private static int number(final Parameters parameters, final String name) {
        return (int) parameters.number(name, 0, Integer.MAX_VALUE);
    }

    private static String named(final String name) {
        try {
            return Limit.requireName(name);
        } catch (final IllegalArgumentException e) {
            throw Refusal.badRequest("No limit can have this name");
        }
    }
}
