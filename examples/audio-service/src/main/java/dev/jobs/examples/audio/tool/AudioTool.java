package dev.jobs.examples.audio.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.examples.audio.sound.Hearing;
import dev.jobs.examples.audio.sound.Levels;
import dev.jobs.examples.audio.sound.Loudness;
import dev.jobs.examples.audio.sound.Normalizer;
import dev.jobs.examples.audio.sound.Piece;
import dev.jobs.examples.audio.sound.SoundFile;
import dev.jobs.examples.audio.sound.SoundFormat;
import dev.jobs.examples.audio.sound.TruePeaks;
import dev.jobs.examples.audio.sound.UnusableAudioException;
import dev.jobs.examples.audio.sound.WavWriter;
import dev.jobs.examples.audio.sound.Waveform;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * A command-line program that works on audio files, and prints what it does.
 *
 * <p>On standard output, a line each: {@code stage NAME}, {@code progress PERCENT} within it, and at the end
 * {@code result JSON} or {@code error MESSAGE}; in between {@code note TEXT}, for people. Its exit code is 0 when it is done, 1 when the input cannot be used, 2 when
 * it was called wrongly, 3 when something else went wrong, which standard error tells.
 */
public final class AudioTool {
    private static final String USAGE = """
            synthesize SECONDS OUT.wav      makes a piece of music
            measure IN                      measures levels and loudness
            waveform IN OUT.png             draws a picture
            normalize IN OUT.wav LUFS       brings it to a loudness without clipping
            """;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int UNUSABLE = 1;
    private static final int WRONG_USAGE = 2;
    private static final int FAILED = 3;

    private final Output output;
    private final PrintStream err;

    AudioTool(final PrintStream out, final PrintStream err) {
        this.output = new Output(out, System::nanoTime);
        this.err = err;
    }

    /** Runs it, and ends the process with its exit code. */
    public static void main(final String[] arguments) {
        // Whoever started it reads UTF-8, whatever this machine's language is set to.
        System.exit(new AudioTool(utf8(System.out), utf8(System.err)).run(arguments));
    }

    private static PrintStream utf8(final PrintStream stream) {
        return new PrintStream(stream, true, UTF_8);
    }

    /** Runs it; the exit code. */
    int run(final String... arguments) {
        try {
            return execute(arguments);
        } catch (final UnusableAudioException e) {
            output.error(String.valueOf(e.getMessage()));
            return UNUSABLE;
        } catch (final NoSuchFileException e) {
            output.error("There is no file " + Path.of(e.getFile()).getFileName());
            return UNUSABLE;
        } catch (final NumberFormatException e) {
            return wrongUsage("not a number: " + e.getMessage());
        } catch (final IOException | RuntimeException e) {
            err.println("The audio tool failed: " + e);
            return FAILED;
        }
    }

    private int execute(final String... arguments) throws IOException {
        final String command = arguments.length == 0 ? "" : arguments[0] + "/" + (arguments.length - 1);
        switch (command) {
            case "synthesize/2" -> synthesize(Integer.parseInt(arguments[1]), Path.of(arguments[2]));
            case "measure/1" -> measure(Path.of(arguments[1]));
            case "waveform/2" -> draw(Path.of(arguments[1]), Path.of(arguments[2]));
            case "normalize/3" -> normalize(Path.of(arguments[1]), Path.of(arguments[2]), finite(arguments[3]));
            default -> {
                return wrongUsage(command.isEmpty() ? "no command" : "not understood: " + arguments[0]);
            }
        }
        return 0;
    }

    private static double finite(final String text) {
        final double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    private int wrongUsage(final String message) {
        err.println(message);
        err.print(USAGE);
        return WRONG_USAGE;
    }

    private void synthesize(final int seconds, final Path to) throws IOException {
        output.stage("synthesizing");
        final Piece piece = new Piece(seconds);
        output.note("Making a piece: " + Notes.of(piece.format()));
        try (WavWriter writer = new WavWriter(to, piece.format(), 16)) {
            Hearing.hear(piece, output, (samples, frames) -> writer.write(samples, frames * 2));
        }
        output.result(MAPPER.createObjectNode());
    }

    private void measure(final Path from) throws IOException {
        output.stage("validating");
        final ObjectNode found = MAPPER.createObjectNode();
        final SoundFormat format;
        try (SoundFile file = SoundFile.open(from)) {
            format = file.format();
            found.put("seconds", rounded(format.seconds(), 1_000));
            found.put("sampleRate", format.sampleRate());
            found.put("channels", format.channels());
            output.note("Read " + Notes.of(format));
            output.stage("decoding");
            final Levels levels = new Levels(format);
            Hearing.hear(file, output, levels::hear);
            put(found, "peakDb", levels.peakDb());
            put(found, "rmsDb", levels.rmsDb());
            output.note("Peak " + Notes.level(levels.peakDb(), "dB") + ", RMS " + Notes.level(levels.rmsDb(), "dB"));
        }
        output.stage("measuring loudness");
        try (SoundFile file = SoundFile.open(from)) {
            final TruePeaks peaks = new TruePeaks(format);
            final Loudness loudness = new Loudness(format);
            Hearing.hear(file, output, peaks::hear, loudness::hear);
            put(found, "truePeakDb", peaks.truePeakDb());
            put(found, "loudnessLufs", loudness.integrated());
            output.note("Loudness " + Notes.level(loudness.integrated(), "LUFS") + ", true peak "
                    + Notes.level(peaks.truePeakDb(), "dB"));
        }
        output.result(found);
    }

    private void draw(final Path from, final Path to) throws IOException {
        output.stage("validating");
        try (SoundFile file = SoundFile.open(from)) {
            output.note("Read " + Notes.of(file.format()));
            output.stage("decoding");
            final Waveform waveform = new Waveform(file.format());
            Hearing.hear(file, output, waveform::hear);
            output.stage("drawing");
            waveform.write(to);
            output.note("Drew the waveform");
        }
        output.result(MAPPER.createObjectNode());
    }

    private void normalize(final Path from, final Path to, final double targetLufs) throws IOException {
        output.stage("validating");
        final Normalizer.Normalized normalized = new Normalizer(from, to, targetLufs, output).run();
        final ObjectNode found = MAPPER.createObjectNode();
        found.put("targetLufs", targetLufs);
        found.put("gainDb", rounded(normalized.gainDb(), 100));
        put(found, "peakDb", normalized.peakDb());
        put(found, "loudnessLufs", normalized.loudnessLufs());
        output.note("Brought to " + Notes.level(normalized.loudnessLufs(), "LUFS") + " by a gain of "
                + Notes.level(OptionalDouble.of(normalized.gainDb()), "dB") + "; true peak "
                + Notes.level(normalized.peakDb(), "dB"));
        output.result(found);
    }

    private static void put(final ObjectNode node, final String name, final OptionalDouble value) {
        value.ifPresent(number -> node.put(name, rounded(number, 100)));
    }

    private static double rounded(final double value, final int parts) {
        return Math.round(value * parts) / (double) parts;
    }
}
