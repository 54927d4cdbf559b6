package dev.jobs.examples.audio.sound;

import java.io.IOException;

/** Sound that is a function of time. */
final class Signal implements Sound {
    private final SoundFormat format;
    private final Wave wave;
    private long frame;

    private Signal(final SoundFormat format, final Wave wave) {
        this.format = format;
        this.wave = wave;
    }

    /** The sample of a channel at a time. */
    @FunctionalInterface
    interface Wave {
        double at(double seconds, int channel);

        /** A tone in all channels alike. */
        static Wave sine(final double frequency, final double peakDb) {
            return (seconds, channel) -> Levels.factor(peakDb) * Math.sin(2 * Math.PI * frequency * seconds);
        }
    }

    static Signal of(final SoundFormat format, final Wave wave) {
        return new Signal(format, wave);
    }

    static Signal stereo(final double seconds, final Wave wave) {
        return of(stereo(seconds), wave);
    }

    /** The format of so many seconds of stereo at 48 kHz. */
    static SoundFormat stereo(final double seconds) {
        return new SoundFormat(48_000, 2, Math.round(seconds * 48_000), 0);
    }

    /** Gives all of it to the listeners. */
    void to(final Hearing.Listener... listeners) throws IOException {
        Hearing.hear(this, new Heard(), listeners);
    }

    @Override
    public SoundFormat format() {
        return format;
    }

    @Override
    public int read(final double[] samples) {
        final int channels = format.channels();
        final int frames = (int) Math.min(samples.length / channels, format.frames() - frame);
        for (int i = 0; i < frames; i++) {
            for (int channel = 0; channel < channels; channel++) {
                samples[i * channels + channel] = wave.at((double) frame / format.sampleRate(), channel);
            }
            frame++;
        }
        return frames;
    }
}
