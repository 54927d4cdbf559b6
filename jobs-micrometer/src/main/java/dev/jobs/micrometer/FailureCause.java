package dev.jobs.micrometer;

import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.listener.Outcome;
import java.util.Locale;
import java.util.Optional;

/** The cause for which an attempt did not do its work, although nobody cancelled its job. */
enum FailureCause {
    /** The handler threw something, or its result could not be kept. */
    HANDLER,
    /** The attempt reached its time limit. */
    TIME_LIMIT,
    /** The attempt showed no sign of life for its silence limit. */
    SILENCE_LIMIT,
    /** This worker could not read the payload. */
    PAYLOAD,
    /** The lease was lost, or the end could not be written. */
    LEASE;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The cause of this outcome of an attempt that was told to stop for this reason, if it failed. */
    static Optional<FailureCause> of(final Outcome outcome, final Optional<StopReason> stop) {
        return switch (outcome) {
            case FAILED_AND_RETRIED, FAILED_FOR_GOOD -> Optional.of(HANDLER);
            case TIMED_OUT_AND_RETRIED, TIMED_OUT_FOR_GOOD ->
                Optional.of(stop.filter(StopReason.SILENCE_LIMIT::equals).isPresent() ? SILENCE_LIMIT : TIME_LIMIT);
            case DECLINED -> Optional.of(PAYLOAD);
            case LOST -> Optional.of(LEASE);
            case COMPLETED, CANCELLED, HANDED_BACK -> Optional.empty();
        };
    }
}
