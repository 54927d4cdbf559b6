package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The progress of an attempt through all of the stages that its type declares. Workers compute it and report it with
 * their progress; stores keep it, and let it fall at a new attempt only. Immutable.
 *
 * @param entered the stages that it has entered: bit {@code i} for the declared stage {@code i}
 * @param percent from 0 to 100: the weights of the stages that it has come past, and its part of the current one; never
 *     falls, even if the handler goes back to an earlier stage
 */
public record OverallProgress(long entered, double percent) {
    /** Of an attempt that has said nothing, or has nothing to say since its type declares no stages. */
    public static final OverallProgress NONE = new OverallProgress(0, 0);

    private static final double STEPS = 10;

    public OverallProgress {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("overall progress is from 0 to 100, but not " + percent);
        }
    }

    /**
     * The overall progress when the handler is in this stage, with this progress from 0 to 100. A stage that is not declared
     * changes nothing.
     */
    public OverallProgress at(final List<Stage> declared, final Optional<String> stage, final double progress) {
        requireNonNull(declared, "declared");
        double total = 0;
        double reached = 0;
        long bit = 0;
        for (int i = 0; i < declared.size(); i++) {
            if (stage.filter(declared.get(i).name()::equals).isPresent()) {
                bit = 1L << i;
                reached = total + declared.get(i).weight() * progress / 100;
            }
            total += declared.get(i).weight();
        }
        if (bit == 0) {
            return this;
        }
        final double shown = Math.floor(100 * STEPS * reached / total + 1e-9) / STEPS;
        return new OverallProgress(entered | bit, Math.max(percent, Math.min(100, shown)));
    }

    /** True if the declared stage of this index has been entered. */
    public boolean hasEntered(final int index) {
        return (entered & (1L << index)) != 0;
    }
}
