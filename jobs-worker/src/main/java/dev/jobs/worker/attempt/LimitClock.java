package dev.jobs.worker.attempt;

import dev.jobs.AttemptLimits;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.log.Counted;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The limits of time of one attempt, and the time that is left until each: of the time limit since the attempt began, of the
 * silence limit since its last sign of life. Safe to share between threads; takes no lock.
 */
final class LimitClock {
    private static final long NONE = Long.MAX_VALUE;

    private final Optional<Duration> timeLimit;
    private final Optional<Duration> silenceLimit;
    private final long timeNanos;
    private final long silenceNanos;
    private final LongSupplier ticker;
    private volatile long begunAt;
    private volatile long lastSign;

    /**
     * The clock of an attempt that has not begun.
     *
     * @param own the limits of its job
     * @param ofWorker the limits that hold where the job has none
     * @param ticker the monotonic clock, in nanoseconds
     */
    LimitClock(final AttemptLimits own, final AttemptLimits ofWorker, final LongSupplier ticker) {
        timeLimit = own.timeLimit().or(ofWorker::timeLimit);
        silenceLimit = own.silenceLimit().or(ofWorker::silenceLimit);
        timeNanos = timeLimit.map(Duration::toNanos).orElse(NONE);
        silenceNanos = silenceLimit.map(Duration::toNanos).orElse(NONE);
        this.ticker = ticker;
    }

    /** The attempt begins now. */
    void begin(final long now) {
        begunAt = now;
        lastSign = now;
    }

    /** The attempt has shown a sign of life. */
    void sign() {
        if (silenceNanos != NONE) {
            lastSign = ticker.getAsLong();
        }
    }

    /** The whole process stood still for so long, in which nothing could show a sign of life, nor be heard. */
    void stoodStill(final long nanos) {
        if (silenceNanos != NONE) {
            final long before = lastSign;
            lastSign = before + Math.min(nanos, ticker.getAsLong() - before);
        }
    }

    /** True if there is no limit at all. */
    boolean isEndless() {
        return shortest() == NONE;
    }

    /** The nanoseconds of the shorter of the two limits. */
    long shortest() {
        return Math.min(timeNanos, silenceNanos);
    }

    /** The nanoseconds that are left until the first limit, if no sign of life comes. */
    long left(final long now) {
        return Math.min(timeLeft(now), silenceNanos == NONE ? NONE : silenceNanos - (now - lastSign));
    }

    /** The reason to stop, when nothing is left. */
    StopReason reached(final long now) {
        return timeLeft(now) <= 0 ? StopReason.TIME_LIMIT : StopReason.SILENCE_LIMIT;
    }

    private long timeLeft(final long now) {
        return timeNanos == NONE ? NONE : timeNanos - (now - begunAt);
    }

    /** The error of an attempt that was stopped at this limit, for people. */
    String error(final StopReason limit) {
        return limit == StopReason.TIME_LIMIT
                ? "The attempt reached its time limit" + named(timeLimit)
                : "The attempt reached its silence limit" + named(silenceLimit);
    }

    private static String named(final Optional<Duration> limit) {
        return limit.map(time -> " of " + Counted.exactly(time)).orElse("");
    }
}
