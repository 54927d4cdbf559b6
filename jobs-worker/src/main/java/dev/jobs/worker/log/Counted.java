package dev.jobs.worker.log;

import java.time.Duration;
import java.util.Locale;

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
}
