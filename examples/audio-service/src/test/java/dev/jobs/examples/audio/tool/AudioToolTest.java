package dev.jobs.examples.audio.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioToolTest {
    private static final int DONE = 0;
    private static final int UNUSABLE = 1;
    private static final int WRONG_USAGE = 2;
    private static final int FAILED = 3;

    @TempDir
    Path directory;

    private record Run(int exitCode, List<String> lines, String errors) {
        List<String> stages() {
            return lines.stream()
                    .filter(line -> line.startsWith("stage "))
                    .map(line -> line.substring("stage ".length()))
                    .toList();
        }

        JsonNode result() throws Exception {
            final String last = lines.get(lines.size() - 1);
            assertThat(last).startsWith("result ");
            return JsonMapper.builder().build().readTree(last.substring("result ".length()));
        }
    }

    @Test
    void aPieceIsMadeMeasuredNormalisedAndDrawn() throws Exception {
        final String piece = file("piece.wav");
        final String loud = file("loud.wav");
        final String picture = file("picture.png");

        final Run synthesized = run("synthesize", "2", piece);
        final Run measured = run("measure", piece);
        final Run normalized = run("normalize", piece, loud, "-16");
        final Run remeasured = run("measure", loud);
        final Run drawn = run("waveform", loud, picture);

        assertThat(synthesized.exitCode()).isEqualTo(DONE);
        assertThat(synthesized.stages()).containsExactly("synthesizing");
        assertThat(measured.stages()).containsExactly("validating", "decoding", "measuring loudness");
        assertThat(measured.lines()).contains("note Read 2.0 s, 48,000 Hz, stereo");
        assertThat(measured.lines())
                .anyMatch(line -> line.matches("note Loudness −\\d+\\.\\d LUFS, true peak −\\d+\\.\\d dB"));
        assertThat(normalized.lines()).anyMatch(line -> line.startsWith("note Brought to −16.0 LUFS by a gain of "));
        assertThat(measured.result().path("seconds").doubleValue()).isEqualTo(2);
        assertThat(measured.result().path("sampleRate").intValue()).isEqualTo(48_000);
        assertThat(measured.result().path("channels").intValue()).isEqualTo(2);
        assertThat(measured.result().path("peakDb").doubleValue()).isBetween(-20.0, 0.0);
        assertThat(measured.result().path("truePeakDb").doubleValue())
                .isGreaterThanOrEqualTo(measured.result().path("peakDb").doubleValue());
        assertThat(measured.result().path("rmsDb").doubleValue()).isBetween(-40.0, -5.0);
        assertThat(normalized.stages())
                .startsWith("validating", "measuring loudness")
                .endsWith("writing");
        assertThat(normalized.result().path("targetLufs").doubleValue()).isEqualTo(-16);
        assertThat(normalized.result().path("loudnessLufs").doubleValue()).isCloseTo(-16, within(0.1));
        assertThat(remeasured.result().path("loudnessLufs").doubleValue()).isCloseTo(-16, within(0.1));
        assertThat(remeasured.result().path("truePeakDb").doubleValue()).isLessThanOrEqualTo(-1);
        assertThat(drawn.stages()).containsExactly("validating", "decoding", "drawing");
        assertThat(ImageIO.read(Path.of(picture).toFile()).getWidth()).isEqualTo(1_600);
    }

    @Test
    void theLevelsOfSilenceAreLeftOut() throws Exception {
        final Path silence = Files.write(directory.resolve("silence.au"), silence());

        final Run run = run("measure", silence.toString());

        assertThat(run.exitCode()).isEqualTo(DONE);
        assertThat(run.result().toString()).isEqualTo("{\"seconds\":1.0,\"sampleRate\":8000,\"channels\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"measure", "waveform", "normalize"})
    void whatCannotBeUsedIsToldInOneLine(final String command) throws Exception {
        final Path noAudio = Files.writeString(directory.resolve("no.wav"), "nothing to hear");

        final Run run = run(
                switch (command) {
                    case "measure" -> new String[] {command, noAudio.toString()};
                    case "waveform" -> new String[] {command, noAudio.toString(), file("out")};
                    default -> new String[] {command, noAudio.toString(), file("out"), "-16"};
                });

        assertThat(run.exitCode()).isEqualTo(UNUSABLE);
        assertThat(run.lines()).last().isEqualTo("error This is no audio file: WAV, AIFF and AU can be used");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void aFileThatThereIsNotIsToldWithoutItsPath() throws Exception {
        final Run run = run("measure", file("none.wav"));

        assertThat(run.exitCode()).isEqualTo(UNUSABLE);
        assertThat(run.lines()).last().isEqualTo("error There is no file none.wav");
    }

    @ParameterizedTest
    @CsvSource({"''", "measure", "sing in", "synthesize long out.wav", "normalize in out loud", "normalize in out NaN"})
    void aWrongCallIsToldByItsExitCode(final String arguments) throws Exception {
        final Run run = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(WRONG_USAGE);
        assertThat(run.lines()).isEmpty();
        assertThat(run.errors()).contains("measure IN ");
    }

    @Test
    void aNameThatNoFileCanHaveIsAFailureInOneLine() throws Exception {
        final Run run = run("measure", "a\0b");

        assertThat(run.exitCode()).isEqualTo(FAILED);
        assertThat(run.errors()).hasLineCount(1);
    }

    @Test
    void aFailureOfTheMachineIsNoFaultOfTheInput() throws Exception {
        final Run run = run("synthesize", "1", directory.toString());

        assertThat(run.exitCode()).isEqualTo(FAILED);
        assertThat(run.lines()).containsExactly("stage synthesizing", "note Making a piece: 1.0 s, 48,000 Hz, stereo");
        assertThat(run.errors()).startsWith("The audio tool failed: ");
    }

    @Test
    void asAProcessItPrintsUtf8WhateverTheLanguage() throws Exception {
        final Path au = Files.write(directory.resolve("adpcm.au"), silence((byte) 23));
        final ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AudioTool.class.getName(),
                "measure",
                au.toString());
        builder.environment().put("LC_ALL", "C");

        final Process process =
                builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        final String output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(UNUSABLE);
        assertThat(output)
                .endsWith("error The file's encoding (AU 23) is not supported:"
                        + " PCM, floating point, A-law and µ-law are" + System.lineSeparator());
    }

    private Run run(final String... arguments) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final AudioTool tool = new AudioTool(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        final int exitCode = tool.run(arguments);
        return new Run(exitCode, out.toString(UTF_8).lines().toList(), err.toString(UTF_8));
    }

    private String file(final String name) {
        return directory.resolve(name).toString();
    }

    private static byte[] silence() {
        return silence((byte) 2);
    }

    /** A second of silence in an AU file, as if of this encoding. */
    private static byte[] silence(final byte encoding) {
        final byte[] file = new byte[24 + 8_000];
        final byte[] header = {
            '.', 's', 'n', 'd', 0, 0, 0, 24, 0, 0, 0x1F, 0x40, 0, 0, 0, encoding, 0, 0, 0x1F, 0x40, 0, 0, 0, 1
        };
        System.arraycopy(header, 0, file, 0, header.length);
        return file;
    }
}
