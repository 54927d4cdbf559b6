package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaveformTest {
    /** At full scale the wave leaves two lines free at the top and at the bottom of its lane. */
    private static final int MARGIN = 2;

    private static final int LANE = Waveform.HEIGHT / 2;

    /** So high, in radians a second, that each column has some whole waves. */
    private static final double TONE = 2 * Math.PI * 4_000;

    @TempDir
    Path directory;

    @Test
    void itIsAsHighAsTheSoundIsLoud() throws Exception {
        final Signal growing = Signal.stereo(1, (seconds, channel) -> seconds * Math.sin(TONE * seconds));

        final BufferedImage image = picture(growing);

        assertThat(image.getWidth()).isEqualTo(Waveform.WIDTH);
        assertThat(image.getHeight()).isEqualTo(Waveform.HEIGHT);
        for (final double part : new double[] {0.25, 0.5, 0.75, 0.99}) {
            final double expected = part * (LANE - 2 * MARGIN);
            assertThat(inked(image, (int) (part * Waveform.WIDTH), 0)).isCloseTo((int) expected, within(3));
            assertThat(inked(image, (int) (part * Waveform.WIDTH), 1)).isCloseTo((int) expected, within(3));
        }
    }

    @Test
    void leftIsAboveRight() throws Exception {
        final BufferedImage image =
                picture(Signal.stereo(1, (seconds, channel) -> channel == 0 ? Math.sin(TONE * seconds) : 0));

        assertThat(inked(image, 800, 0)).isGreaterThan(LANE - 10);
        assertThat(inked(image, 800, 1)).isEqualTo(1);
    }

    @Test
    void soundInOnePartIsSeenInThatPart() throws Exception {
        final BufferedImage image = picture(
                Signal.stereo(2, (seconds, channel) -> seconds >= 0.5 && seconds < 1 ? Math.sin(TONE * seconds) : 0));

        final int[] loud = IntStream.range(0, Waveform.WIDTH)
                .filter(x -> inked(image, x, 0) > LANE / 2)
                .toArray();
        assertThat(loud[0]).isCloseTo(Waveform.WIDTH / 4, within(1));
        assertThat(loud).hasSize(loud[loud.length - 1] - loud[0] + 1);
        assertThat(loud[loud.length - 1]).isCloseTo(Waveform.WIDTH / 2, within(1));
    }

    @Test
    void aFewFramesFillThePictureToo() throws Exception {
        final SoundFormat format = new SoundFormat(8_000, 1, 7, 0);

        final BufferedImage image = picture(Signal.of(format, (seconds, channel) -> 0.5));

        assertThat(IntStream.range(0, Waveform.WIDTH))
                .allSatisfy(x -> assertThat(inked(image, x, 0)).isGreaterThan(LANE / 4));
    }

    @Test
    void moreThanFullScaleStaysInThePicture() throws Exception {
        final BufferedImage image = picture(Signal.stereo(1, Signal.Wave.sine(1_000, 60)));

        assertThat(inked(image, 800, 0)).isBetween(LANE - 2 * MARGIN, LANE);
    }

    @Test
    void manyChannelsShareOneLane() throws Exception {
        final SoundFormat format = new SoundFormat(48_000, 6, 48_000, 0);

        final BufferedImage image =
                picture(Signal.of(format, (seconds, channel) -> channel == 5 ? Math.sin(TONE * seconds) : 0));

        assertThat(inked(image, 800, 0) + inked(image, 800, 1)).isGreaterThan(Waveform.HEIGHT - 10);
    }

    private BufferedImage picture(final Signal signal) throws Exception {
        final Path path = directory.resolve("waveform.png");
        final Waveform waveform = new Waveform(signal.format());
        signal.to(waveform::hear);
        waveform.write(path);
        return ImageIO.read(path.toFile());
    }

    /** The part of this column of this half that is not transparent. */
    private static int inked(final BufferedImage image, final int x, final int half) {
        return (int) IntStream.range(half * LANE, (half + 1) * LANE)
                .filter(y -> image.getRGB(x, y) >>> 24 != 0)
                .count();
    }
}
