package dev.jobs.examples.audio.sound;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/** The beginning of a file, read number by number in one byte order. */
final class Header {
    /** Less than any program was seen to write for a size that it does not know, and more than one that is cut off has. */
    private static final long LEAST_PLACEHOLDER = 0x7000_0000L;

    private static final long MOST_OF_32_BITS = 0xFFFF_FFFFL;

    private final SeekableByteChannel channel;
    private final ByteOrder order;

    Header(final SeekableByteChannel channel, final ByteOrder order) {
        this.channel = channel;
        this.order = order;
    }

    /** Four characters. */
    String tag() throws IOException {
        return new String(bytes(4).array(), StandardCharsets.ISO_8859_1);
    }

    int unsigned16() throws IOException {
        return Short.toUnsignedInt(bytes(2).getShort());
    }

    long unsigned32() throws IOException {
        return Integer.toUnsignedLong(bytes(4).getInt());
    }

    long signed64() throws IOException {
        return bytes(8).getLong();
    }

    ByteBuffer bytes(final int count) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(count).order(order);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException();
            }
        }
        return bytes.flip();
    }

    long position() throws IOException {
        return channel.position();
    }

    void moveTo(final long position) throws IOException {
        channel.position(position);
    }

    /** The file's. */
    long size() throws IOException {
        return channel.size();
    }

    /** The number of bytes in the file from a position on. */
    long bytesFrom(final long position) throws IOException {
        return Math.max(0, channel.size() - position);
    }

    /**
     * The number of bytes of sound from a position on. A program that sends through a pipe, or was ended early, never fills in their
     * size, and leaves nothing or an enormous number: then the rest of the file is the sound, as other programs have it.
     *
     * @param declared what the file says
     */
    long soundFrom(final long position, final long declared) throws IOException {
        return declared <= 0 || isPlaceholder(declared, position) ? bytesFrom(position) : declared;
    }

    /** True if a size is far beyond the file: two billion and more, as recorders, pipes and speech synthesis write it. */
    boolean isPlaceholder(final long declared, final long position) throws IOException {
        return declared >= LEAST_PLACEHOLDER && declared <= MOST_OF_32_BITS && declared > bytesFrom(position);
    }

    /** A sample rate or a number of channels, for {@link SoundFormat} to refuse if it is out of its range. */
    static int clamped(final long value) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, value));
    }
}
