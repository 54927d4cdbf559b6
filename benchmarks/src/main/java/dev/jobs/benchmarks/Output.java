package dev.jobs.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The output of figures: as plain lines to the standard output, and as JSON lines to a file. */
final class Output implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String benchmark;
    private final Writer lines;
    private final Map<String, Double> figures;

    private Output(final String benchmark, final Writer lines, final Map<String, Double> figures) {
        this.benchmark = benchmark;
        this.lines = lines;
        this.figures = figures;
    }

    /** Opens the file that the option {@code json} names, else {@code benchmarks.jsonl}, to add to it. */
    static Output of(final String benchmark, final Options options) {
        try {
            return new Output(
                    benchmark,
                    Files.newBufferedWriter(
                            Path.of(options.text("json", "benchmarks.jsonl")),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND),
                    new LinkedHashMap<>());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The output of a benchmark that is a part of this one; both write to the same file, which this one closes. */
    Output part(final String name) {
        return new Output(name, lines, new LinkedHashMap<>());
    }

    /** The figures noted so far, by their names. */
    Map<String, Double> figures() {
        return Collections.unmodifiableMap(figures);
    }

    void say(final String format, final Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** Notes one figure. */
    void figure(final String name, final double value, final String unit) {
        say("%-58s %,14.2f %s", name, value, unit);
        figures.put(name, value);
        write(Map.of("name", name, "value", value, "unit", unit));
    }

    /** Notes something that is no number. */
    void fact(final String name, final String value) {
        say("%-58s %s", name, value);
        write(Map.of("name", name, "value", value));
    }

    /** Notes a ratio of this run, and whether it is as it is to be. */
    void atLeast(final double bound, final String name, final double ratio) {
        verdict(name, ratio, "at least", bound, ratio >= bound);
    }

    /** Notes a figure of this run that is to be small, and whether it is. */
    void atMost(final double bound, final String name, final double ratio) {
        verdict(name, ratio, "at most", bound, ratio <= bound);
    }

    private void verdict(
            final String name, final double ratio, final String relation, final double bound, final boolean reached) {
        say("%-58s %,14.2f   %s %.2f: %s", name, ratio, relation, bound, reached ? "reached" : "MISSED");
        figures.put(name, ratio);
        write(Map.of("name", name, "value", ratio, "bound", relation + " " + bound, "reached", reached));
    }

    private void write(final Map<String, Object> values) {
        final Map<String, Object> line = new LinkedHashMap<>();
        line.put("benchmark", benchmark);
        line.putAll(values);
        try {
            lines.write(MAPPER.writeValueAsString(line) + "\n");
            lines.flush();
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
