package dev.jobs.spring.autoconfigure.worker;

import dev.jobs.worker.WorkerSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;

/**
 * Compares the time that the close of the worker may take with the time that Spring gives it. After the latter, Spring closes the web
 * server, the pools and all other beans under handlers that still run.
 */
final class ShutdownTime {
    /** A close takes so long after both graces at most, as {@code Worker.close()} says. */
    private static final Duration LAST_WRITES = Duration.ofSeconds(11);

    private static final String PROPERTY = "spring.lifecycle.timeout-per-shutdown-phase";
    private static final Duration STANDARD = Duration.ofSeconds(30);

    private ShutdownTime() {}

    /** @throws ShutdownTimeException if Spring gives the close too little time */
    static void check(final WorkerSettings settings, final Environment environment) {
        final Duration given =
                Binder.get(environment).bind(PROPERTY, Duration.class).orElse(STANDARD);
        final Duration needed = settings.closeGrace().plus(settings.killGrace()).plus(LAST_WRITES);
        if (given.compareTo(needed) < 0) {
            throw new ShutdownTimeException(
                    "The close of the worker may take " + text(needed) + " (jobs.worker.close-grace of "
                            + text(settings.closeGrace()) + ", jobs.worker.kill-grace of " + text(settings.killGrace())
                            + ", and up to " + text(LAST_WRITES) + " for the last writes), but " + PROPERTY + " is "
                            + text(given)
                            + ": Spring would close the pools and the web server under handlers that still run.",
                    "Set " + PROPERTY + " to " + text(needed) + " or more, or shorten jobs.worker.close-grace.");
        }
    }

    private static String text(final Duration time) {
        return time.toMillisPart() == 0 ? time.toSeconds() + "s" : DurationStyle.SIMPLE.print(time);
    }
}
