package dev.jobs.examples.audio.sound;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;

/** AU files, as in Sun's manual page audio(5). */
final class AuHeader {
    private static final int SHORTEST = 24;

    private AuHeader() {}

    /** Reads on after the first four characters. */
    static Layout read(final Header header) throws IOException {
        final long start = header.unsigned32();
        final long size = header.unsigned32();
        final Encoding encoding = encoding(header.unsigned32());
        final int sampleRate = Header.clamped(header.unsigned32());
        final int channels = Header.clamped(header.unsigned32());
        if (start > header.size()) {
            throw new EOFException();
        }
        if (start < SHORTEST) {
            throw new UnusableAudioException("The file contradicts itself: its sound begins within its header");
        }
        final long bytes = header.soundFrom(start, size);
        final long frames = channels == 0 ? 0 : bytes / channels / encoding.bytes();
        return new Layout(new SoundFormat(sampleRate, channels, frames, 0), encoding, ByteOrder.BIG_ENDIAN, start);
    }

    private static Encoding encoding(final long number) {
        return switch ((int) number) {
            case 1 -> Encoding.MU_LAW;
            case 2 -> Encoding.SIGNED_8;
            case 3 -> Encoding.SIGNED_16;
            case 4 -> Encoding.SIGNED_24;
            case 5 -> Encoding.SIGNED_32;
            case 6 -> Encoding.FLOAT_32;
            case 7 -> Encoding.FLOAT_64;
            case 27 -> Encoding.A_LAW;
            default ->
                throw new UnusableAudioException("The file's encoding (AU " + number
                        + ") is not supported: PCM, floating point, A-law and µ-law are");
        };
    }
}
