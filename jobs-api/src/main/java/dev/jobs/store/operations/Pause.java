package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/** A pause: nothing of a queue, type, owner or limit key starts until it is resumed, or the pause ends. Immutable; made by adapters with {@link #builder}. */
public final class Pause {
    private final Values values;

    private Pause(final Values values) {
        this.values = values;
    }

    private record Values(PauseTarget target, Instant pausedAt, Optional<String> reason, Optional<Instant> until) {}

    /** Begins a pause of this since that time, without a reason and without an end. */
    public static Builder builder(final PauseTarget target, final Instant pausedAt) {
        return new Builder(requireNonNull(target, "target"), requireNonNull(pausedAt, "pausedAt"));
    }

    /** The jobs that are paused. */
    public PauseTarget target() {
        return values.target;
    }

    /** The time at which they were paused, or the last time at which they were paused again, by the store's clock. */
    public Instant pausedAt() {
        return values.pausedAt;
    }

    /** The reason, in words for those who wait. */
    public Optional<String> reason() {
        return values.reason;
    }

    /** The time at which the pause ends by itself, by the store's clock. Empty: it holds until the target is resumed. */
    public Optional<Instant> until() {
        return values.until;
    }

    /** True if the pause has not ended by itself at this time of the store's clock. */
    public boolean holdsAt(final Instant now) {
        return values.until.filter(end -> !end.isAfter(now)).isEmpty();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Pause pause && values.equals(pause.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Pause" + values.toString().substring("Values".length());
    }

    /** Gathers what is known of a pause. Not safe to share between threads. */
    public static final class Builder {
        private final PauseTarget target;
        private final Instant pausedAt;
        private Optional<String> reason = Optional.empty();
        private Optional<Instant> until = Optional.empty();

        private Builder(final PauseTarget target, final Instant pausedAt) {
            this.target = target;
            this.pausedAt = pausedAt;
        }

        /** The reason, in words for those who wait. */
        public Builder reason(final String text) {
            reason = Optional.of(text);
            return this;
        }

        /** The time at which the pause ends by itself. */
        public Builder until(final Instant end) {
            until = Optional.of(end);
            return this;
        }

        /** The pause. */
        public Pause build() {
            return new Pause(new Values(target, pausedAt, reason, until));
        }
    }
}
