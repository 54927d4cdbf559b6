package dev.jobs.worker.process.output;

import dev.jobs.worker.log.Counted;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The message for a command that did not end well: its program, code or signal, and the last lines of its output. */
public final class ExitMessage {
    private static final int SIGNAL_BASE = 128;
    private static final int MAX_LINES = 10;
    private static final int MAX_CHARACTERS = 2_000;
    /** Those with the same number on every Linux. */
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(5, "SIGTRAP"),
            Map.entry(6, "SIGABRT"),
            Map.entry(8, "SIGFPE"),
            Map.entry(9, "SIGKILL"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(14, "SIGALRM"),
            Map.entry(15, "SIGTERM"));

    private ExitMessage() {}

    public static String of(final String program, final int code, final String outputTail) {
        final String signal = SIGNALS.get(code - SIGNAL_BASE);
        final String end = signal == null
                ? program + " ended with code " + code
                : program + " was ended by " + signal + " (code " + code + ")";
        return withLines(end, outputTail);
    }

    /** The message for a command that was ended at its own time limit. */
    public static String atLimit(final String program, final Duration limit, final String outputTail) {
        return withLines(
                program + " reached its time limit of " + Counted.exactly(limit) + " and was ended", outputTail);
    }

    private static String withLines(final String end, final String outputTail) {
        final String lines = lastLines(outputTail);
        return lines.isEmpty() ? end : end + ":\n" + lines;
    }

    private static String lastLines(final String output) {
        final List<String> lines = output.strip().lines().toList();
        final String last = String.join("\n", lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()));
        return last.length() <= MAX_CHARACTERS ? last : "…" + last.substring(last.length() - MAX_CHARACTERS);
    }
}
