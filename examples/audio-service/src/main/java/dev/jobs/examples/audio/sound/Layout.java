package dev.jobs.examples.audio.sound;

import java.nio.ByteOrder;
import java.util.Locale;

/**
 * The place of the sound in a file, and the way in which it is written there.
 *
 * @param start the position of the first sample
 * @param order the order of each sample's bytes
 */
record Layout(SoundFormat format, Encoding encoding, ByteOrder order, long start) {
    /** Refuses a file that is shorter than its header says. */
    Layout requireAllThere(final long fileSize) {
        final long framesThere = (fileSize - start) / frameBytes();
        if (framesThere < format.frames()) {
            throw new UnusableAudioException(String.format(
                    Locale.ROOT,
                    "The file is cut off: it ends after %.3f of %.3f seconds of sound",
                    Math.max(0, (double) framesThere / format.sampleRate()),
                    format.seconds()));
        }
        return this;
    }

    int frameBytes() {
        return encoding.bytes() * format.channels();
    }
}
