package dev.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class Jackson3MappingTest {
    enum Size {
        A4,
        LETTER
    }

    record Line(String text, BigDecimal amount) {}

    record Report(LocalDate firstDay, Instant at, Duration limit, Optional<String> note, Size size, List<Line> lines) {}

    private static final Report REPORT = new Report(
            LocalDate.of(2026, 2, 28),
            Instant.parse("2026-03-01T10:00:00.123456Z"),
            Duration.ofMinutes(90),
            Optional.of("é \uD83C\uDFA7"),
            Size.A4,
            List.of(new Line("x", new BigDecimal("12345678901234567.10"))));

    private final JsonMapping plain = Jackson3Mapping.of(JsonMapper.shared());

    @Test
    void recordsTimesAndOptionalsComeBackAsTheyWere() {
        final JobType<Report, List<Report>> type = JobType.of(
                        "report", new GenericType<Report>() {}, new GenericType<List<Report>>() {})
                .withMapping(plain);

        final String json = type.resultJson(List.of(REPORT));

        assertThat(json).contains("\"2026-02-28\"", "\"2026-03-01T10:00:00.123456Z\"", "12345678901234567.10");
        assertThat(type.polledResult(json)).isEqualTo(List.of(REPORT));
        assertThat(type.request(REPORT).payload())
                .hasValueSatisfying(
                        payload -> assertThat(plain.read(payload, Report.class)).isEqualTo(REPORT));
    }

    @Test
    void theSettingsOfTheMapperHold() {
        final JsonMapping snake = Jackson3Mapping.of(JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build());

        assertThat(snake.write(REPORT)).contains("\"first_day\"");
    }

    @Test
    void unknownFieldsAreIgnoredWhateverTheMapperSays() {
        final JsonMapping strict = Jackson3Mapping.of(JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());

        assertThat(strict.read("{\"text\":\"x\",\"amount\":1,\"added\":true}", Line.class))
                .isEqualTo(new Line("x", BigDecimal.ONE));
    }

    @Test
    void jsonThatDoesNotFitIsRefusedWithTheReason() {
        assertThatThrownBy(() -> plain.read("{\"text\":\"x\",\"amount\":\"much\"}", Line.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("much");
    }

    @Test
    void nullIsNull() {
        assertThat(plain.read("null", Line.class)).isNull();
    }
}
