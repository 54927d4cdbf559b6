package dev.jobs.examples.audio.tool;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.examples.audio.sound.ProgressListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Prints what the tool does, and how far it is: a few times a second at most. */
final class Output implements ProgressListener {
    private static final long INTERVAL = Duration.ofMillis(100).toNanos();

    private final PrintStream out;
    private final LongSupplier ticker;
    private long nextProgress;
    private long printed = -1;

    /** @param ticker the monotonic clock, in nanoseconds */
    Output(final PrintStream out, final LongSupplier ticker) {
        this.out = out;
        this.ticker = ticker;
        this.nextProgress = ticker.getAsLong();
    }

    @Override
    public void stage(final String name) {
        line("stage " + name);
        printed = -1;
        nextProgress = ticker.getAsLong() + INTERVAL;
    }

    @Override
    public void progress(final double percent) {
        final long whole = Math.round(Math.floor(percent));
        if (whole > printed && ticker.getAsLong() - nextProgress >= 0) {
            line("progress " + whole);
            printed = whole;
            nextProgress = ticker.getAsLong() + INTERVAL;
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
