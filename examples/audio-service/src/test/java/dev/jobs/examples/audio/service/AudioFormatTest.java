package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioFormatTest {
    @ParameterizedTest
    @CsvSource({
        "RIFF....WAVE,WAV",
        "RF64....WAVE,WAV",
        "BW64....WAVE,WAV",
        "FORM....AIFF,AIFF",
        "FORM....AIFC,AIFF",
        ".snd........,AU"
    })
    void aFileIsKnownByItsFirstBytes(final String start, final AudioFormat format) {
        assertThat(AudioFormat.of(start.getBytes(StandardCharsets.ISO_8859_1))).contains(format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RIFF....AVI ", "RIFF", "ID3.........", "<!doctype ht", "FORM....ILBM"})
    void whatIsNoAudioIsTold(final String start) {
        assertThat(AudioFormat.of(start.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
    }
}
