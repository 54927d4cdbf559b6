package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The outcome of {@linkplain Jobs#submit(List, WhenLimitFull) submitting} a job whose limit may be full. Immutable. */
public sealed interface SubmitOutcome {
    /** The job of the request; empty if it was refused. */
    Optional<JobId> job();

    /**
     * The job is stored, or was before under its idempotency key.
     *
     * @param id the job
     * @param cancelled the jobs that were cancelled for it, in the order of their ids: one that was running may still be being stopped
     */
    record Submitted(JobId id, List<JobId> cancelled) implements SubmitOutcome {
        public Submitted {
            requireNonNull(id, "id");
            cancelled = List.copyOf(cancelled);
        }

        /** A job for which none was cancelled. */
        public Submitted(final JobId id) {
            this(id, List.of());
        }

        @Override
        public Optional<JobId> job() {
            return Optional.of(id);
        }
    }

    /**
     * The job is not stored: a limit is full.
     *
     * @param limitKey the first of its limit keys that is full
     * @param heldBy the job that is in the way, whoever's it is: the oldest that holds a permit of the key, else one that waits for it; empty if
     *     the limit allows none, or if only its rate is full
     * @param freeAt the time, by the store's clock, at which the rate allows the next start, if only that is full
     */
    record Refused(String limitKey, Optional<JobId> heldBy, Optional<Instant> freeAt) implements SubmitOutcome {
        public Refused {
            requireNonNull(limitKey, "limitKey");
            requireNonNull(heldBy, "heldBy");
            requireNonNull(freeAt, "freeAt");
        }

        @Override
        public Optional<JobId> job() {
            return Optional.empty();
        }
    }
}
