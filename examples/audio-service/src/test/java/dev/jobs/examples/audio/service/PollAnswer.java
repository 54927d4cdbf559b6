package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The fields of a poll's answer that never change: each there or absent, and of its type, as the status demands. */
final class PollAnswer {
    private static final String JOB_ID = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z";

    private PollAnswer() {}

    static void assertPending(final JsonNode answer, final String type, final int position) {
        assertCommon(answer, type, "pending", 0);
        assertThat(answer.path("queuePosition").isIntegralNumber()).isTrue();
        assertThat(answer.path("queuePosition").intValue()).isEqualTo(position);
        assertThat(answer.path("stage").isNull()).isTrue();
        assertThat(answer.path("progress").doubleValue()).isZero();
        assertThat(answer.path("finishedAt").isNull()).isTrue();
        assertAbsent(answer, "result", "error");
    }

    static void assertProcessing(final JsonNode answer, final String type, final int attempt) {
        assertCommon(answer, type, "processing", attempt);
        assertThat(answer.path("queuePosition").isNull()).isTrue();
        assertThat(answer.path("finishedAt").isNull()).isTrue();
        assertAbsent(answer, "result", "error");
    }

    static void assertComplete(final JsonNode answer, final String type, final int attempt) {
        assertEnded(answer, type, "complete", attempt);
        assertThat(answer.path("result").isObject()).isTrue();
        assertAbsent(answer, "error");
    }

    static void assertFailed(final JsonNode answer, final String type, final int attempt) {
        assertEnded(answer, type, "failed", attempt);
        assertThat(answer.path("error").isTextual()).isTrue();
        assertAbsent(answer, "result");
    }

    static void assertCancelled(final JsonNode answer, final String type, final int attempt) {
        assertEnded(answer, type, "cancelled", attempt);
        assertAbsent(answer, "result", "error");
    }

    private static void assertEnded(final JsonNode answer, final String type, final String status, final int attempt) {
        assertCommon(answer, type, status, attempt);
        assertThat(answer.path("queuePosition").isNull()).isTrue();
        assertThat(answer.path("finishedAt").textValue()).matches(TIME);
    }

    private static void assertCommon(final JsonNode answer, final String type, final String status, final int attempt) {
        assertThat(fields(answer))
                .contains(
                        "jobId",
                        "type",
                        "status",
                        "progress",
                        "stage",
                        "queuePosition",
                        "createdAt",
                        "updatedAt",
                        "finishedAt",
                        "attempt");
        assertThat(answer.path("jobId").textValue()).matches(JOB_ID);
        assertThat(answer.path("type").textValue()).isEqualTo(type);
        assertThat(answer.path("status").textValue()).isEqualTo(status);
        assertThat(answer.path("attempt").intValue()).isEqualTo(attempt);
        assertThat(answer.path("progress").isNumber()).isTrue();
        assertThat(answer.path("progress").doubleValue()).isBetween(0.0, 100.0);
        assertThat(answer.path("stage").isTextual() || answer.path("stage").isNull())
                .isTrue();
        assertThat(answer.path("createdAt").textValue()).matches(TIME);
        assertThat(answer.path("updatedAt").textValue()).matches(TIME);
        assertThat(Instant.parse(answer.path("updatedAt").textValue()))
                .isAfterOrEqualTo(Instant.parse(answer.path("createdAt").textValue()));
    }

    private static void assertAbsent(final JsonNode answer, final String... names) {
        assertThat(fields(answer)).doesNotContain(names);
    }

    private static List<String> fields(final JsonNode answer) {
        final List<String> names = new ArrayList<>();
        answer.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
