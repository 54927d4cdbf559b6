package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The last reason for which a job had waited before it started. Immutable. */
public sealed interface PastWait {
    /** The time at which this reason was over, by the store's clock; empty: no time of its own is kept. */
    Optional<Instant> end();

    /** No limit or pause was met that kept it back: it waited for a free slot, or for a worker that handles it. */
    record ForSlot() implements PastWait {
        @Override
        public Optional<Instant> end() {
            return Optional.empty();
        }
    }

    /**
     * A limit was full.
     *
     * @param limitKey the job's limit key
     * @param until the time at which there was room again, by the store's clock
     * @param freedBy the job whose end made room; empty: something else did, as a higher limit, or it is not known
     */
    record ForLimit(String limitKey, Instant until, Optional<JobId> freedBy) implements PastWait {
        public ForLimit {
            requireNonNull(limitKey, "limitKey");
            requireNonNull(until, "until");
            requireNonNull(freedBy, "freedBy");
        }

        @Override
        public Optional<Instant> end() {
            return Optional.of(until);
        }
    }

    /**
     * A rate did not allow the start yet.
     *
     * @param limitKey the job's limit key
     * @param until the time from which on it did, by the store's clock
     */
    record ForRate(String limitKey, Instant until) implements PastWait {
        public ForRate {
            requireNonNull(limitKey, "limitKey");
            requireNonNull(until, "until");
        }

        @Override
        public Optional<Instant> end() {
            return Optional.of(until);
        }
    }

    /**
     * Something of it was paused.
     *
     * @param target the queue, type, owner or limit key
     * @param reason the reason of the pause, in words
     * @param until the end of the pause, by the store's clock
     */
    record ForPause(PauseTarget target, Optional<String> reason, Instant until) implements PastWait {
        public ForPause {
            requireNonNull(target, "target");
            requireNonNull(reason, "reason");
            requireNonNull(until, "until");
        }

        @Override
        public Optional<Instant> end() {
            return Optional.of(until);
        }
    }

    /** The reason among these that was over last, the first of several at the same time; if there is none, the job waited {@linkplain ForSlot for a slot}. */
    static PastWait last(final Collection<? extends PastWait> reasons) {
        return reasons.stream()
                .<PastWait>map(wait -> wait)
                .max(Comparator.comparing(wait -> wait.end().orElse(Instant.MIN)))
                .orElseGet(ForSlot::new);
    }
}
