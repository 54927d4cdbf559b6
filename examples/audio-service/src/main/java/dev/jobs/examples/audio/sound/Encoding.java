package dev.jobs.examples.audio.sound;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The ways in which a sample is written as bytes. */
enum Encoding {
    UNSIGNED_8(1) {
        @Override
        double decode(final ByteBuffer bytes) {
            return ((bytes.get() & 0xFF) - 128) / 128.0;
        }
    },
    SIGNED_8(1) {
        @Override
        double decode(final ByteBuffer bytes) {
            return bytes.get() / 128.0;
        }
    },
    SIGNED_16(2) {
        @Override
        double decode(final ByteBuffer bytes) {
            return bytes.getShort() / 32_768.0;
        }
    },
    SIGNED_24(3) {
        @Override
        double decode(final ByteBuffer bytes) {
            final int first = bytes.get();
            final int middle = bytes.get() & 0xFF;
            final int last = bytes.get();
            final int value = bytes.order() == ByteOrder.BIG_ENDIAN
                    ? (first << 16) | (middle << 8) | (last & 0xFF)
                    : (last << 16) | (middle << 8) | (first & 0xFF);
            return value / 8_388_608.0;
        }
    },
    SIGNED_32(4) {
        @Override
        double decode(final ByteBuffer bytes) {
            return bytes.getInt() / 2_147_483_648.0;
        }
    },
    FLOAT_32(4) {
        @Override
        double decode(final ByteBuffer bytes) {
            return bytes.getFloat();
        }
    },
    FLOAT_64(8) {
        @Override
        double decode(final ByteBuffer bytes) {
            return bytes.getDouble();
        }
    },
    /** ITU-T G.711, A-law. */
    A_LAW(1) {
        @Override
        double decode(final ByteBuffer bytes) {
            final int code = bytes.get() ^ 0x55;
            final int exponent = (code >> 4) & 0x07;
            final int mantissa = (code & 0x0F) * 16 + 8;
            final int magnitude = exponent == 0 ? mantissa : (mantissa + 256) << (exponent - 1);
            return ((code & 0x80) == 0 ? -magnitude : magnitude) / 32_768.0;
        }
    },
    /** ITU-T G.711, µ-law. */
    MU_LAW(1) {
        @Override
        double decode(final ByteBuffer bytes) {
            final int code = ~bytes.get();
            final int magnitude = (((code & 0x0F) * 8 + 132) << ((code >> 4) & 0x07)) - 132;
            return ((code & 0x80) == 0 ? magnitude : -magnitude) / 32_768.0;
        }
    };

    private final int bytes;

    Encoding(final int bytes) {
        this.bytes = bytes;
    }

    /** The bytes of a sample. */
    int bytes() {
        return bytes;
    }

    /** The next sample, in the buffer's byte order. */
    abstract double decode(ByteBuffer bytes);

    /** Floating point numbers of this many bits. */
    static Encoding floating(final int bits) {
        return switch (bits) {
            case 32 -> FLOAT_32;
            case 64 -> FLOAT_64;
            default ->
                throw new UnusableAudioException(
                        "The file has floating point samples of " + bits + " bits; 32 and 64 can be used");
        };
    }

    /** Signed whole numbers of this many bits, in as many bytes as they need. */
    static Encoding signed(final int bits) {
        return switch ((bits + 7) / 8) {
            case 1 -> SIGNED_8;
            case 2 -> SIGNED_16;
            case 3 -> SIGNED_24;
            case 4 -> SIGNED_32;
            default ->
                throw new UnusableAudioException("The file has samples of " + bits + " bits; 1 to 32 can be used");
        };
    }
}
