package dev.jobs.worker.attempt;

import dev.jobs.AttemptLimits.AtLimit;
import dev.jobs.Job;
import dev.jobs.Release;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.worker.handler.PermanentFailureException;
import dev.jobs.worker.log.FailureText;
import dev.jobs.worker.process.tree.Death;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the reports of how an attempt ended, and logs its failure. Immutable.
 *
 * @param claimed the attempt's job and lease
 * @param random the source of the random part of the pause before the next attempt, for the thread that asks
 */
record EndReports(ClaimedJob claimed, Supplier<RandomGenerator> random) {
    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);
    private static final FailureLog FAILURES = new FailureLog();

    /** The end that a handler has brought about. */
    Report.Ended of(final HandlerOutcome outcome) {
        if (outcome instanceof HandlerOutcome.Returned returned) {
            try {
                return Report.completed(claimed.lease(), returned.result());
            } catch (final IllegalArgumentException unusable) {
                return failed(unusable);
            }
        }
        final Throwable failure = ((HandlerOutcome.Thrown) outcome).failure();
        return failure instanceof UnreadablePayloadException unreadable ? declined(unreadable) : failed(failure);
    }

    private Report.Declined declined(final UnreadablePayloadException unreadable) {
        LOG.warn(
                "This worker cannot read the payload of {} ({}); it leaves the job to other workers, which have {} to come",
                job(),
                unreadable.where(),
                unreadable.grace());
        return Report.declined(claimed.lease(), unreadable.grace());
    }

    private Report.Failed failed(final Throwable failure) {
        final String text = FailureText.of(failure);
        final boolean permanent = failure instanceof PermanentFailureException;
        final Optional<Duration> delay = permanent ? Optional.empty() : Optional.of(delay());
        log(
                new FailureLog.Failure(text, Optional.of(failure)),
                delay,
                "the job fails for good, since trying again is of no use");
        return new Report.Failed(claimed.lease(), text, delay, Report.Failed.Cause.HANDLER);
    }

    /**
     * The end of an attempt that was stopped at a limit of time, whatever its handler did then.
     *
     * @param error names the limit
     */
    Report.Failed atLimit(final String error, final HandlerOutcome outcome) {
        final boolean fails = job().limits().atLimit() == AtLimit.FAIL;
        final Optional<Duration> delay = fails ? Optional.empty() : Optional.of(delay());
        // What the handler threw shows where it was when it was stopped.
        final Optional<Throwable> thrown =
                outcome instanceof HandlerOutcome.Thrown stopped ? Optional.of(stopped.failure()) : Optional.empty();
        log(
                new FailureLog.Failure(error, thrown),
                delay,
                "the job fails for good, as it does when it reaches a limit of time");
        return new Report.Failed(claimed.lease(), error, delay, Report.Failed.Cause.TIME_LIMIT);
    }

    private void log(final FailureLog.Failure failure, final Optional<Duration> delay, final String forGood) {
        final boolean last = job().attempt() >= job().maxAttempts();
        FAILURES.failed(
                job(),
                failure,
                last ? Optional.empty() : delay,
                delay.isEmpty() ? forGood : "it was the last one, the job fails for good");
    }

    /** The end of an attempt of which it cannot be found out why it failed. */
    Report.Failed failedForUnknownReason() {
        return Report.failed(claimed.lease(), "The attempt failed, and the reason could not be found", delay());
    }

    /** The end of an attempt without an outcome, whose work has ended in this way. */
    Report.Released released(final Death death) {
        return Report.released(claimed.lease(), death == Death.SEEN ? Release.CONFIRMED : Release.PRESUMED);
    }

    private Duration delay() {
        return job().backoff().delayAfter(job().attempt(), random.get());
    }

    private Job job() {
        return claimed.job();
    }
}
