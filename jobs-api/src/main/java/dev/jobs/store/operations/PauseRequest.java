package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.internal.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The pause that an operator asks for. Immutable. */
public final class PauseRequest {
    /** The number of characters of a reason that are kept. */
    public static final int MAX_REASON = 500;

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final Values values;

    private PauseRequest(final Values values) {
        this.values = values;
    }

    private record Values(
            PauseTarget target, Optional<String> reason, Optional<Instant> until, Optional<Duration> lasting) {}

    /** Begins a pause of this, without a reason and without an end. */
    public static Builder builder(final PauseTarget target) {
        return new Builder(requireNonNull(target, "target"));
    }

    /** The jobs that are to be paused. */
    public PauseTarget target() {
        return values.target;
    }

    /** The reason, in words for those who wait. */
    public Optional<String> reason() {
        return values.reason;
    }

    /** The time at which the pause ends by itself, if it is given as such. */
    public Optional<Instant> until() {
        return values.until;
    }

    /** The time after which the pause ends by itself, if it is given as such. */
    public Optional<Duration> lasting() {
        return values.lasting;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof PauseRequest request && values.equals(request.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "PauseRequest" + values.toString().substring("Values".length());
    }

    /** Gathers what an operator asks for. Not safe to share between threads. */
    public static final class Builder {
        private final PauseTarget target;
        private Optional<String> reason = Optional.empty();
        private Optional<Instant> until = Optional.empty();
        private Optional<Duration> lasting = Optional.empty();

        private Builder(final PauseTarget target) {
            this.target = target;
        }

        /**
         * Says why, in words for those who wait: "We are moving house until ten". They are shown as they are. Control characters
         * become spaces, and what is longer than {@link #MAX_REASON} characters is cut; a blank text is no reason.
         */
        public Builder reason(final String text) {
            reason = Optional.of(Text.clean(text, MAX_REASON)).filter(cleaned -> !cleaned.isBlank());
            return this;
        }

        /** Lets the pause end by itself at this time of the store's clock, instead of {@link #lasting} some time. */
        public Builder until(final Instant end) {
            until = Optional.of(end);
            lasting = Optional.empty();
            return this;
        }

        /** Lets the pause end by itself after this time, by the store's clock, instead of {@link #until} a moment. */
        public Builder lasting(final Duration time) {
            lasting = Optional.of(time);
            until = Optional.empty();
            return this;
        }

        /**
         * The request.
         *
         * @throws IllegalArgumentException if the time that it lasts is not positive, or the end is later than any store knows
         */
        public PauseRequest build() {
            lasting.filter(time -> time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0)
                    .ifPresent(time -> {
                        throw new IllegalArgumentException(
                                "a pause lasts up to " + LONGEST.toDays() + " days, but not " + time);
                    });
            until.filter(end -> end.isBefore(Instant.EPOCH) || end.isAfter(LATEST))
                    .ifPresent(end -> {
                        throw new IllegalArgumentException(
                                "a pause ends between " + Instant.EPOCH + " and " + LATEST + ", but not at " + end);
                    });
            return new PauseRequest(new Values(target, reason, until, lasting));
        }
    }
}
