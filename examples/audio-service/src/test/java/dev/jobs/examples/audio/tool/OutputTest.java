package dev.jobs.examples.audio.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutputTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();
    private final Output output = new Output(new PrintStream(bytes, false, UTF_8), clock::get);

    @Test
    void aStageIsToldAtOnce() {
        output.stage("measuring loudness");

        assertThat(lines()).containsExactly("stage measuring loudness");
    }

    @Test
    void manyReportsOfProgressAreAFewLinesThatRise() {
        output.stage("decoding");
        for (int percent = 0; percent <= 100; percent++) {
            clock.addAndGet(Duration.ofMillis(5).toNanos());
            output.progress(percent);
        }

        assertThat(lines())
                .containsExactly(
                        "stage decoding", "progress 19", "progress 39", "progress 59", "progress 79", "progress 99");
    }

    @Test
    void progressThatFallsIsNotTold() {
        output.stage("decoding");
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        output.progress(90);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        output.progress(10);

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
