package dev.jobs.worker;

import dev.jobs.testing.Await;
import dev.jobs.worker.log.LogRelay;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The lines that are logged while it is open, at INFO and above, line by line as an operator reads it. */
final class CapturedLog implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    CapturedLog() {
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    /** All lines so far, those of stack traces too. */
    List<String> lines() {
        LogRelay.awaitWritten(Duration.ofSeconds(30));
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The lines so far that have this text. */
    List<String> lines(final String text) {
        return lines().stream().filter(line -> line.contains(text)).toList();
    }

    /** The lines of stack traces so far. */
    List<String> frames() {
        return lines().stream().filter(line -> line.startsWith("\tat ")).toList();
    }

    /** Waits for a line with this text. */
    String await(final String text) throws InterruptedException {
        Await.until("a line with \"" + text + "\"", () -> !lines(text).isEmpty());
        return lines(text).get(0);
    }

    @Override
    public void close() {
        final Stream<String> lines = lines().stream();
        System.setErr(before);
        lines.forEach(before::println);
    }
}
