package dev.jobs.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.dashboard.http.Answer;
import dev.jobs.dashboard.json.FailuresJson;
import dev.jobs.dashboard.json.Json;
import dev.jobs.dashboard.json.OverviewJson;
import dev.jobs.dashboard.json.WorkersJson;
import dev.jobs.dashboard.read.LiveReads;
import java.time.Duration;
import java.time.Instant;

/** Answers about the store as a whole: {@code GET api/me}, {@code api/overview}, {@code api/workers} and {@code api/failures}. */
final class StateEndpoint {
    private static final Duration DAY = Duration.ofDays(1);

    private final LiveReads reads;
    private final Duration lateAfter;

    StateEndpoint(final LiveReads reads, final Duration lateAfter) {
        this.reads = reads;
        this.lateAfter = lateAfter;
    }

    Answer me(final Caller caller) {
        final ObjectNode json = Json.object().put("at", Json.time(reads.at()));
        caller.user().ifPresent(name -> json.put("user", name));
        final ArrayNode rights = json.putArray("rights");
        caller.rights().forEach(right -> rights.add(right.wireName()));
        return Answer.json(json.put("lateAfterMs", lateAfter.toMillis()));
    }

    Answer overview() {
        return Answer.json(OverviewJson.of(reads.state()));
    }

    Answer workers(final Caller caller) {
        return Answer.json(WorkersJson.of(reads.workers(), caller::sees));
    }

    Answer failures(final Caller caller) {
        final Instant since =
                caller.parameters().time("since").orElseGet(() -> reads.at().minus(DAY));
        return Answer.json(FailuresJson.of(reads.failures(since)));
    }
}
