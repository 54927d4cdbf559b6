package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jobs.examples.audio.sound.Signal.Wave;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizerTest {
    private static final double NEAR = 0.1;

    @TempDir
    Path directory;

    private final Heard heard = new Heard();

    /** The levels of the file that was made, measured independently of what the normaliser says. */
    private record Measured(SoundFormat format, double loudness, double truePeakDb) {
        static Measured of(final Path path) throws Exception {
            final Opened opened = Opened.of(path);
            final int frames = (int) opened.format().frames();
            final Loudness loudness = new Loudness(opened.format());
            final TruePeaks peaks = new TruePeaks(opened.format());
            loudness.hear(opened.samples(), frames);
            peaks.hear(opened.samples(), frames);
            return new Measured(
                    opened.format(),
                    loudness.integrated().orElse(Double.NEGATIVE_INFINITY),
                    peaks.truePeakDb().orElseThrow());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-6, -16, -23, -40})
    void aToneReachesItsTargetByAGainAlone(final double target) throws Exception {
        final Measured result = normalized(Signal.stereo(2, Wave.sine(1_000, -30)), target);

        assertThat(result.loudness()).isCloseTo(target, within(NEAR));
        assertThat(result.truePeakDb()).isCloseTo(target, within(NEAR));
        assertThat(heard.stages()).containsExactly("measuring loudness", "writing");
        assertThat(heard.lastPercent()).isEqualTo(100);
    }

    @Test
    void whatHasHighPeaksReachesItsTargetToo() throws Exception {
        final Measured result = normalized(clicksOverATone(), -16);

        assertThat(result.loudness()).isCloseTo(-16, within(NEAR));
        assertThat(result.truePeakDb()).isLessThanOrEqualTo(Normalizer.HIGHEST_TRUE_PEAK_DB);
        assertThat(heard.stages())
                .startsWith("measuring loudness", "finding the gain, try 1")
                .endsWith("writing");
    }

    @Test
    void whatIsFarFromItsTargetNeverClips() throws Exception {
        final Random random = new Random(1);
        final Measured result = normalized(Signal.stereo(3, (s, channel) -> 0.1 * random.nextGaussian()), -3);

        assertThat(result.truePeakDb()).isLessThanOrEqualTo(Normalizer.HIGHEST_TRUE_PEAK_DB);
    }

    @Test
    void aTargetJustBelowFullScaleStillLeavesHeadroom() throws Exception {
        final Measured result = normalized(Signal.stereo(2, Wave.sine(1_000, -30)), -0.5);

        assertThat(result.truePeakDb()).isLessThanOrEqualTo(Normalizer.HIGHEST_TRUE_PEAK_DB);
    }

    @Test
    void whatWasClippedIsMadeSofterWithoutALimiter() throws Exception {
        final Measured result = normalized(Signal.stereo(2, Wave.sine(1_000, 12)), -16);

        assertThat(result.loudness()).isCloseTo(-16, within(NEAR));
        assertThat(heard.stages()).containsExactly("measuring loudness", "writing");
    }

    @Test
    void aLimiterThatHasNothingToDoChangesNothing() throws Exception {
        final double[] before = all(Signal.stereo(0.5, Wave.sine(1_000, -20)));
        final double[] after = all(new Limited(Signal.stereo(0.5, Wave.sine(1_000, -20)), 0, -1));

        assertThat(after).hasSameSizeAs(before);
        assertThat(IntStream.range(0, after.length)
                        .mapToDouble(i -> Math.abs(after[i] - before[i]))
                        .max())
                .hasValue(0);
    }

    @Test
    void allChannelsAreTurnedDownTogether() throws Exception {
        final double[] after = all(new Limited(
                Signal.stereo(
                        1,
                        (seconds, channel) ->
                                Wave.sine(1_000, channel == 0 ? 0 : -20).at(seconds, channel)),
                0,
                -6));

        assertThat(IntStream.range(0, after.length / 2)
                        .mapToDouble(i -> Math.abs(after[2 * i + 1] - after[2 * i] / 10))
                        .max()
                        .orElseThrow())
                .isLessThan(1e-9);
    }

    @ParameterizedTest(name = "{0} Hz")
    @ValueSource(ints = {4_000, 44_100, 96_000, 192_000})
    void atAnySampleRateALimiterHoldsItsCeiling(final int sampleRate) throws Exception {
        final Random random = new Random(2);
        final SoundFormat format = new SoundFormat(sampleRate, 1, sampleRate / 2, 0);
        final Limited limited = new Limited(Signal.of(format, (s, channel) -> random.nextGaussian()), 6, -3);
        final TruePeaks peaks = new TruePeaks(format);
        final Levels levels = new Levels(format);

        Hearing.hear(limited, heard, peaks::hear, levels::hear);

        assertThat(levels.peakDb().orElseThrow()).isLessThanOrEqualTo(-3 + 1e-9);
        assertThat(peaks.truePeakDb().orElseThrow()).isLessThanOrEqualTo(-2.8);
    }

    @Test
    void surroundKeepsItsLoudspeakers() throws Exception {
        final SoundFormat format = new SoundFormat(48_000, 6, 48_000, 0x3F);

        final Measured result = normalized(Signal.of(format, Wave.sine(1_000, -30)), -16);

        assertThat(result.format()).isEqualTo(format);
        assertThat(result.loudness()).isCloseTo(-16, within(NEAR));
    }

    @Test
    void silenceCannotBeNormalised() {
        assertThatThrownBy(() -> normalized(Signal.stereo(2, (seconds, channel) -> 0), -16))
                .isInstanceOf(UnusableAudioException.class)
                .hasMessage("The file is too quiet or too short to have a loudness, so it cannot be normalised");
        assertThat(directory.resolve("to.wav")).doesNotExist();
    }

    @Test
    void aTargetAtTheGateIsReachedThoughItCannotBeMeasured() throws Exception {
        final Measured result = normalized(Signal.stereo(2, Wave.sine(1_000, -20)), -70);

        assertThat(result.truePeakDb()).isCloseTo(-70, within(NEAR));
    }

    private static Signal clicksOverATone() {
        return Signal.stereo(
                6, (seconds, channel) -> Wave.sine(440, -26).at(seconds, channel) + (seconds % 0.5 < 0.001 ? 0.8 : 0));
    }

    private Measured normalized(final Signal signal, final double target) throws Exception {
        final Path from = directory.resolve("from.wav");
        final Path to = directory.resolve("to.wav");
        Floats.write(signal, from);
        final Normalizer.Normalized said = new Normalizer(from, to, target, heard).run();
        final Measured measured = Measured.of(to);
        // It measures what it writes before that is rounded to 24 bits.
        assertThat(said.loudnessLufs().orElse(Double.NEGATIVE_INFINITY)).isCloseTo(measured.loudness(), within(0.001));
        assertThat(said.peakDb().orElseThrow()).isCloseTo(measured.truePeakDb(), within(0.01));
        return measured;
    }

    private static double[] all(final Sound sound) throws Exception {
        final double[] samples =
                new double[(int) sound.format().frames() * sound.format().channels()];
        int frames = 0;
        final double[] buffer = sound.newBuffer();
        for (int read = sound.read(buffer); read > 0; read = sound.read(buffer)) {
            System.arraycopy(
                    buffer,
                    0,
                    samples,
                    frames * sound.format().channels(),
                    read * sound.format().channels());
            frames += read;
        }
        return samples;
    }
}
