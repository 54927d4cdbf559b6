package dev.jobs.examples.audio.sound;

import static dev.jobs.examples.audio.sound.Bytes.little;
import static dev.jobs.examples.audio.sound.Opened.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavHeaderTest {
    private static final int PCM = 1;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final long UNKNOWN = 0xFFFF_FFFFL;
    private static final String GUID_AFTER_NUMBER = "000000001000800000aa00389b71";

    /** Two frames of stereo: silence, and then half of full scale up and down. */
    private static final Bytes SOUND = little().u16(0, 0, 0x4000, 0xC000);

    @TempDir
    Path directory;

    @Test
    void aPlainFileIsRead() throws Exception {
        final Opened opened = Opened.of(wav(format(PCM, 2, 44_100, 16), data(SOUND)), directory);

        assertThat(opened.format()).isEqualTo(new SoundFormat(44_100, 2, 2, 0));
        assertThat(opened.samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void otherChunksArePassedOver() throws Exception {
        final Bytes file = wav(
                little().chunk("JUNK", little().zeros(28)),
                little().chunk("bext", little().zeros(601)).u8(0),
                format(PCM, 2, 44_100, 16),
                little().chunk("fact", little().u32(2)),
                little().chunk("data", SOUND),
                little().chunk(
                                "LIST",
                                little().text("INFOISFT").u32(3).text("me").u8(0, 0)));

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void aLongerFormatChunkIsRead() throws Exception {
        final Bytes format = little().chunk("fmt ", fields(PCM, 2, 44_100, 16).u16(0));

        assertThat(Opened.of(wav(format, data(SOUND)), directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void anExtensibleFormatTellsItsLoudspeakers() throws Exception {
        final Bytes file = wav(extensible(24, 0x3, 1, GUID_AFTER_NUMBER), data(little().u8(0, 0, 0x40, 0, 0, 0xC0)));

        final Opened opened = Opened.of(file, directory);

        assertThat(opened.format()).isEqualTo(new SoundFormat(44_100, 2, 1, 0x3));
        assertThat(opened.samples()).containsExactly(0.5, -0.5);
    }

    @Test
    void anExtensibleFormatOfAnotherFamilyIsNotSupported() {
        final Bytes file = wav(extensible(24, 0x3, 1, "0000210711d38644c8c1ca000000"), data(SOUND));

        assertRefused(file, directory).hasMessageContaining("WAV format 0xFFFE");
    }

    @ParameterizedTest(name = "RIFF {0}, data {1}")
    @CsvSource({
        "4294967295, 4294967295",
        "0, 0",
        "4294967295, 0",
        "36, 0",
        "2147479588, 2147479552",
        "2147483647, 2147483647",
        "2147483647, 2147483611",
        "2147483684, 2147483648",
        "2000000036, 2000000000",
        "4294967295, 4294967259",
        "36, 4294967294"
    })
    void aFileWhoseSizeNobodyFilledInReachesToItsEnd(final long riffSize, final long dataSize) throws Exception {
        final Bytes file = little().text("RIFF").u32(riffSize).text("WAVE");
        file.raw(format(PCM, 2, 44_100, 16).array()).text("data").u32(dataSize).raw(SOUND.array());

        final Opened opened = Opened.of(file, directory);

        assertThat(opened.samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void aFileOf64BitsHasItsSizeInAChunkOfItsOwn() throws Exception {
        final Bytes sizes = little().chunk("ds64", little().u64(0).u64(8).u64(2).u32(0));
        final Bytes file = little().text("RF64").u32(UNKNOWN).text("WAVE").raw(sizes.array());
        file.raw(format(PCM, 2, 44_100, 16).array()).text("data").u32(UNKNOWN).raw(SOUND.array());
        file.raw(little().chunk("LIST", little().text("INFO")).array());

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"RF64, 0", "BW64, 0", "RF64, -1", "BW64, 8"})
    void aFileOf64BitsWhoseSizesNobodyFilledInReachesToItsEnd(final String tag, final long dataSize) throws Exception {
        final Bytes sizes =
                little().chunk("ds64", little().u64(0).u64(dataSize).u64(0).u32(0));
        final Bytes file = little().text(tag).u32(UNKNOWN).text("WAVE").raw(sizes.array());
        file.raw(format(PCM, 2, 44_100, 16).array()).text("data").u32(UNKNOWN).raw(SOUND.array());

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void anOddChunkWithoutItsPaddingIsPassedOver() throws Exception {
        final Bytes file = wav(
                format(PCM, 2, 44_100, 16),
                little().chunk(
                                "LIST",
                                little().text("INFOIART").u32(5).text("Abcd").u8(0)),
                little().chunk("note", little().text("odd")),
                data(SOUND));

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void theEndOfAnUnpaddedChunksNeighbourMayLookLikeAChunk() throws Exception {
        // "data", and a size that is a letter, read one byte too late: "ata@" with a size of 0.
        final Bytes sound = little().zeros(0x40);
        final Bytes file = wav(format(PCM, 2, 44_100, 16), little().chunk("note", little().text("odd")), data(sound));

        assertThat(Opened.of(file, directory).format().frames()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 'a', 0xFF})
    void anOddChunkWithAnyPaddingIsPassedOver(final int padding) throws Exception {
        final Bytes file = wav(
                format(PCM, 2, 44_100, 16),
                little().chunk("note", little().text("odd")).u8(padding),
                data(SOUND));

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void noSoundBeforeAnotherChunkIsNoSound() {
        final Bytes file =
                wav(format(PCM, 2, 8_000, 16), data(little()), little().chunk("LIST", little().text("INFO")));

        assertRefused(file, directory).hasMessage("The file holds no sound");
    }

    @Test
    void bytesThatAreNoWholeFrameAreIgnored() throws Exception {
        final Bytes file =
                wav(format(PCM, 2, 44_100, 16), data(little().raw(SOUND.array()).u8(1, 2, 3)));

        assertThat(Opened.of(file, directory).samples()).containsExactly(0, 0, 0.5, -0.5);
    }

    @Test
    void aFileThatIsCutOffSaysWhere() {
        final Bytes file = wav(format(PCM, 2, 8_000, 16)).text("data").u32(2 * 8_000 * 4);

        assertRefused(file.zeros(8_000 * 4 + 1), directory)
                .hasMessage("The file is cut off: it ends after 1.000 of 2.000 seconds of sound");
    }

    @Test
    void aFileThatIsCutOffBeforeItsSoundSaysSo() {
        assertRefused(wav().text("JUNK").u32(28).zeros(20), directory)
                .hasMessage("The file is cut off: it ends within its header");
        assertRefused(wav(format(PCM, 2, 8_000, 16)).text("da"), directory)
                .hasMessage("The file is cut off: it ends within its header");
    }

    @Test
    void aFileWithoutSoundSaysSo() {
        assertRefused(wav(format(PCM, 2, 8_000, 16)), directory)
                .hasMessage("The file has no sound in it: there is no \"data\" chunk");
        assertRefused(wav(format(PCM, 2, 8_000, 16), little().chunk("LIST", little().text("odd"))), directory)
                .hasMessage("The file has no sound in it: there is no \"data\" chunk");
        assertRefused(wav(format(PCM, 2, 8_000, 16), data(little())), directory).hasMessage("The file holds no sound");
        assertRefused(wav(data(SOUND)), directory)
                .hasMessage("The file does not say how it is encoded: there is no \"fmt\" chunk");
    }

    @Test
    void anotherKindOfRiffFileIsNoAudio() {
        assertRefused(little().text("RIFF").u32(4).text("AVI "), directory)
                .hasMessage("This is no audio file: WAV, AIFF and AU can be used");
    }

    @ParameterizedTest(name = "0x{0}")
    @ValueSource(strings = {"0002", "0011", "0031", "0055", "0161"})
    void aCompressedEncodingIsNamed(final String tag) {
        final Bytes file = wav(format(HexFormat.fromHexDigits(tag), 2, 44_100, 4), data(SOUND));

        assertRefused(file, directory)
                .hasMessage("The file's encoding (WAV format 0x" + tag
                        + ") is not supported: PCM, floating point, A-law and µ-law are");
    }

    @Test
    void numbersThatCannotBeAreRefused() {
        assertRefused(wav(format(PCM, 0, 44_100, 16), data(SOUND)), directory).hasMessage("The file has 0 channels");
        assertRefused(wav(format(PCM, 65, 44_100, 8), data(little().zeros(65))), directory)
                .hasMessage("The file has 65 channels; 1 to 64 can be used");
        assertRefused(wav(format(PCM, 1, 0, 16), data(SOUND)), directory)
                .hasMessage("The file's sample rate is 0 Hz; 1 to 768000 can be used");
        assertRefused(wav(format(PCM, 1, 4_000_000_000L, 16), data(SOUND)), directory)
                .hasMessageContaining("1 to 768000 can be used");
        assertRefused(wav(format(PCM, 1, 44_100, 0), data(SOUND)), directory)
                .hasMessage("The file has samples of 0 bits; 1 to 32 can be used");
        assertRefused(wav(format(3, 1, 44_100, 16), data(SOUND)), directory)
                .hasMessage("The file has floating point samples of 16 bits; 32 and 64 can be used");
    }

    @Test
    void framesThatDoNotFitTheirSamplesAreAContradiction() {
        final Bytes fields = little().u16(PCM, 2).u32(44_100, 44_100 * 4).u16(6, 16);

        assertRefused(wav(little().chunk("fmt ", fields), data(SOUND)), directory)
                .hasMessage("The file contradicts itself: 2 channels of 16 bits do not make frames of 6 bytes");
    }

    @Test
    void aFormatChunkThatIsTooShortIsAContradiction() {
        assertRefused(wav(little().chunk("fmt ", little().u16(PCM, 2).u32(44_100)), data(SOUND)), directory)
                .hasMessage("The file contradicts itself: its \"fmt\" chunk is too short, at 8 bytes");
    }

    @Test
    void aFileOfNothingButChunksIsRefused() {
        assertRefused(wav(little().zeros(8 * 10_001)), directory)
                .hasMessage("The file has more than 10000 parts before its sound");
    }

    private static Bytes wav(final Bytes... chunks) {
        final Bytes content = little().text("WAVE");
        for (final Bytes chunk : chunks) {
            content.raw(chunk.array());
        }
        return little().chunk("RIFF", content);
    }

    private static Bytes format(final int tag, final int channels, final long sampleRate, final int bits) {
        return little().chunk("fmt ", fields(tag, channels, sampleRate, bits));
    }

    private static Bytes fields(final int tag, final int channels, final long sampleRate, final int bits) {
        final int frameBytes = channels * ((bits + 7) / 8);
        return little().u16(tag, channels)
                .u32(sampleRate, sampleRate * frameBytes)
                .u16(frameBytes, bits);
    }

    private static Bytes extensible(final int bits, final int mask, final int number, final String guidAfterNumber) {
        return little().chunk(
                        "fmt ",
                        fields(EXTENSIBLE, 2, 44_100, bits)
                                .u16(22, bits)
                                .u32(mask)
                                .u16(number)
                                .raw(HexFormat.of().parseHex(guidAfterNumber)));
    }

    private static Bytes data(final Bytes sound) {
        return little().chunk("data", sound);
    }
}
