package dev.jobs.examples.audio.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavWriterTest {
    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("written.wav");
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24})
    void whatIsWrittenIsRead(final int bits) throws Exception {
        final SoundFormat format = new SoundFormat(44_100, 2, 3, 0);

        write(format, bits, 0, -1, 0.5, -0.25, 0.123, 0.9);

        final Opened opened = Opened.of(path);
        assertThat(opened.format()).isEqualTo(format);
        assertThat(opened.samples())
                .containsExactly(new double[] {0, -1, 0.5, -0.25, 0.123, 0.9}, within(Math.scalb(0.5, 1 - bits)));
    }

    @ParameterizedTest
    @CsvSource({"16, 0x1p-15", "24, 0x1p-23"})
    void whatPassesFullScaleIsCutAndDoesNotWrapAround(final int bits, final double step) throws Exception {
        write(new SoundFormat(44_100, 1, 3, 0), bits, 1, 1.5, -1.5);

        assertThat(Opened.of(path).samples()).containsExactly(1 - step, 1 - step, -1);
    }

    @Test
    void theLoudspeakersOfTheChannelsAreKept() throws Exception {
        final SoundFormat format = new SoundFormat(48_000, 6, 1, 0x3F);

        write(format, 24, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6);

        final Opened opened = Opened.of(path);
        assertThat(opened.format()).isEqualTo(format);
        assertThat(opened.samples()).containsExactly(new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, within(1e-6));
    }

    @Test
    void anOddNumberOfBytesIsPadded() throws Exception {
        write(new SoundFormat(44_100, 1, 1, 0), 24, 0.5);

        final byte[] file = Files.readAllBytes(path);
        assertThat(file).hasSize(44 + 3 + 1);
        assertThat(file[4]).as("the size of all that follows").isEqualTo((byte) (file.length - 8));
        assertThat(file[40]).as("the size of the sound").isEqualTo((byte) 3);
    }

    @Test
    void whatIsTooLongForAWavFileIsRefusedAndLeavesNoFile() {
        final SoundFormat format = new SoundFormat(48_000, 2, 1L << 30, 0);

        assertThatThrownBy(() -> new WavWriter(path, format, 24).close())
                .isInstanceOf(UnusableAudioException.class)
                .hasMessage("The sound is too long for a WAV file: 6442450944 bytes");
        assertThat(path).doesNotExist();
    }

    private void write(final SoundFormat format, final int bits, final double... samples) throws IOException {
        try (WavWriter writer = new WavWriter(path, format, bits)) {
            writer.write(samples, samples.length);
        }
    }
}
