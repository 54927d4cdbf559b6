package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TruePeaksTest {
    /** The tolerance that EBU Tech 3341 allows. */
    private static final double TOO_HIGH = 0.2;

    private static final double TOO_LOW = 0.4;

    @ParameterizedTest(name = "EBU Tech 3341, case {0}")
    @CsvSource({
        "15, 0.5, 4, 0, -6",
        "16, 0.5, 4, 45, -6",
        "17, 0.5, 6, 60, -6",
        "18, 0.5, 8, 67.5, -6",
        "19, 1.41, 4, 45, 3"
    })
    void peaksBetweenTheSamplesAreFound(
            final int number, final double amplitude, final int part, final double degrees, final double expected)
            throws Exception {
        final double phase = Math.toRadians(degrees);
        final Signal sine = Signal.stereo(
                1,
                (seconds, channel) ->
                        amplitude * faded(seconds) * Math.sin(2 * Math.PI * 48_000 / part * seconds + phase));

        assertThat(truePeakDb(sine).orElseThrow()).isBetween(expected - TOO_LOW, expected + TOO_HIGH);
    }

    @ParameterizedTest(name = "{0} Hz")
    @ValueSource(ints = {8_000, 44_100, 88_200, 96_000, 176_400, 192_000, 384_000})
    void atAnySampleRateItIsThePeakOfTheWave(final int sampleRate) throws Exception {
        final SoundFormat format = new SoundFormat(sampleRate, 1, sampleRate, 0);
        final Signal.Wave sine = Signal.Wave.sine(sampleRate / 9.7, -3);
        final Signal tone = Signal.of(format, (seconds, channel) -> faded(seconds) * sine.at(seconds, channel));

        assertThat(truePeakDb(tone).orElseThrow()).isCloseTo(-3, within(0.2));
    }

    @Test
    void itIsNeverBelowTheHighestSample() throws Exception {
        final Signal click = Signal.stereo(0.1, (seconds, channel) -> seconds == 0 && channel == 1 ? -0.9 : 0);

        assertThat(truePeakDb(click).orElseThrow()).isGreaterThanOrEqualTo(20 * Math.log10(0.9));
    }

    @Test
    void aPeakAtTheVeryEndIsFound() {
        final TruePeaks peaks = new TruePeaks(new SoundFormat(48_000, 1, 1, 0));

        peaks.hear(new double[] {1}, 1);

        assertThat(peaks.truePeakDb().orElseThrow()).isCloseTo(0, within(0.01));
        assertThat(peaks.truePeakDb().orElseThrow()).isCloseTo(0, within(0.01));
    }

    @Test
    void silenceHasNone() throws Exception {
        assertThat(truePeakDb(Signal.stereo(0.1, (seconds, channel) -> 0))).isEmpty();
    }

    /** A tone of a second that begins and ends slowly: all at once would make higher peaks than its own. */
    private static double faded(final double seconds) {
        return Math.min(1, 10 * Math.min(seconds, 1 - seconds));
    }

    private static OptionalDouble truePeakDb(final Signal signal) throws Exception {
        final TruePeaks peaks = new TruePeaks(signal.format());
        signal.to(peaks::hear);
        return peaks.truePeakDb();
    }
}
