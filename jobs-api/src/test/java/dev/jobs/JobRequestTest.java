package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobRequestTest {
    @Test
    void aRequestThatSaysNothingElseHasTheDefaults() {
        final JobRequest request = JobRequest.builder("ingest", "{}").build();

        assertThat(request.queue()).isEqualTo("default");
        assertThat(request.priority()).isZero();
        assertThat(request.maxAttempts()).isEqualTo(3);
        assertThat(request.backoff()).isEqualTo(Backoff.standard());
        assertThat(request.dueAt()).isEmpty();
        assertThat(request.owner()).isEmpty();
        assertThat(request.idempotencyKey()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"every kind: ä 漢 🎧 \\u0000 \\ud800\"",
                "123456789012345678901234567890.12345678901234567890e999",
                "[1.0, 1.00, -0.0]",
                "null",
                "true",
                "{\"a\": {\"a\": 1, \"a\": 2}}"
            })
    void aPayloadIsKeptToTheLetter(final String json) {
        assertThat(JobRequest.builder("t", json).build().payload()).contains(json);
    }

    @Test
    void halfASurrogatePairIsKeptAsItsEscape() {
        assertThat(JobRequest.builder("t", "\"a\ud800b\"").build().payload()).contains("\"a\\ud800b\"");
    }

    @Test
    void aPayloadMayBeNested1000LevelsDeepAndNoDeeper() {
        final String deepest = "[".repeat(1_000) + "]".repeat(1_000);

        assertThat(JobRequest.builder("t", deepest).build().payload()).contains(deepest);
        assertThatThrownBy(() -> JobRequest.builder("t", "[" + deepest + "]").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("type \"t\"")
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> JobRequest.builder("t", "[".repeat(10_000) + "]".repeat(10_000))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{", "{} {}", "{'a': 1}", "\"a\u0000b\"", "NaN", "01"})
    void whatIsNotOneJsonValueIsRefused(final String text) {
        assertThatThrownBy(() -> JobRequest.builder("ingest", text).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the payload of a job of type \"ingest\"");
    }

    @Test
    void aNameWithAControlCharacterIsRefusedAndTheCharacterNamed() {
        assertThatThrownBy(() -> JobRequest.builder("in\u0000gest", "{}").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("U+0000");
    }

    @Test
    void anEmptyOrOverlongNameIsRefused() {
        assertThatThrownBy(() -> JobRequest.builder("", "{}").build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        JobRequest.builder("t", "{}").owner("o".repeat(201)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("201");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_001})
    void attemptsOutOfRangeAreRefused(final int attempts) {
        assertThatThrownBy(() ->
                        JobRequest.builder("t", "{}").maxAttempts(attempts).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(attempts));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-12-31T23:59:59Z", "+10000-01-01T00:00:00Z", "-1000000000-01-01T00:00:00Z"})
    void aDueTimeThatNoDatabaseKeepsIsRefused(final Instant due) {
        assertThatThrownBy(() -> JobRequest.builder("t", "{}").dueAt(due).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(due.toString());
    }
}
