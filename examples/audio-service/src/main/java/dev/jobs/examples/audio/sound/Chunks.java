package dev.jobs.examples.audio.sound;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/** The chunks that a WAV or AIFF file is made of, one after another: four characters, a size, and so many bytes. */
final class Chunks {
    private static final int HEADER_BYTES = 8;

    /** Far more than any program writes, so that a file of nothing but chunks does not keep us busy. */
    private static final int MOST = 10_000;

    private final Header header;
    private long next;
    private int count;

    /** Those that follow. */
    Chunks(final Header header) throws IOException {
        this.header = header;
        this.next = header.position();
    }

    /**
     * One chunk.
     *
     * @param start the position of what is in it
     */
    record Chunk(String tag, long size, long start) {
        /** Refuses one that is too short for what has to be in it. */
        void requireAtLeast(final int bytes) {
            if (size < bytes) {
                throw new UnusableAudioException("The file contradicts itself: its \"" + tag.strip()
                        + "\" chunk is too short, at " + size + " bytes");
            }
        }
    }

    /**
     * Moves to the next one, whatever has been read of the one before; empty at the end of the file.
     *
     * @throws EOFException if the file ends within a chunk
     */
    Optional<Chunk> next() throws IOException {
        // The byte that pads the last chunk to an even size is often missing.
        if (header.size() == next || (header.size() == next - 1 && count > 0)) {
            return Optional.empty();
        }
        if (header.size() < next + HEADER_BYTES) {
            throw new EOFException();
        }
        if (count == MOST) {
            throw new UnusableAudioException("The file has more than " + MOST + " parts before its sound");
        }
        count++;
        header.moveTo(next);
        final String tag = header.tag();
        final long size = header.unsigned32();
        next = header.position() + size + size % 2;
        return Optional.of(new Chunk(tag, size, header.position()));
    }
}
