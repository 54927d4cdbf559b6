package dev.jobs.examples.audio.sound;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {
    @ParameterizedTest
    @CsvSource({
        "UNSIGNED_8, 00, -1",
        "UNSIGNED_8, 80, 0",
        "UNSIGNED_8, ff, 0.9921875",
        "SIGNED_8, 80, -1",
        "SIGNED_8, 00, 0",
        "SIGNED_8, 40, 0.5",
        "SIGNED_16, 8000, -1",
        "SIGNED_16, ffff, -0.000030517578125",
        "SIGNED_16, 4000, 0.5",
        "SIGNED_24, 800000, -1",
        "SIGNED_24, ffffff, -0.00000011920928955078125",
        "SIGNED_24, 0000ff, 0.000030398368835449219",
        "SIGNED_24, 00ff00, 0.007781982421875",
        "SIGNED_24, 400000, 0.5",
        "SIGNED_32, 80000000, -1",
        "SIGNED_32, 40000000, 0.5",
        "FLOAT_32, bf800000, -1",
        "FLOAT_32, 3f000000, 0.5",
        "FLOAT_64, bff0000000000000, -1",
        "FLOAT_64, 3fe0000000000000, 0.5"
    })
    void aSampleHasItsValueInBothOrdersOfBytes(final Encoding encoding, final String hex, final double value) {
        final byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(decode(encoding, BIG_ENDIAN, bytes)).isEqualTo(value);
        assertThat(decode(encoding, LITTLE_ENDIAN, reversed(bytes))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        // ITU-T G.711, tables 1 and 2: the ends and the middle of the range, scaled from 13 and 14 bits to 16.
        "A_LAW, 55, -8",
        "A_LAW, d5, 8",
        "A_LAW, 2a, -32256",
        "A_LAW, aa, 32256",
        "A_LAW, 45, -264",
        "A_LAW, c5, 264",
        "MU_LAW, 00, -32124",
        "MU_LAW, 80, 32124",
        "MU_LAW, 7f, 0",
        "MU_LAW, ff, 0",
        "MU_LAW, fe, 8",
        "MU_LAW, 8f, 16764"
    })
    void aSampleOfALawHasTheValueOfItsTable(final Encoding encoding, final String hex, final int value) {
        final byte[] bytes = HexFormat.of().parseHex(hex);

        assertThat(decode(encoding, BIG_ENDIAN, bytes)).isEqualTo(value / 32_768.0);
    }

    @ParameterizedTest
    @EnumSource
    void eachSampleTakesItsBytes(final Encoding encoding) {
        final ByteBuffer buffer = ByteBuffer.allocate(8);

        encoding.decode(buffer);

        assertThat(buffer.position()).isEqualTo(encoding.bytes());
    }

    @ParameterizedTest
    @CsvSource({"1, SIGNED_8", "8, SIGNED_8", "9, SIGNED_16", "12, SIGNED_16", "20, SIGNED_24", "32, SIGNED_32"})
    void wholeNumbersTakeAsManyBytesAsTheyNeed(final int bits, final Encoding encoding) {
        assertThat(Encoding.signed(bits)).isEqualTo(encoding);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 33, 64, 65_535})
    void wholeNumbersOfOtherBitsAreRefused(final int bits) {
        assertThatThrownBy(() -> Encoding.signed(bits))
                .isInstanceOf(UnusableAudioException.class)
                .hasMessage("The file has samples of " + bits + " bits; 1 to 32 can be used");
    }

    @Test
    void floatingPointNumbersOfOtherBitsAreRefused() {
        assertThatThrownBy(() -> Encoding.floating(16))
                .isInstanceOf(UnusableAudioException.class)
                .hasMessage("The file has floating point samples of 16 bits; 32 and 64 can be used");
    }

    private static double decode(final Encoding encoding, final ByteOrder order, final byte... bytes) {
        return encoding.decode(ByteBuffer.wrap(bytes).order(order));
    }

    private static byte[] reversed(final byte... bytes) {
        final byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
