package dev.jobs.examples.audio.sound;

import static dev.jobs.examples.audio.sound.Bytes.big;
import static dev.jobs.examples.audio.sound.Opened.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuHeaderTest {
    private static final int SIGNED_16 = 3;
    private static final long UNKNOWN = 0xFFFF_FFFFL;

    /** Two frames of stereo: silence, and then half of full scale up and down. */
    private static final byte[] SOUND = big().u16(0, 0, 0x4000, 0xC000).array();

    @TempDir
    Path directory;

    @ParameterizedTest(name = "AU {0}")
    @CsvSource({
        "1, 80, 0.9803466796875",
        "2, 40, 0.5",
        "3, 4000, 0.5",
        "4, 400000, 0.5",
        "5, 40000000, 0.5",
        "6, 3f000000, 0.5",
        "7, 3fe0000000000000, 0.5",
        "27, aa, 0.984375"
    })
    void eachEncodingIsRead(final int encoding, final String hex, final double sample) throws Exception {
        final byte[] sound = HexFormat.of().parseHex(hex);

        final Opened opened = Opened.of(au(24, sound.length, encoding, 8_000, 1).raw(sound), directory);

        assertThat(opened.format()).isEqualTo(new SoundFormat(8_000, 1, 1, 0));
        assertThat(opened.samples()).containsExactly(sample);
    }

    @Test
    void textInTheHeaderIsPassedOver() throws Exception {
        final Bytes file = au(32, 8, SIGNED_16, 8_000, 2).text("a tone\0\0").raw(SOUND);

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @ParameterizedTest
    @ValueSource(longs = {UNKNOWN, 0, 0x7FFF_FFFFL, 0x7FFF_F000L, 2_000_000_000L, 0xFFFF_FFF0L})
    void aFileWhoseSizeNobodyFilledInReachesToItsEnd(final long size) throws Exception {
        final Bytes file = au(24, size, SIGNED_16, 8_000, 2).raw(SOUND).u8(1, 2, 3);

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void aFileThatIsCutOffSaysWhere() {
        assertRefused(au(24, 2 * 8_000, 2, 8_000, 1).zeros(8_000), directory)
                .hasMessage("The file is cut off: it ends after 1.000 of 2.000 seconds of sound");
        assertRefused(au(1_000, UNKNOWN, 2, 8_000, 1).zeros(900), directory)
                .hasMessage("The file is cut off: it ends within its header");
    }

    @Test
    void soundThatBeginsWithinTheHeaderIsAContradiction() {
        assertRefused(au(23, 8, SIGNED_16, 8_000, 2).raw(SOUND), directory)
                .hasMessage("The file contradicts itself: its sound begins within its header");
    }

    @Test
    void aFileWithoutSoundSaysSo() {
        assertRefused(au(24, 0, SIGNED_16, 8_000, 2), directory).hasMessage("The file holds no sound");
        assertRefused(au(24, UNKNOWN, SIGNED_16, 8_000, 2), directory).hasMessage("The file holds no sound");
        assertRefused(au(24, 8, SIGNED_16, 8_000, 0).raw(SOUND), directory)
                .hasMessage("The file has 0 channels; 1 to 64 can be used");
    }

    @ParameterizedTest(name = "AU {0}")
    @ValueSource(longs = {0, 8, 23, 28, 0x8000_0003L, 0xFFFF_FFFFL})
    void anotherEncodingIsNamed(final long encoding) {
        assertRefused(au(24, 8, encoding, 8_000, 2).raw(SOUND), directory)
                .hasMessage("The file's encoding (AU " + encoding
                        + ") is not supported: PCM, floating point, A-law and µ-law are");
    }

    private static Bytes au(
            final long start, final long size, final long encoding, final int sampleRate, final int channels) {
        return big().text(".snd").u32(start, size, encoding, sampleRate, channels);
    }
}
