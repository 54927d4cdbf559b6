package dev.jobs.examples.audio.sound;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The chunks that a WAV or AIFF file is made of, one after another: four characters, a size, and so many bytes. */
final class Chunks {
    private static final int HEADER_BYTES = 8;
    private static final Pattern ANY_TAG = Pattern.compile("[ -~]{4}");
    private static final Pattern NEEDED_TAG = Pattern.compile("fmt |data|ds64|COMM|SSND");

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
        final long start = header.position();
        next = start + size;
        if (size % 2 == 1 && !isUnpadded(next)) {
            next++;
        }
        header.moveTo(start);
        return Optional.of(new Chunk(tag, size, start));
    }

    /** True if another chunk follows the one that was read last. */
    boolean isFollowed() throws IOException {
        return isChunk(next, ANY_TAG);
    }

    /**
     * True if the next chunk begins at this odd position, since the program that wrote the last one forgot its padding. Only a
     * chunk that is needed may be found there by its name alone: the end of its name and its size may look like a chunk too.
     */
    private boolean isUnpadded(final long position) throws IOException {
        return isChunk(position, NEEDED_TAG) || (isChunk(position, ANY_TAG) && !isChunk(position + 1, ANY_TAG));
    }

    /** True if this looks like the begin of a chunk: such a tag, and a size that fits into the file or is a placeholder. */
    private boolean isChunk(final long position, final Pattern tags) throws IOException {
        if (header.bytesFrom(position) < HEADER_BYTES) {
            return false;
        }
        header.moveTo(position);
        final boolean isTag = tags.matcher(header.tag()).matches();
        final long size = header.unsigned32();
        final long start = header.position();
        return isTag && (size <= header.bytesFrom(start) || header.isPlaceholder(size, start));
    }
}
