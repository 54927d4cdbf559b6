package dev.jobs.examples.audio.sound;

import java.io.IOException;

/** A piece of sound that is heard once, from its beginning to its end. Not safe to share between threads. */
public interface Sound {
    /** What it is. */
    SoundFormat format();

    /**
     * Reads the next frames, their samples one after another, each from -1 to 1 at full scale.
     *
     * @param samples to be filled, as far as it holds whole frames
     * @return how many frames were read; 0 at the end
     */
    int read(double[] samples) throws IOException;

    /** A buffer of a handy size. */
    default double[] newBuffer() {
        return new double[4_096 * format().channels()];
    }
}
