package dev.jobs.examples.audio.sound;

import static dev.jobs.examples.audio.sound.Bytes.big;
import static dev.jobs.examples.audio.sound.Bytes.little;
import static dev.jobs.examples.audio.sound.Opened.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoundFileTest {
    private static final int FLOAT_32 = 6;
    private static final int FLOAT_64 = 7;
    private static final int SIGNED_8 = 2;

    @TempDir
    Path directory;

    @Test
    void anEmptyFileSaysSo() {
        assertRefused(little(), directory).hasMessage("The file is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ID3\3 and an MP3 file", "OggS", "fLaC", "%PDF-1.7", "<!doctype html>", "\0\0\0\0\0"})
    void whatIsNoAudioSaysSo(final String content) {
        assertRefused(little().text(content), directory)
                .hasMessage("This is no audio file: WAV, AIFF and AU can be used");
    }

    @Test
    void aFileThatThereIsNotIsToldApart() {
        assertThatThrownBy(() -> SoundFile.open(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e20f})
    void aSampleThatIsNoSoundSaysWhereItIs(final float sample) {
        final Bytes file = au(FLOAT_32, 16_004).zeros(16_000).u32(Float.floatToRawIntBits(sample));

        assertRefused(file, directory)
                .hasMessage("The file holds something that is no sound, 0.500 seconds from its start");
    }

    @Test
    void samplesMayPassFullScale() throws Exception {
        final Bytes file = au(FLOAT_64, 8).u64(Double.doubleToRawLongBits(-32_768));

        assertThat(Opened.of(file, directory).samples()).containsExactly(-32_768);
    }

    @Test
    void allOfALongFileIsReadWhateverTheSizeOfTheBuffer() throws Exception {
        final Path path = au(SIGNED_8, 10_001).zeros(10_001).in(directory);

        for (final int size : new int[] {1, 7, 4_096, 100_000}) {
            try (SoundFile file = SoundFile.open(path)) {
                final double[] samples = new double[size];
                int total = 0;
                for (int frames = file.read(samples); frames > 0; frames = file.read(samples)) {
                    total += frames;
                }

                assertThat(total).isEqualTo(10_001);
                assertThat(file.read(samples)).isZero();
            }
        }
    }

    @Test
    void aFileThatBecomesShorterWhileItIsReadSaysSo() throws Exception {
        final Path path = au(SIGNED_8, 100).zeros(100).in(directory);

        try (SoundFile file = SoundFile.open(path);
                FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(60);

            assertThatThrownBy(() -> file.read(new double[100]))
                    .isInstanceOf(UnusableAudioException.class)
                    .hasMessage("The file became shorter while it was read");
        }
    }

    private static Bytes au(final int encoding, final int size) {
        return big().text(".snd").u32(24, size, encoding, 8_000, 1);
    }
}
