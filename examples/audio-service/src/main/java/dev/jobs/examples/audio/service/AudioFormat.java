package dev.jobs.examples.audio.service;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The kinds of files that can be ingested, told by their first bytes. */
enum AudioFormat {
    /** RIFF WAVE, and its 64-bit forms. */
    WAV(".wav"),
    /** AIFF and AIFF-C. */
    AIFF(".aiff"),
    /** Sun's and NeXT's AU. */
    AU(".au");

    /** The number of bytes that it takes to tell. */
    static final int TELLING_BYTES = 12;

    private final String suffix;

    AudioFormat(final String suffix) {
        this.suffix = suffix;
    }

    /** The ending of the names of such files. */
    String suffix() {
        return suffix;
    }

    /** The kind of file that begins like this; empty if it is none of them. */
    static Optional<AudioFormat> of(final byte[] start) {
        final String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith(".snd")) {
            return Optional.of(AU);
        }
        if (text.length() < TELLING_BYTES) {
            return Optional.empty();
        }
        return switch (text.substring(0, 4) + text.substring(8, TELLING_BYTES)) {
            case "RIFFWAVE", "RF64WAVE", "BW64WAVE" -> Optional.of(WAV);
            case "FORMAIFF", "FORMAIFC" -> Optional.of(AIFF);
            default -> Optional.empty();
        };
    }
}
