package dev.jobs.examples.audio.sound;

/** Told what is being done, and how far it is. */
public interface ProgressListener {
    /** This begins; nothing is known yet of how far it is. */
    void stage(String name);

    /** The stage is this far, in percent. */
    void progress(double percent);
}
