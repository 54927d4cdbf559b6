package dev.jobs.store;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;

/**
 * A time ahead, rounded to what people would say: by a twentieth of how far ahead it is at most, or to five seconds.
 *
 * <p>Not finer, since what is overdue is expected a moment from now, at any time that one asks: with each second that it
 * moves on the whole answer would count as changed, and wake whoever waits for that.
 */
final class RoundedTime {
    private static final long PARTS = 10;
    private static final long[] STEPS_SECONDS = {5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600};

    private RoundedTime() {}

    /** The nearest round time that is not before now. */
    static Instant of(final Instant time, final Instant now) {
        final long ahead = Duration.between(now, time).toSeconds();
        final long step = LongStream.of(STEPS_SECONDS)
                .filter(seconds -> seconds * PARTS <= ahead)
                .max()
                .orElse(STEPS_SECONDS[0]);
        final long nearest = Math.floorDiv(time.plusMillis(step * 500).getEpochSecond(), step) * step;
        final Instant rounded = Instant.ofEpochSecond(nearest);
        return rounded.isBefore(now) ? rounded.plusSeconds(step) : rounded;
    }
}
