package dev.jobs.examples.audio.sound;

/** A filter of second order for one channel, in the transposed direct form II. */
final class Biquad {
    private final double b0;
    private final double b1;
    private final double b2;
    private final double a1;
    private final double a2;
    private double z1;
    private double z2;

    private Biquad(final double[] b, final double[] a) {
        this.b0 = b[0] / a[0];
        this.b1 = b[1] / a[0];
        this.b2 = b[2] / a[0];
        this.a1 = a[1] / a[0];
        this.a2 = a[2] / a[0];
    }

    /** The first filter of BS.1770's K-weighting, for the head's effect: its analogue prototype at this sample rate. */
    static Biquad headShelf(final int sampleRate) {
        final double k = Math.tan(Math.PI * 1_681.974450955533 / sampleRate);
        final double kq = k / 0.7071752369554196;
        final double high = Math.pow(10, 3.999843853973347 / 20);
        final double band = Math.pow(high, 0.4996667741545416);
        return new Biquad(
                new double[] {high + band * kq + k * k, 2 * (k * k - high), high - band * kq + k * k},
                new double[] {1 + kq + k * k, 2 * (k * k - 1), 1 - kq + k * k});
    }

    /** The second filter of BS.1770's K-weighting, against low sounds: its analogue prototype at this sample rate. */
    static Biquad lowCut(final int sampleRate) {
        final double k = Math.tan(Math.PI * 38.13547087602444 / sampleRate);
        final double kq = k / 0.5003270373238773;
        final double a0 = 1 + kq + k * k;
        // BS.1770 gives this filter's numerator as 1, -2, 1, whatever its denominator.
        return new Biquad(new double[] {a0, -2 * a0, a0}, new double[] {a0, 2 * (k * k - 1), 1 - kq + k * k});
    }

    double next(final double in) {
        final double out = b0 * in + z1;
        z1 = b1 * in - a1 * out + z2;
        z2 = b2 * in - a2 * out;
        return out;
    }
}
