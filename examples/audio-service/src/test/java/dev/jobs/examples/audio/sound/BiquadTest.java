package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The filters of the K-weighting against the coefficients that ITU-R BS.1770 gives for 48 kHz. */
class BiquadTest {
    private static final int SAMPLES = 2_000;

    @Test
    void theHeadShelfIsTheStandards() {
        final double[] b = {1.53512485958697, -2.69169618940638, 1.19839281085285};
        final double[] a = {1, -1.69065929318241, 0.73248077421585};

        assertThat(impulseResponse(Biquad.headShelf(48_000))).containsExactly(impulseResponse(b, a), within(1e-9));
    }

    @Test
    void theLowCutIsTheStandards() {
        final double[] b = {1, -2, 1};
        final double[] a = {1, -1.99004745483398, 0.99007225036621};

        assertThat(impulseResponse(Biquad.lowCut(48_000))).containsExactly(impulseResponse(b, a), within(1e-9));
    }

    private static double[] impulseResponse(final Biquad filter) {
        final double[] response = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            response[i] = filter.next(i == 0 ? 1 : 0);
        }
        return response;
    }

    private static double[] impulseResponse(final double[] b, final double[] a) {
        final double[] response = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            response[i] = i < 3 ? b[i] : 0;
            response[i] -= i > 0 ? a[1] * response[i - 1] : 0;
            response[i] -= i > 1 ? a[2] * response[i - 2] : 0;
        }
        return response;
    }
}
