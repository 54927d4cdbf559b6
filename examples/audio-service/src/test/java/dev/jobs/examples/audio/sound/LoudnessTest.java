package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jobs.examples.audio.sound.Signal.Wave;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference cases of ITU-R BS.1770 and, as far as they ask for integrated loudness, of EBU Tech 3341. */
class LoudnessTest {
    /** The tolerance that EBU Tech 3341 allows. */
    private static final double TOLERANCE = 0.1;

    private static final int LEFT_RIGHT_CENTRE_AND_SURROUND = 0x37;
    private static final int WITH_LOW_FREQUENCIES = 0x3F;

    @ParameterizedTest(name = "EBU Tech 3341, cases 1 and 2: {0} dBFS")
    @ValueSource(doubles = {-23, -33})
    void aStereoSineIsAsLoudAsItsPeakLevel(final double level) throws Exception {
        assertLoudness(Signal.stereo(20, Wave.sine(1_000, level)), level);
    }

    @ParameterizedTest(name = "EBU Tech 3341, case {0}")
    @CsvSource({"3, -36 10 -23 60 -36 10", "4, -72 10 -36 10 -23 60 -36 10 -72 10", "5, -26 20 -20 20.1 -26 20"})
    void whatIsMuchSofterThanTheRestDoesNotCount(final int number, final String levelsAndSeconds) throws Exception {
        assertLoudness(steps(levelsAndSeconds), -23);
    }

    @Test
    void surroundChannelsCountMore() throws Exception {
        final double[] levels = {-28, -28, -24, -30, -30};
        final SoundFormat format = new SoundFormat(48_000, 5, 20 * 48_000, LEFT_RIGHT_CENTRE_AND_SURROUND);
        final Wave tones =
                (seconds, channel) -> Wave.sine(1_000, levels[channel]).at(seconds, channel);

        // EBU Tech 3341, case 6.
        assertLoudness(Signal.of(format, tones), -23);
    }

    @Test
    void lowFrequencyChannelsDoNotCount() throws Exception {
        final SoundFormat format = new SoundFormat(48_000, 6, 5 * 48_000, WITH_LOW_FREQUENCIES);
        final Wave wave = (seconds, channel) -> switch (channel) {
            case 0, 1 -> Wave.sine(1_000, -23).at(seconds, channel);
            case 3 -> Wave.sine(1_000, -3).at(seconds, channel);
            default -> 0;
        };

        assertLoudness(Signal.of(format, wave), -23);
    }

    @ParameterizedTest(name = "{0} Hz")
    @ValueSource(ints = {8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000})
    void oneChannelAtFullScaleIsThreeDecibelsSofterAtAnySampleRate(final int sampleRate) throws Exception {
        final SoundFormat format = new SoundFormat(sampleRate, 1, 3L * sampleRate, 0);

        // ITU-R BS.1770: 997 Hz at 0 dBFS in one channel reads -3.01.
        assertLoudness(Signal.of(format, Wave.sine(997, 0)), -3.01);
    }

    @Test
    void silenceHasNoLoudness() throws Exception {
        assertThat(loudness(Signal.stereo(2, (seconds, channel) -> 0))).isEmpty();
    }

    @Test
    void whatIsBelowTheAbsoluteGateHasNoLoudness() throws Exception {
        assertThat(loudness(Signal.stereo(2, Wave.sine(1_000, -71)))).isEmpty();
    }

    @Test
    void whatIsShorterThanABlockHasNoLoudness() throws Exception {
        assertThat(loudness(Signal.stereo(0.39, Wave.sine(1_000, -23)))).isEmpty();
        assertThat(loudness(Signal.stereo(0.4, Wave.sine(1_000, -23)))).isPresent();
    }

    private static Signal steps(final String levelsAndSeconds) {
        final double[] numbers = Arrays.stream(levelsAndSeconds.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        double total = 0;
        for (int i = 1; i < numbers.length; i += 2) {
            total += numbers[i];
        }
        return Signal.stereo(total, (seconds, channel) -> {
            double end = 0;
            for (int i = 0; i < numbers.length; i += 2) {
                end += numbers[i + 1];
                if (seconds < end) {
                    return Wave.sine(1_000, numbers[i]).at(seconds, channel);
                }
            }
            return 0;
        });
    }

    private static void assertLoudness(final Signal signal, final double expected) throws Exception {
        assertThat(loudness(signal).orElseThrow()).isCloseTo(expected, within(TOLERANCE));
    }

    private static OptionalDouble loudness(final Signal signal) throws Exception {
        final Loudness loudness = new Loudness(signal.format());
        signal.to(loudness::hear);
        return loudness.integrated();
    }
}
