package dev.jobs.examples.audio.sound;

import java.util.OptionalDouble;

/** The plain levels of a piece of sound: its highest sample, and the mean power of all channels. */
public final class Levels {
    private final int channels;
    private double peak;
    private double sum;
    private long count;

    /** The levels of sound of this format, of which nothing has been heard. */
    public Levels(final SoundFormat format) {
        this.channels = format.channels();
    }

    /** Hears the next frames. */
    public void hear(final double[] samples, final int frames) {
        for (int i = 0; i < frames * channels; i++) {
            peak = Math.max(peak, Math.abs(samples[i]));
            sum += samples[i] * samples[i];
        }
        count += (long) frames * channels;
    }

    /** The highest sample, in dB of full scale; empty for silence. */
    public OptionalDouble peakDb() {
        return decibels(peak);
    }

    /** The root of the mean of all samples' squares, in dB of full scale; empty for silence. */
    public OptionalDouble rmsDb() {
        return count == 0 ? OptionalDouble.empty() : decibels(Math.sqrt(sum / count));
    }

    /** A magnitude in dB; empty for none. */
    static OptionalDouble decibels(final double magnitude) {
        return magnitude > 0 ? OptionalDouble.of(20 * Math.log10(magnitude)) : OptionalDouble.empty();
    }

    /** The factor by which a gain in dB multiplies samples. */
    static double factor(final double decibels) {
        return Math.pow(10, decibels / 20);
    }
}
