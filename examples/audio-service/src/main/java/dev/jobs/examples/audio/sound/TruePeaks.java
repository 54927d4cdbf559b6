package dev.jobs.examples.audio.sound;

import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The true peak of all channels of a piece of sound. */
public final class TruePeaks {
    private final TruePeak[] channels;
    private double highest;

    /** The true peak of sound of this format, of which nothing has been heard. */
    public TruePeaks(final SoundFormat format) {
        this.channels = IntStream.range(0, format.channels())
                .mapToObj(channel -> new TruePeak(format.sampleRate()))
                .toArray(TruePeak[]::new);
    }

    /** Hears the next frames. */
    public void hear(final double[] samples, final int frames) {
        for (int i = 0; i < frames; i++) {
            highest = Math.max(highest, next(samples, i));
        }
    }

    /** Hears one frame; the highest of the channels' peaks {@link TruePeak#delay()} frames ago. */
    double next(final double[] samples, final int frame) {
        double peak = 0;
        for (int channel = 0; channel < channels.length; channel++) {
            peak = Math.max(peak, channels[channel].next(samples[frame * channels.length + channel]));
        }
        return peak;
    }

    /** In dB of full scale, as far as it has been heard; empty for silence. */
    public OptionalDouble truePeakDb() {
        // What is still in the filters is followed by silence.
        final double[] silence = new double[channels.length];
        for (int i = 0; i < TruePeak.delay(); i++) {
            highest = Math.max(highest, next(silence, 0));
        }
        return Levels.decibels(highest);
    }
}
