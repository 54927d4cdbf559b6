package dev.jobs.examples.audio.sound;

import dev.jobs.examples.audio.sound.Chunks.Chunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** AIFF and AIFF-C files, as in Apple's specifications of 1989 and 1991. */
final class AiffHeader {
    /** The number of bytes of sound that SoX writes when it sends through a pipe, and so does not know it. */
    private static final long UNKNOWN_TO_SOX = 0x7F00_0000L;

    /** As many frames as no file has: nobody filled them in. */
    private static final long LEAST_PLACEHOLDER = 0x7FFF_0000L;

    /** The bytes before the sound in its chunk. */
    private static final int OFFSET_AND_BLOCK = 8;

    private AiffHeader() {}

    /** The content of the {@code COMM} chunk. */
    private record Common(int channels, long frames, int sampleRate, Encoding encoding, ByteOrder order) {
        long frameBytes() {
            return (long) channels * encoding.bytes();
        }
    }

    /** The place of the sound in the {@code SSND} chunk. */
    private record Place(long start, long bytes) {}

    /** Reads on after the first four characters. */
    static Layout read(final Header header) throws IOException {
        header.unsigned32();
        final String type = header.tag();
        if (!type.equals("AIFF") && !type.equals("AIFC")) {
            throw UnusableAudioException.noAudio();
        }
        Optional<Common> common = Optional.empty();
        Optional<Place> place = Optional.empty();
        final Chunks chunks = new Chunks(header);
        // Either of the two may come first.
        while (common.isEmpty() || place.isEmpty()) {
            final Optional<Chunk> chunk = chunks.next();
            if (chunk.isEmpty()) {
                break;
            }
            switch (chunk.get().tag()) {
                case "COMM" -> common = Optional.of(common(header, chunk.get(), type));
                case "SSND" -> place = Optional.of(place(header, chunk.get(), chunks));
                default -> {}
            }
        }
        final Common found = common.orElseThrow(() ->
                new UnusableAudioException("The file does not say how it is encoded: there is no \"COMM\" chunk"));
        final Place sound = place.orElseThrow(
                () -> new UnusableAudioException("The file has no sound in it: there is no \"SSND\" chunk"));
        final SoundFormat format =
                new SoundFormat(found.sampleRate(), found.channels(), frames(found, sound, header), 0);
        return new Layout(format, found.encoding(), found.order(), sound.start());
    }

    private static long frames(final Common common, final Place sound, final Header header) throws IOException {
        final long frameBytes = Math.max(1, common.frameBytes());
        final long declared = common.frames() * frameBytes;
        if (common.frames() == 0
                || common.frames() == UNKNOWN_TO_SOX / frameBytes
                || common.frames() >= LEAST_PLACEHOLDER
                || header.isPlaceholder(declared, sound.start())) {
            return Math.min(sound.bytes(), header.bytesFrom(sound.start())) / frameBytes;
        }
        if (sound.bytes() < declared) {
            throw new UnusableAudioException("The file contradicts itself: " + common.frames() + " frames of "
                    + frameBytes + " bytes are more than its \"SSND\" chunk has room for");
        }
        return common.frames();
    }

    private static Place place(final Header header, final Chunk chunk, final Chunks chunks) throws IOException {
        if (chunk.size() != 0) {
            chunk.requireAtLeast(OFFSET_AND_BLOCK);
        }
        final long offset = header.unsigned32();
        final long start = chunk.start() + OFFSET_AND_BLOCK + offset;
        if (chunk.size() <= OFFSET_AND_BLOCK) {
            // Nothing, and then another chunk: that is a file without sound.
            return new Place(start, chunks.isFollowed() ? 0 : header.bytesFrom(start));
        }
        return new Place(start, header.soundFrom(start, chunk.size() - OFFSET_AND_BLOCK - offset));
    }

    private static Common common(final Header header, final Chunk chunk, final String type) throws IOException {
        final boolean compressed = type.equals("AIFC");
        chunk.requireAtLeast(compressed ? 22 : 18);
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
