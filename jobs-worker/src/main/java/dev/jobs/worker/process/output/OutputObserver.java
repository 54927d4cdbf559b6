package dev.jobs.worker.process.output;

/** Sees what a command writes, on the thread that reads it. Its methods return at once and throw nothing. */
public interface OutputObserver {
    /** Sees nothing. */
    OutputObserver NONE = new OutputObserver() {
        @Override
        public void onOutput() {}

        @Override
        public void onLine(final String line) {}
    };

    /** The command has written at least one byte. */
    void onOutput();

    /** The command has written this line, and is one whose lines go to the log. */
    void onLine(String line);
}
