package dev.jobs.client;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * One of the stages that a job's type declares, and where the job stands with it. Immutable.
 *
 * @param name the name by which the handler enters it; {@link PolledJob#stage()} is the name of the one under way
 * @param label the name for people
 * @param weight its share of the whole work, in a unit that the type's stages have in common
 * @param status {@code pending}, {@code active}, {@code done} or {@code skipped}, as it was sent; a service of a later version may
 *     have others
 * @param progress the progress within it, from 0 to 100
 * @param took the time that the current or last attempt spent in it, all of its visits together; empty until it has been left
 */
public record PolledStage(
        String name, String label, double weight, String status, double progress, Optional<Duration> took) {
    private static final BigDecimal MOST_MILLIS = BigDecimal.valueOf(Long.MAX_VALUE);

    static PolledStage of(final JsonObject stage) {
        final String name = stage.string("name").orElse("");
        return new PolledStage(
                name,
                stage.string("label").orElse(name),
                number(stage, "weight", 1),
                stage.string("status").orElse(""),
                number(stage, "progress", 0),
                took(stage));
    }

    /** The time in {@code tookMs}; empty if it is not there or none. */
    static Optional<Duration> took(final JsonObject object) {
        return object.number("tookMs")
                .filter(ms -> ms.signum() >= 0 && ms.compareTo(MOST_MILLIS) <= 0)
                .map(ms -> Duration.ofMillis(ms.longValue()));
    }

    private static double number(final JsonObject stage, final String member, final double otherwise) {
        return stage.number(member).map(BigDecimal::doubleValue).orElse(otherwise);
    }
}
