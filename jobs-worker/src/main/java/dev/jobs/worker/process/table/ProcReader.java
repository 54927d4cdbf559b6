package dev.jobs.worker.process.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Reads files of unknown length below {@code /proc}, again and again, to one buffer. Not safe to share between threads. */
public final class ProcReader {
    private byte[] bytes = new byte[8 * 1024];

    /** Reads a file up to a limit: how much was read, or -1 if it cannot be. */
    public int read(final String file, final int limit) {
        // Not a channel: those are closed when the reading thread is interrupted.
        try (var in = new FileInputStream(file)) {
            int length = 0;
            while (length < limit) {
                if (length == bytes.length) {
                    bytes = Arrays.copyOf(bytes, bytes.length * 2);
                }
                final int count = in.read(bytes, length, bytes.length - length);
                if (count < 0) {
                    break;
                }
                length += count;
            }
            return length;
        } catch (final IOException goneOrForeign) {
            return -1;
        }
    }

    /** The bytes that were read last, and others behind them. */
    public byte[] bytes() {
        return bytes;
    }

    /** A whole file as text, unless it cannot be read. */
    public static Optional<String> text(final String file) {
        final var reader = new ProcReader();
        final int length = reader.read(file, Integer.MAX_VALUE);
        return length < 0 ? Optional.empty() : Optional.of(new String(reader.bytes, 0, length, UTF_8));
    }

    /** The place of these bytes within the first of others, or -1. */
    public static int indexOf(final byte[] within, final int length, final byte[] sought) {
        for (int start = 0; start + sought.length <= length; start++) {
            if (Arrays.equals(within, start, start + sought.length, sought, 0, sought.length)) {
                return start;
            }
        }
        return -1;
    }
}
