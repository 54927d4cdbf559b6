package dev.jobs.worker.log;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Numbers of things and spans of time, as people write them. */
public final class Counted {
    private Counted() {}

    /** {@code 1 report}, {@code 2 reports}. */
    public static String of(final long number, final String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** To a tenth of a second below ten of them, then in seconds, minutes and hours: {@code 0.4 s}, {@code 12 s}, {@code 3 min 20 s}. */
    public static String time(final Duration time) {
        final long millis = time.toMillis();
        if (millis < 9_950) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        final long seconds = (millis + 500) / 1_000;
        if (seconds < 120) {
            return seconds + " s";
        }
        final long minutes = seconds / 60;
        return minutes < 120
                ? minutes + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s")
                : minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }

    /** The whole of a time, to the millisecond: {@code 250 ms}, {@code 90 s} as {@code 1 min 30 s}, {@code 36 h}. */
    public static String exactly(final Duration time) {
        final String text = Stream.of(
                        part(time.toHours(), "h"),
                        part(time.toMinutesPart(), "min"),
                        part(time.toSecondsPart(), "s"),
                        part(time.toMillisPart(), "ms"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        return text.isEmpty() ? "0 s" : text;
    }

    private static String part(final long number, final String unit) {
        return number == 0 ? "" : number + " " + unit;
    }
}
