package dev.jobs.client;

import java.math.BigDecimal;

/**
 * One of the stages that a job's type declares, and where the job stands with it. Immutable.
 *
 * @param name the name by which the handler enters it; {@link PolledJob#stage()} is the name of the one under way
 * @param label the name for people
 * @param weight its share of the whole work, in a unit that the type's stages have in common
 * @param status {@code pending}, {@code active}, {@code done} or {@code skipped}, as it was sent; a service of a later version may
 *     have others
 * @param progress the progress within it, from 0 to 100
 */
public record PolledStage(String name, String label, double weight, String status, double progress) {
    static PolledStage of(final JsonObject stage) {
        final String name = stage.string("name").orElse("");
        return new PolledStage(
                name,
                stage.string("label").orElse(name),
                number(stage, "weight", 1),
                stage.string("status").orElse(""),
                number(stage, "progress", 0));
    }

    private static double number(final JsonObject stage, final String member, final double otherwise) {
        return stage.number(member).map(BigDecimal::doubleValue).orElse(otherwise);
    }
}
