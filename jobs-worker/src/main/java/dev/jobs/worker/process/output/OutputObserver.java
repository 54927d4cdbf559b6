package dev.jobs.worker.process.output;

/** Sees that a command writes something, on the thread that reads it. Its methods return at once and throw nothing. */
public interface OutputObserver {
    /** Sees nothing. */
    OutputObserver NONE = () -> {};

    /** The command has written at least one byte. */
    void onOutput();
}
