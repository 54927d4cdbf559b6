package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolOutputTest {
    @Test
    void eachKindOfLineIsRead() {
        assertThat(ToolOutput.parse("stage measuring loudness")).contains(new ToolOutput.Stage("measuring loudness"));
        assertThat(ToolOutput.parse("progress 42.5")).contains(new ToolOutput.Progress(42.5));
        assertThat(ToolOutput.parse("note 44,100 Hz, stereo")).contains(new ToolOutput.Note("44,100 Hz, stereo"));
        assertThat(ToolOutput.parse("result {\"a\": 1}")).contains(new ToolOutput.Result("{\"a\": 1}"));
        assertThat(ToolOutput.parse("error The file ends early"))
                .contains(new ToolOutput.Refusal("The file ends early"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "stage", "progress much", "progress 101", "progress -1", "progress NaN", "WARNING: a warning"
            })
    void anyOtherLineIsNone(final String line) {
        assertThat(ToolOutput.parse(line)).isEmpty();
    }
}
