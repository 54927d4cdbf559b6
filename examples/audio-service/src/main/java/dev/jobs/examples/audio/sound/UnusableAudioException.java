package dev.jobs.examples.audio.sound;

/** A file that cannot be used as audio. The message says to a person what is wrong with it. */
public final class UnusableAudioException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableAudioException(final String message) {
        super(message);
    }

    /** For a file that is something else. */
    static UnusableAudioException noAudio() {
        return new UnusableAudioException("This is no audio file: WAV, AIFF and AU can be used");
    }
}
