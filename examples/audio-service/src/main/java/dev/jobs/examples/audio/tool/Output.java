package dev.jobs.examples.audio.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.examples.audio.sound.ProgressListener;
import java.io.PrintStream;
import java.time.Duration;

/** Prints what the tool does, and how far it is: a few times a second at most. */
final class Output implements ProgressListener {
    private static final long INTERVAL = Duration.ofMillis(100).toNanos();

    private final PrintStream out;
    private long nextProgress = System.nanoTime();
    private long printed = -1;

    Output(final PrintStream out) {
        this.out = out;
    }

    @Override
    public void stage(final String name) {
        line("stage " + name);
        printed = -1;
        nextProgress = System.nanoTime() + INTERVAL;
    }

    @Override
    public void progress(final double percent) {
        final long whole = Math.round(Math.floor(percent));
        if (whole > printed && System.nanoTime() - nextProgress >= 0) {
            line("progress " + whole);
            printed = whole;
            nextProgress = System.nanoTime() + INTERVAL;
        }
    }

    /** Says something for people. */
    void note(final String text) {
        line("note " + text);
    }

    void result(final ObjectNode found) {
        line("result " + found);
    }

    void error(final String message) {
        line("error " + message);
    }

    private void line(final String text) {
        out.println(text);
        out.flush();
    }
}
