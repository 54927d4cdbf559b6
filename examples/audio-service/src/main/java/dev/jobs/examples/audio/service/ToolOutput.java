package dev.jobs.examples.audio.service;

import java.util.Optional;

/** One line that the audio tool prints: what it is doing, how far it is, what came of it. */
sealed interface ToolOutput {
    /** It begins this stage. */
    record Stage(String name) implements ToolOutput {}

    /** It is this far within its stage, in percent. */
    record Progress(double percent) implements ToolOutput {}

    /** It says something for people to read in the job's log. */
    record Note(String text) implements ToolOutput {}

    /** It is done, and this JSON object is what it found. */
    record Result(String json) implements ToolOutput {}

    /** It cannot do what was asked, and trying again would not help. */
    record Refusal(String message) implements ToolOutput {}

    /** Reads a line; empty if it is something else, such as a warning of the Java runtime. */
    static Optional<ToolOutput> parse(final String line) {
        final int space = line.indexOf(' ');
        if (space < 0) {
            return Optional.empty();
        }
        final String rest = line.substring(space + 1).strip();
        return switch (line.substring(0, space)) {
            case "stage" -> Optional.of(new Stage(rest));
            case "progress" -> percent(rest).map(Progress::new);
            case "note" -> Optional.of(new Note(rest));
            case "result" -> Optional.of(new Result(rest));
            case "error" -> Optional.of(new Refusal(rest));
            default -> Optional.empty();
        };
    }

    private static Optional<Double> percent(final String text) {
        try {
            return Optional.of(Double.parseDouble(text)).filter(value -> value >= 0 && value <= 100);
        } catch (final NumberFormatException e) {
            return Optional.empty();
        }
    }
}
