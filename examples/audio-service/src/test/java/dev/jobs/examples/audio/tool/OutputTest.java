package dev.jobs.examples.audio.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Output output = new Output(new PrintStream(bytes, false, UTF_8));

    @Test
    void aStageIsToldAtOnce() {
        output.stage("measuring loudness");

        assertThat(lines()).containsExactly("stage measuring loudness");
    }

    @Test
    void manyReportsOfProgressAreAFewLinesThatRise() {
        output.stage("decoding");
        final long end = System.nanoTime() + 500_000_000;
        int reports = 0;
        while (System.nanoTime() < end) {
            reports++;
            final double percent = 100 * (1 - (end - System.nanoTime()) / 500_000_000.0);
            output.progress(percent);
        }

        final List<Integer> told = lines().stream()
                .filter(line -> line.startsWith("progress "))
                .map(line -> Integer.valueOf(line.substring("progress ".length())))
                .toList();
        assertThat(reports).isGreaterThan(100);
        assertThat(told).hasSizeBetween(1, 5).isSorted().doesNotHaveDuplicates().allMatch(percent -> percent <= 100);
    }

    @Test
    void progressThatFallsIsNotTold() {
        output.stage("decoding");
        while (!lines().contains("progress 90")) {
            output.progress(90);
        }
        final long end = System.nanoTime() + 250_000_000;
        while (System.nanoTime() < end) {
            output.progress(10);
        }

        assertThat(lines()).containsExactly("stage decoding", "progress 90");
    }

    @Test
    void aShortStageTellsNoProgress() {
        output.stage("validating");
        output.progress(50);

        assertThat(lines()).containsExactly("stage validating");
    }

    @Test
    void aResultIsOneLine() {
        output.result(JsonNodeFactory.instance.objectNode().put("text", "a\nb"));

        assertThat(lines()).containsExactly("result {\"text\":\"a\\nb\"}");
    }

    private List<String> lines() {
        return bytes.toString(UTF_8).lines().toList();
    }
}
