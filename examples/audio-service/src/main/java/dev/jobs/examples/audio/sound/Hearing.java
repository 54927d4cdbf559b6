package dev.jobs.examples.audio.sound;

import java.io.IOException;

/** Hears a piece of sound from its beginning to its end. */
public final class Hearing {
    private Hearing() {}

    /** Takes the sound block by block. */
    @FunctionalInterface
    public interface Listener {
        /** Takes the next frames. */
        void hear(double[] samples, int frames) throws IOException;
    }

    /** Gives all of the sound to the listeners, and tells how far it is. */
    public static void hear(final Sound sound, final ProgressListener progress, final Listener... listeners)
            throws IOException {
        final double[] samples = sound.newBuffer();
        long done = 0;
        for (int frames = sound.read(samples); frames > 0; frames = sound.read(samples)) {
            for (final Listener listener : listeners) {
                listener.hear(samples, frames);
            }
            done += frames;
            progress.progress(100.0 * done / sound.format().frames());
        }
    }
}
