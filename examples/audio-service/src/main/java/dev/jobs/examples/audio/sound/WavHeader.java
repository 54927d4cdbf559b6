package dev.jobs.examples.audio.sound;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/** RIFF WAVE files, as in Microsoft's and IBM's specification of 1991, and EBU Tech 3306's RF64 for longer ones. */
final class WavHeader {
    private static final long UNKNOWN = 0xFFFF_FFFFL;
    private static final int PCM = 0x0001;
    private static final int FLOAT = 0x0003;
    private static final int A_LAW = 0x0006;
    private static final int MU_LAW = 0x0007;
    private static final int EXTENSIBLE = 0xFFFE;

    private WavHeader() {}

    /** What the {@code fmt} chunk says. */
    private record Format(Encoding encoding, int channels, int sampleRate, int mask) {}

    /** Reads on after the first four characters. */
    static Layout read(final Header header) throws IOException {
        final long riffSize = header.unsigned32();
        header.tag();
        Optional<Format> format = Optional.empty();
        long longSize = UNKNOWN;
        while (header.left() >= 8) {
            final String tag = header.tag();
            final long size = header.unsigned32();
            final long start = header.position();
            switch (tag) {
                case "ds64" -> {
                    header.signed64();
                    longSize = header.signed64();
                }
                case "fmt " -> format = Optional.of(format(header, size));
                case "data" -> {
                    final boolean unfinished = size == UNKNOWN || (size == 0 && (riffSize == 0 || riffSize == UNKNOWN));
                    final long known = size == UNKNOWN && longSize != UNKNOWN ? longSize : size;
                    final boolean toTheEnd = unfinished && known == size;
                    return layout(format, start, toTheEnd ? header.left() : known);
                }
                default -> {}
            }
            header.moveTo(start + size + size % 2);
        }
        throw new UnusableAudioException("The file has no sound in it: there is no \"data\" chunk");
    }

    private static Layout layout(final Optional<Format> found, final long start, final long size) {
        final Format format = found.orElseThrow(() ->
                new UnusableAudioException("The file does not say how it is encoded: there is no \"fmt \" chunk"));
        final long frames = size / format.channels() / format.encoding().bytes();
        return new Layout(
                new SoundFormat(format.sampleRate(), format.channels(), frames, format.mask()),
                format.encoding(),
                ByteOrder.LITTLE_ENDIAN,
                start);
    }

    private static Format format(final Header header, final long size) throws IOException {
        int tag = header.unsigned16();
        final int channels = header.unsigned16();
        final int sampleRate = Header.clamped(header.unsigned32());
        header.unsigned32();
        final int frameBytes = header.unsigned16();
        final int bits = header.unsigned16();
        int mask = 0;
        if (tag == EXTENSIBLE && size >= 40) {
            header.unsigned16();
            header.unsigned16();
            mask = (int) header.unsigned32();
            final ByteBuffer guid = header.bytes(16);
            tag = Short.toUnsignedInt(guid.getShort());
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
            case FLOAT -> bits == 64 ? Encoding.FLOAT_64 : Encoding.FLOAT_32;
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
