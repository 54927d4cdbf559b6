package dev.jobs.examples.audio.sound;

import java.util.ArrayList;
import java.util.List;

/** Remembers the stages and how far they came. */
final class Heard implements ProgressListener {
    private final List<String> stages = new ArrayList<>();
    private double lastPercent;

    @Override
    public void stage(final String name) {
        stages.add(name);
        lastPercent = 0;
    }

    @Override
    public void progress(final double percent) {
        if (percent < lastPercent || percent > 100) {
            throw new AssertionError(percent + " % after " + lastPercent + " %");
        }
        lastPercent = percent;
    }

    List<String> stages() {
        return List.copyOf(stages);
    }

    double lastPercent() {
        return lastPercent;
    }
}
