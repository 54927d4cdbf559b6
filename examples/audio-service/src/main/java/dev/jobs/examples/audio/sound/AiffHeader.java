package dev.jobs.examples.audio.sound;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** AIFF and AIFF-C files, as in Apple's specifications of 1989 and 1991. */
final class AiffHeader {
    private AiffHeader() {}

    /** What the {@code COMM} chunk says. */
    private record Common(int channels, long frames, int sampleRate, Encoding encoding, ByteOrder order) {}

    /** Reads on after the first four characters. */
    static Layout read(final Header header) throws IOException {
        header.unsigned32();
        final boolean compressed = header.tag().equals("AIFC");
        Optional<Common> common = Optional.empty();
        long soundStart = -1;
        // Either of the two may come first.
        while (header.left() >= 8 && (common.isEmpty() || soundStart < 0)) {
            final String tag = header.tag();
            final long size = header.unsigned32();
            final long start = header.position();
            if (tag.equals("COMM")) {
                common = Optional.of(common(header, compressed));
            } else if (tag.equals("SSND")) {
                soundStart = start + 8 + header.unsigned32();
            }
            header.moveTo(start + size + size % 2);
        }
        final Common found = common.orElseThrow(() ->
                new UnusableAudioException("The file does not say how it is encoded: there is no \"COMM\" chunk"));
        if (found.frames() > 0 && soundStart < 0) {
            throw new UnusableAudioException("The file has no sound in it: there is no \"SSND\" chunk");
        }
        return new Layout(
                new SoundFormat(found.sampleRate(), found.channels(), found.frames(), 0),
                found.encoding(),
                found.order(),
                soundStart);
    }

    private static Common common(final Header header, final boolean compressed) throws IOException {
        final int channels = header.unsigned16();
        final long frames = header.unsigned32();
        final int bits = header.unsigned16();
        final int sampleRate = Header.clamped(Math.round(extended(header.bytes(10))));
        final String compression = compressed ? header.tag() : "NONE";
        final Encoding encoding = switch (compression) {
            case "NONE", "twos", "sowt" -> Encoding.signed(bits);
            case "fl32", "FL32" -> Encoding.FLOAT_32;
            case "fl64", "FL64" -> Encoding.FLOAT_64;
            case "alaw", "ALAW" -> Encoding.A_LAW;
            case "ulaw", "ULAW" -> Encoding.MU_LAW;
            default ->
                throw new UnusableAudioException("The file's encoding (AIFF-C \"" + printable(compression)
                        + "\") is not supported: PCM, floating point, A-law and µ-law are");
        };
        final ByteOrder order = compression.equals("sowt") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return new Common(channels, frames, sampleRate, encoding, order);
    }

    /** An 80-bit number of IEEE 754's extended format. */
    private static double extended(final ByteBuffer bytes) {
        final int signAndExponent = bytes.getShort();
        final long mantissa = bytes.getLong();
        final int exponent = (signAndExponent & 0x7FFF) - 16_383 - 63;
        final double magnitude = Math.scalb((double) (mantissa >>> 1) * 2, exponent);
        return signAndExponent < 0 ? -magnitude : magnitude;
    }

    private static String printable(final String tag) {
        return tag.replaceAll("[^\\x20-\\x7E]", "?");
    }
}
