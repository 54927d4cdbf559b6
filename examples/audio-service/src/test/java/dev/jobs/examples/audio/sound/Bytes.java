package dev.jobs.examples.audio.sound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is put together piece by piece, in one byte order. */
final class Bytes {
    private final ByteOrder order;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private Bytes(final ByteOrder order) {
        this.order = order;
    }

    static Bytes little() {
        return new Bytes(ByteOrder.LITTLE_ENDIAN);
    }

    static Bytes big() {
        return new Bytes(ByteOrder.BIG_ENDIAN);
    }

    Bytes text(final String text) {
        return raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Bytes u8(final int... values) {
        for (final int value : values) {
            bytes.write(value);
        }
        return this;
    }

    Bytes u16(final int... values) {
        for (final int value : values) {
            raw(number(2).putShort((short) value).array());
        }
        return this;
    }

    Bytes u32(final long... values) {
        for (final long value : values) {
            raw(number(4).putInt((int) value).array());
        }
        return this;
    }

    Bytes u64(final long value) {
        return raw(number(8).putLong(value).array());
    }

    Bytes raw(final byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    Bytes zeros(final int count) {
        return raw(new byte[count]);
    }

    /** A chunk of a WAV or AIFF file, without a byte of padding. */
    Bytes chunk(final String tag, final Bytes content) {
        return text(tag).u32(content.bytes.size()).raw(content.array());
    }

    byte[] array() {
        return bytes.toByteArray();
    }

    Path in(final Path directory) throws IOException {
        return Files.write(directory.resolve("file"), array());
    }

    private ByteBuffer number(final int size) {
        return ByteBuffer.allocate(size).order(order);
    }
}
