package dev.jobs.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A job as its service told of it. Immutable.
 *
 * @param id which job
 * @param type what it does
 * @param status its status
 * @param queuePosition 1 for the job that starts next; only while it is pending and due
 * @param stage what it is doing now
 * @param progress 0 to 100 within the stage
 * @param completeAt when it is expected to be complete
 * @param result what it made, as JSON; only if it is complete and made something
 * @param error what went wrong, for people; only if it failed
 * @param done whether nothing of it will change any more: its work has ended, too
 * @param revision grows with every change of the job itself
 * @param pollAfter how long to wait before the next poll; none when it is done
 * @param json the whole answer, with all else that it says
 */
public record PolledJob(
        JobId id,
        String type,
        JobStatus status,
        OptionalLong queuePosition,
        Optional<String> stage,
        double progress,
        Optional<Instant> completeAt,
        Optional<String> result,
        Optional<String> error,
        boolean done,
        long revision,
        Optional<Duration> pollAfter,
        String json) {

    static PolledJob of(final JsonNode answer) {
        return new PolledJob(
                JobId.parse(answer.path("jobId").asText()).orElseThrow(() -> unusable(answer)),
                answer.path("type").asText(),
                JobStatus.ofWireName(answer.path("status").asText()),
                answer.path("queuePosition").isNumber()
                        ? OptionalLong.of(answer.path("queuePosition").asLong())
                        : OptionalLong.empty(),
                text(answer.path("stage")),
                answer.path("progress").asDouble(),
                text(answer.path("estimate").path("completeAt")).map(Instant::parse),
                Optional.of(answer.path("result"))
                        .filter(JsonNode::isContainerNode)
                        .map(JsonNode::toString),
                text(answer.path("error")),
                answer.path("done").asBoolean(),
                answer.path("revision").asLong(),
                answer.path("pollAfterMs").isNumber()
                        ? Optional.of(
                                Duration.ofMillis(answer.path("pollAfterMs").asLong()))
                        : Optional.empty(),
                answer.toString());
    }

    private static Optional<String> text(final JsonNode node) {
        return Optional.of(node).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static IllegalArgumentException unusable(final JsonNode answer) {
        return new IllegalArgumentException("no jobId in " + answer);
    }
}
