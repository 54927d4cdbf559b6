package dev.jobs.store.support;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;

/** The way in which a time ahead is rounded to what people would say: by a twentieth of how far ahead it is at most, or by the finest step. */
enum RoundedTime {
    /** A time that stays as it is while the clock moves on: to the second when it is soon. */
    AHEAD(1),

    /**
     * A time that is overdue, and expected a moment from now whenever one asks. With each second that it moves on the whole
     * answer would count as changed, and wake whoever waits for that; so it is rounded to five seconds at least.
     */
    OVERDUE(5);

    private static final long PARTS = 10;
    private static final long[] STEPS_SECONDS = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600};

    private final long finest;

    RoundedTime(final long finest) {
        this.finest = finest;
    }

    /** The nearest round time that is not before now. */
    Instant of(final Instant time, final Instant now) {
        final long ahead = Duration.between(now, time).toSeconds();
        final long step = LongStream.of(STEPS_SECONDS)
                .filter(seconds -> seconds > finest && seconds * PARTS <= ahead)
                .max()
                .orElse(finest);
        final long nearest = Math.floorDiv(time.plusMillis(step * 500).getEpochSecond(), step) * step;
        final Instant rounded = Instant.ofEpochSecond(nearest);
        return rounded.isBefore(now) ? rounded.plusSeconds(step) : rounded;
    }
}
