package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * The times at which a job is expected to start and to be complete, by the store's clock. One that is not known is empty; one of the two is
 * known. Immutable.
 *
 * @param startAt when it is expected to start; only while it is pending
 * @param completeAt when it is expected to be complete; not before it starts
 */
public record Estimate(Optional<Instant> startAt, Optional<Instant> completeAt) {
    public Estimate {
        requireNonNull(startAt, "startAt");
        requireNonNull(completeAt, "completeAt");
        if (startAt.isEmpty() && completeAt.isEmpty()) {
            throw new IllegalArgumentException("an estimate that knows nothing is none");
        }
        if (startAt.isPresent() && completeAt.filter(startAt.get()::isAfter).isPresent()) {
            throw new IllegalArgumentException(
                    "a job is not complete before it starts: " + startAt + ", " + completeAt);
        }
    }
}
