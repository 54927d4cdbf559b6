package dev.jobs.examples.audio.sound;

import dev.jobs.examples.audio.sound.Chunks.Chunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * RIFF WAVE files, as in Microsoft's and IBM's specification of 1991, and RF64 (EBU Tech 3306) and BW64 (ITU-R BS.2088) for
 * longer ones.
 */
final class WavHeader {
    /** Says that the size is in the {@code ds64} chunk. */
    private static final long IN_DS64 = 0xFFFF_FFFFL;

    private static final int PCM = 0x0001;
    private static final int FLOAT = 0x0003;
    private static final int A_LAW = 0x0006;
    private static final int MU_LAW = 0x0007;
    private static final int EXTENSIBLE = 0xFFFE;

    private static final byte[] NUMBERED_GUID = HexFormat.of().parseHex("000000001000800000aa00389b71");

    private WavHeader() {}

    /** The rest of an extensible format's GUID after the two bytes that are the number of a plain format. */
    static ByteBuffer numberedGuid() {
        return ByteBuffer.wrap(NUMBERED_GUID).asReadOnlyBuffer();
    }

    /** The content of the {@code fmt} chunk. */
    private record Format(Encoding encoding, int channels, int sampleRate, int mask) {}

    /** Reads on after the first four characters. */
    static Layout read(final Header header) throws IOException {
        header.unsigned32();
        if (!header.tag().equals("WAVE")) {
            throw UnusableAudioException.noAudio();
        }
        Optional<Format> format = Optional.empty();
        long longSize = 0;
        final Chunks chunks = new Chunks(header);
        for (Optional<Chunk> next = chunks.next(); next.isPresent(); next = chunks.next()) {
            final Chunk chunk = next.get();
            switch (chunk.tag()) {
                case "ds64" -> {
                    chunk.requireAtLeast(16);
                    header.signed64();
                    longSize = header.signed64();
                }
                case "fmt " -> format = Optional.of(format(header, chunk));
                case "data" -> {
                    return layout(format, chunk.start(), dataSize(header, longSize, chunk, chunks));
                }
                default -> {}
            }
        }
        throw new UnusableAudioException("The file has no sound in it: there is no \"data\" chunk");
    }

    private static long dataSize(final Header header, final long longSize, final Chunk data, final Chunks chunks)
            throws IOException {
        if (data.size() == IN_DS64 && longSize > 0) {
            return longSize;
        }
        // Nothing, and then another chunk: that is a file without sound.
        return data.size() == 0 && chunks.isFollowed() ? 0 : header.soundFrom(data.start(), data.size());
    }

    private static Layout layout(final Optional<Format> found, final long start, final long size) {
        final Format format = found.orElseThrow(
                () -> new UnusableAudioException("The file does not say how it is encoded: there is no \"fmt\" chunk"));
        final long frames = size / format.channels() / format.encoding().bytes();
        return new Layout(
                new SoundFormat(format.sampleRate(), format.channels(), frames, format.mask()),
                format.encoding(),
                ByteOrder.LITTLE_ENDIAN,
                start);
    }

    private static Format format(final Header header, final Chunk chunk) throws IOException {
        chunk.requireAtLeast(16);
        int tag = header.unsigned16();
        final int channels = header.unsigned16();
        final int sampleRate = Header.clamped(header.unsigned32());
        header.unsigned32();
        final int frameBytes = header.unsigned16();
        final int bits = header.unsigned16();
        int mask = 0;
        if (tag == EXTENSIBLE && chunk.size() >= 40) {
            header.unsigned16();
            header.unsigned16();
            mask = (int) header.unsigned32();
            final int number = header.unsigned16();
            tag = header.bytes(14).equals(numberedGuid()) ? number : EXTENSIBLE;
        }
        if (channels == 0) {
            throw new UnusableAudioException("The file has 0 channels");
        }
        final Encoding encoding = encoding(tag, bits);
        if (frameBytes != channels * encoding.bytes()) {
            throw new UnusableAudioException("The file contradicts itself: " + channels + " channels of " + bits
                    + " bits do not make frames of " + frameBytes + " bytes");
        }
        return new Format(encoding, channels, sampleRate, mask);
    }

    private static Encoding encoding(final int tag, final int bits) {
        return switch (tag) {
            case PCM -> bits > 0 && bits <= 8 ? Encoding.UNSIGNED_8 : Encoding.signed(bits);
            case FLOAT -> Encoding.floating(bits);
            case A_LAW -> Encoding.A_LAW;
            case MU_LAW -> Encoding.MU_LAW;
            default ->
                throw new UnusableAudioException(String.format(
                        Locale.ROOT,
                        "The file's encoding (WAV format 0x%04X) is not supported: PCM, floating point, A-law and µ-law are",
                        tag));
        };
    }
}
