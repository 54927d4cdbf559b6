package dev.jobs.examples.audio.tool;

import dev.jobs.examples.audio.sound.SoundFormat;
import java.util.Locale;
import java.util.OptionalDouble;

/** The words in which the tool tells people what it has found. */
final class Notes {
    private Notes() {}

    /** A format, such as {@code 3.0 s, 44,100 Hz, stereo}. */
    static String of(final SoundFormat format) {
        return String.format(
                Locale.ROOT, "%.1f s, %,d Hz, %s", format.seconds(), format.sampleRate(), channels(format.channels()));
    }

    private static String channels(final int count) {
        return switch (count) {
            case 1 -> "mono";
            case 2 -> "stereo";
            default -> count + " channels";
        };
    }

    /** A level with one digit and a real minus, or that there is none: of silence. */
    static String level(final OptionalDouble value, final String unit) {
        return value.isPresent()
                ? String.format(Locale.ROOT, "%.1f %s", value.getAsDouble(), unit)
                        .replace('-', '\u2212')
                : "of silence";
    }
}
