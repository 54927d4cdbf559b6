package dev.jobs.examples.audio.sound;

import java.io.IOException;

/** Sound with a gain. */
final class Amplified implements Sound {
    private final Sound sound;
    private final double gain;

    Amplified(final Sound sound, final double gainDb) {
        this.sound = sound;
        this.gain = Levels.factor(gainDb);
    }

    @Override
    public SoundFormat format() {
        return sound.format();
    }

    @Override
    public int read(final double[] samples) throws IOException {
        final int frames = sound.read(samples);
        for (int i = 0; i < frames * format().channels(); i++) {
            samples[i] *= gain;
        }
        return frames;
    }
}
