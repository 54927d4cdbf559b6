package dev.jobs;

import static java.util.Objects.requireNonNull;

import dev.jobs.internal.Text;
import java.util.List;

/**
 * One of the stages that a type of job says it goes through. Immutable.
 *
 * @param name as handlers say it: 1 to 200 characters without control characters or spaces around it
 * @param label what people read: 1 to 200 characters without control characters
 * @param weight its share of the whole work, in whatever unit the type's stages have in common: seconds, say; above 0
 */
public record Stage(String name, String label, double weight) {
    private static final int MAX_NAME = 200;
    private static final int MOST_STAGES = 50;

    public Stage {
        Text.name("a stage's name", requireNonNull(name, "name"), MAX_NAME);
        if (!name.equals(name.strip())) {
            throw new IllegalArgumentException("a stage's name has no space around it, but this has: \"" + name + "\"");
        }
        Text.name("a stage's label", requireNonNull(label, "label"), MAX_NAME);
        if (!(weight > 0 && weight <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "a stage's weight is a number above 0, but that of \"" + name + "\" is " + weight);
        }
    }

    /** A stage whose label is its name, of weight 1. */
    public static Stage of(final String name) {
        return new Stage(name, name, 1);
    }

    /** The same stage, for people to read. */
    public Stage withLabel(final String text) {
        return new Stage(name, text, weight);
    }

    /** The same stage, with another share of the work. */
    public Stage withWeight(final double share) {
        return new Stage(name, label, share);
    }

    /** These stages in their order, as one type may declare them: at most 50, no two of one name. */
    static List<Stage> checked(final List<Stage> stages) {
        if (stages.size() > MOST_STAGES) {
            throw new IllegalArgumentException(
                    "a type has at most " + MOST_STAGES + " stages, but " + stages.size() + " were declared");
        }
        if (stages.stream().map(Stage::name).distinct().count() < stages.size()) {
            throw new IllegalArgumentException("each stage of a type has a name of its own, but these have not: "
                    + stages.stream().map(Stage::name).toList());
        }
        return List.copyOf(stages);
    }
}
