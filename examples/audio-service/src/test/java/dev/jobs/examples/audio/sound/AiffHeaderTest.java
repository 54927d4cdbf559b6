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

class AiffHeaderTest {
    /** Sample rates as numbers of 80 bits. */
    private static final String RATE_44100 = "400eac44000000000000";

    private static final String RATE_768000 = "4012bb80000000000000";
    private static final String RATE_22050_5 = "400dac45000000000000";

    /** Two frames of stereo: silence, and then half of full scale up and down. */
    private static final Bytes SOUND = big().u16(0, 0, 0x4000, 0xC000);

    @TempDir
    Path directory;

    @Test
    void aPlainFileIsRead() throws Exception {
        final Opened opened = Opened.of(aiff(common(2, 2, 16, RATE_44100), sound(SOUND)), directory);

        assertThat(opened.format()).isEqualTo(new SoundFormat(44_100, 2, 2, 0));
        assertThat(opened.samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void itsChunksMayComeInAnyOrderAndAmongOthers() throws Exception {
        final Bytes file = aiff(
                big().chunk("NAME", big().text("odd")).u8(0),
                sound(SOUND),
                big().chunk("ANNO", big().text("even")),
                common(2, 2, 16, RATE_44100));

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void theSoundMayBeginFurtherOn() throws Exception {
        final Bytes sound = big().chunk("SSND", big().u32(6, 0).zeros(6).raw(SOUND.array()));

        assertThat(Opened.of(aiff(common(2, 2, 16, RATE_44100), sound), directory)
                        .samples())
                .containsExactly(0, 0, 0.5, -0.5);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "NONE, 16, 40000000, 0.5",
        "twos, 16, 40000000, 0.5",
        "sowt, 16, 00400000, 0.5",
        "sowt, 24, 000040000000, 0.5",
        "fl32, 32, 3f00000000000000, 0.5",
        "FL32, 32, 3f00000000000000, 0.5",
        "fl64, 64, 3fe00000000000000000000000000000, 0.5",
        "FL64, 64, 3fe00000000000000000000000000000, 0.5",
        "alaw, 16, aa55, 0.984375",
        "ALAW, 16, aa55, 0.984375",
        "ulaw, 16, 80ff, 0.9803466796875",
        "ULAW, 16, 80ff, 0.9803466796875"
    })
    void aFileOfTheLaterKindNamesItsEncoding(
            final String compression, final int bits, final String hex, final double first) throws Exception {
        final Bytes sound = big().raw(HexFormat.of().parseHex(hex));

        final Opened opened = Opened.of(aifc(2, 1, bits, compression, sound), directory);

        assertThat(opened.format().frames()).isEqualTo(1);
        assertThat(opened.samples()[0]).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({RATE_44100 + ", 44100", RATE_768000 + ", 768000", RATE_22050_5 + ", 22051"})
    void aSampleRateIsANumberOf80Bits(final String hex, final int sampleRate) throws Exception {
        assertThat(Opened.of(aiff(common(2, 2, 16, hex), sound(SOUND)), directory)
                        .format()
                        .sampleRate())
                .isEqualTo(sampleRate);
    }

    @ParameterizedTest
    @CsvSource({
        "00000000000000000000, 0",
        "c00eac44000000000000, 0",
        "7fffffffffffffffffff, 2147483647",
        "4013c350000000000000, 1600000"
    })
    void aSampleRateOfNoUseIsRefused(final String hex, final long told) {
        assertRefused(aiff(common(2, 2, 16, hex), sound(SOUND)), directory)
                .hasMessage("The file's sample rate is " + told + " Hz; 1 to 768000 can be used");
    }

    @Test
    void aFileFromAPipeReachesToItsEnd() throws Exception {
        final Bytes file = big().text("FORM").u32(0x7F00_0046L).text("AIFF");
        file.raw(common(2, 0x7F00_0000L / 4, 16, RATE_44100).array());
        file.text("SSND").u32(0x7F00_0008L, 0, 0).raw(SOUND.array());

        final Opened opened = Opened.of(file, directory);

        assertThat(opened.samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @ParameterizedTest(name = "{0} frames, SSND {1}")
    @CsvSource({"0, 0", "0, 8", "4294967295, 4294967295", "2147483647, 2147483647", "536870911, 2147483644", "0, 16"})
    void aFileWhoseSizeNobodyFilledInReachesToItsEnd(final long frames, final long size) throws Exception {
        final Bytes file = big().text("FORM").u32(0).text("AIFF");
        file.raw(common(2, frames, 16, RATE_44100).array());
        file.text("SSND").u32(size, 0, 0).raw(SOUND.array());

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void anOddChunkWithoutItsPaddingIsPassedOver() throws Exception {
        final Bytes file = aiff(big().chunk("NAME", big().text("odd")), common(2, 2, 16, RATE_44100), sound(SOUND));

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void noSoundBeforeAnotherChunkIsNoSound() {
        final Bytes file = aiff(common(2, 0, 16, RATE_44100), sound(big()), big().chunk("ANNO", big().zeros(100)));

        assertRefused(file, directory).hasMessage("The file holds no sound");
    }

    @Test
    void aFileThatIsCutOffSaysWhere() {
        final Bytes file = aiff(common(1, 2 * 44_100, 8, RATE_44100))
                .text("SSND")
                .u32(8 + 2 * 44_100, 0, 0)
                .zeros(44_100);

        assertRefused(file, directory).hasMessage("The file is cut off: it ends after 1.000 of 2.000 seconds of sound");
    }

    @Test
    void moreFramesThanThereIsRoomForAreAContradiction() {
        final Bytes file = aiff(common(2, 3, 16, RATE_44100), sound(SOUND), big().chunk("ANNO", big().zeros(100)));

        assertRefused(file, directory)
                .hasMessage("The file contradicts itself: 3 frames of 4 bytes are more than its \"SSND\" chunk has room"
                        + " for");
    }

    @Test
    void aFileWithoutSoundSaysSo() {
        assertRefused(aiff(common(2, 2, 16, RATE_44100)), directory)
                .hasMessage("The file has no sound in it: there is no \"SSND\" chunk");
        assertRefused(aiff(common(2, 0, 16, RATE_44100), sound(big())), directory)
                .hasMessage("The file holds no sound");
        assertRefused(aiff(sound(SOUND)), directory)
                .hasMessage("The file does not say how it is encoded: there is no \"COMM\" chunk");
    }

    @Test
    void chunksThatAreTooShortAreAContradiction() {
        assertRefused(aiff(big().chunk("COMM", big().u16(2)), sound(SOUND)), directory)
                .hasMessage("The file contradicts itself: its \"COMM\" chunk is too short, at 2 bytes");
        assertRefused(aiff(common(2, 2, 16, RATE_44100), big().chunk("SSND", big().u32(0))), directory)
                .hasMessage("The file contradicts itself: its \"SSND\" chunk is too short, at 4 bytes");
    }

    @Test
    void aCompressedEncodingIsNamed() {
        assertRefused(aifc(2, 1, 16, "ima4", SOUND), directory)
                .hasMessage("The file's encoding (AIFF-C \"ima4\") is not supported:"
                        + " PCM, floating point, A-law and µ-law are");
        assertRefused(aifc(2, 1, 16, "\n\0ä!", SOUND), directory).hasMessageContaining("(AIFF-C \"???!\")");
    }

    @Test
    void anotherKindOfFileInTheSameFormIsNoAudio() {
        assertRefused(big().chunk("FORM", big().text("ILBM")), directory)
                .hasMessage("This is no audio file: WAV, AIFF and AU can be used");
    }

    private static Bytes aiff(final Bytes... chunks) {
        final Bytes content = big().text("AIFF");
        for (final Bytes chunk : chunks) {
            content.raw(chunk.array());
        }
        return big().chunk("FORM", content);
    }

    private static Bytes aifc(
            final int channels, final long frames, final int bits, final String compression, final Bytes sound) {
        final Bytes common = fields(channels, frames, bits, RATE_44100)
                .text(compression)
                .u8(2)
                .text("no")
                .u8(0);
        final Bytes content = big().text("AIFC")
                .chunk("FVER", big().u32(0xA280_5140L))
                .chunk("COMM", common)
                .chunk("SSND", big().u32(0, 0).raw(sound.array()));
        return big().chunk("FORM", content);
    }

    private static Bytes common(final int channels, final long frames, final int bits, final String rate) {
        return big().chunk("COMM", fields(channels, frames, bits, rate));
    }

    private static Bytes fields(final int channels, final long frames, final int bits, final String rate) {
        return big().u16(channels).u32(frames).u16(bits).raw(HexFormat.of().parseHex(rate));
    }

    private static Bytes sound(final Bytes sound) {
        return big().chunk("SSND", big().u32(0, 0).raw(sound.array()));
    }
}
