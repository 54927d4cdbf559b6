package dev.jobs.examples.audio.sound;

/**
 * The highest level between and at the samples, by oversampling as ITU-R BS.1770-5's Annex 2 asks for: four times below
 * 96 kHz, twice below 192 kHz. One for each channel.
 */
final class TruePeak {
    private static final int TAPS = 16;

    private final double[][] phases;
    /** The newest samples, twice in a row, so that any window of them is in one piece. */
    private final double[] window = new double[2 * TAPS];

    private int next;

    TruePeak(final int sampleRate) {
        final int factor = sampleRate < 96_000 ? 4 : sampleRate < 192_000 ? 2 : 1;
        this.phases = new double[factor - 1][TAPS];
        for (int phase = 1; phase < factor; phase++) {
            fill(phases[phase - 1], (double) phase / factor);
        }
    }

    /** A sinc function that is shifted by a part of a sample, under a Hann window; its sum is 1. */
    private static void fill(final double[] taps, final double shift) {
        double sum = 0;
        for (int i = 0; i < TAPS; i++) {
            final double x = i - (TAPS / 2.0 - 1) - shift;
            final double hann = Math.pow(Math.cos(Math.PI * x / (TAPS + 1)), 2);
            taps[i] = Math.sin(Math.PI * x) / (Math.PI * x) * hann;
            sum += taps[i];
        }
        for (int i = 0; i < TAPS; i++) {
            taps[i] /= sum;
        }
    }

    /** The number of samples after a sample by which its surroundings are known. */
    static int delay() {
        return TAPS / 2;
    }

    /** The highest magnitude from the sample {@link #delay()} samples ago up to the one after it. */
    double next(final double sample) {
        window[next] = sample;
        window[next + TAPS] = sample;
        next = (next + 1) % TAPS;
        double peak = Math.max(Math.abs(window[next + TAPS / 2 - 1]), Math.abs(window[next + TAPS / 2]));
        for (final double[] taps : phases) {
            double sum = 0;
            for (int i = 0; i < TAPS; i++) {
                sum += taps[i] * window[next + i];
            }
            peak = Math.max(peak, Math.abs(sum));
        }
        return peak;
    }
}
