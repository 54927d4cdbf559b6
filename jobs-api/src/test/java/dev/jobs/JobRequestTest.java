package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
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
        assertThat(request.ownerWeight()).isEqualTo(1);
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
    @ValueSource(ints = {0, -1, 101})
    void anOwnersWeightOutOfRangeIsRefused(final int weight) {
        assertThatThrownBy(() -> JobRequest.builder("t", "{}")
                        .owner("ann")
                        .ownerWeight(weight)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(weight));
    }

    @Test
    void everyCopyOfARequestHasTheOwnersWeight() {
        final JobRequest request =
                JobRequest.builder("t", "{}").owner("ann").ownerWeight(3).build();

        assertThat(request.stored().ownerWeight()).isEqualTo(3);
        assertThat(request.withoutPayload().ownerWeight()).isEqualTo(3);
        assertThat(request.withAttributesThatFit(Map.of("a", "1")).ownerWeight())
                .isEqualTo(3);
        assertThat(request)
                .isNotEqualTo(JobRequest.builder("t", "{}")
                        .owner("ann")
                        .ownerWeight(2)
                        .build());
    }

    @Test
    void aWeightIsRefusedWithoutAnOwner() {
        assertThatThrownBy(() -> JobRequest.builder("t", "{}").ownerWeight(3).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3");
        assertThat(JobRequest.builder("t", "{}").ownerWeight(1).build().ownerWeight())
                .isEqualTo(1);
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

    @Test
    void aDelayIsFromZeroTo36500DaysAndNotBesideADueTime() {
        final JobRequest.Builder request = JobRequest.builder("t", "{}");

        assertThat(request.delay(Duration.ofDays(36_500)).build().delay()).contains(Duration.ofDays(36_500));
        assertThatThrownBy(() -> JobRequest.builder("t", "{}")
                        .delay(Duration.ofMillis(-1))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.001S");
        assertThatThrownBy(() -> JobRequest.builder("t", "{}")
                        .delay(Duration.ofDays(36_501))
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> request.dueAt(Instant.EPOCH).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("1970-01-01T00:00:00Z", "PT876000H");
    }

    @Test
    void attributesAreAtMost32WithNamesTo100AndValuesTo1000Characters() {
        final JobRequest.Builder request = JobRequest.builder("t", "{}");
        IntStream.range(0, 32).forEach(i -> request.attribute("n".repeat(98) + (10 + i), "v".repeat(1_000)));

        assertThat(request.build().attributes()).hasSize(32);
        assertThatThrownBy(() -> request.attribute("one more", "").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("33");
        assertThatThrownBy(() -> JobRequest.builder("t", "{}")
                        .attribute("n".repeat(101), "v")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("101");
        assertThatThrownBy(() -> JobRequest.builder("t", "{}")
                        .attribute("n", "v".repeat(1_001))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"n\"", "1001");
    }

    @Test
    void attributesThatDoNotFitAreLeftOutTheLastFirst() {
        final JobRequest.Builder builder = JobRequest.builder("t", "{}").queue("q");
        IntStream.range(0, 31).forEach(i -> builder.attribute("n" + i, "v"));
        final JobRequest request = builder.build();
        final Map<String, String> added = new LinkedHashMap<>();
        added.put("long", "v".repeat(1_001));
        added.put("n".repeat(101), "v");
        added.put("z", "1");
        added.put("a", "2");
        added.put("n7", "3");

        final JobRequest more = request.withAttributesThatFit(added);

        assertThat(more.attributes()).hasSize(32).containsEntry("z", "1").containsEntry("n7", "3");
        assertThat(more.attributes()).doesNotContainKeys("long", "a", "n".repeat(101));
        assertThat(more.queue()).isEqualTo("q");
        assertThat(request.attributes()).hasSize(31).containsEntry("n7", "v");
    }

    @Test
    void anAttributeTakesThePlaceOfOneOfItsNameAndNoneIsChangedLater() {
        final JobRequest.Builder builder = JobRequest.builder("t", "{}")
                .attribute("b", "1")
                .attribute("a", "2")
                .attribute("b", "3");
        final JobRequest request = builder.build();
        builder.attribute("c", "4");

        assertThat(request.attributes()).containsExactly(Map.entry("a", "2"), Map.entry("b", "3"));
        assertThatThrownBy(() -> request.attributes().put("c", "4")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void whatMayBeSecretIsNotPartOfItsText() {
        final JobRequest request = JobRequest.builder("ingest", "\"secret payload\"")
                .attribute("token", "secret attribute")
                .owner("ann")
                .build();

        assertThat(request).asString().contains("ingest", "ann").doesNotContain("secret");
    }
}
