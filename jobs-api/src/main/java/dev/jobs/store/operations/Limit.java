package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.internal.Text;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A rule for the jobs of one {@linkplain dev.jobs.JobRequest#limitKeys limit key}: at most so many attempts at once, or so many starts
 * in a period, or both. Immutable.
 *
 * <p>Its name is a key, such as {@code ffmpeg}, or the beginning of keys and a star, such as {@code tenant:*}: then it holds
 * for each of those keys by itself, not for all of them together. For one key only one limit holds: that of its own name, else that
 * with the longest beginning.
 */
public final class Limit {
    /** The most attempts at once that a limit can allow. */
    public static final int MOST_AT_ONCE = 1_000_000;

    private static final int MAX_NAME = 200;

    private final String name;
    private final OptionalInt atOnce;
    private final Optional<StartRate> rate;
    private final Optional<String> message;

    private Limit(
            final String name,
            final OptionalInt atOnce,
            final Optional<StartRate> rate,
            final Optional<String> message) {
        this.name = name;
        this.atOnce = atOnce;
        this.rate = rate;
        this.message = message;
    }

    /** Begins a limit of this name, a key or the beginning of keys and a star. */
    public static Builder builder(final String name) {
        return new Builder(requireNonNull(name, "name"));
    }

    /** A limit of this name that allows so many attempts at once. */
    public static Limit atOnce(final String name, final int attempts) {
        return builder(name).atOnce(attempts).build();
    }

    /**
     * A name that a limit can have, for stores that are given one.
     *
     * @return the same name
     * @throws IllegalArgumentException if no limit can have this name
     */
    public static String requireName(final String name) {
        return Text.name("the name of a limit", requireNonNull(name, "name"), MAX_NAME);
    }

    /** The key that it holds for, or the beginning of keys and a star. */
    public String name() {
        return name;
    }

    /** The most attempts that may run, or be being stopped, at once; 0: none may start; empty: any number. */
    public OptionalInt atOnce() {
        return atOnce;
    }

    /** The most starts that a period allows; empty: any number. */
    public Optional<StartRate> rate() {
        return rate;
    }

    /** The words for those who wait, if there are some; see {@link #words}. */
    public Optional<String> message() {
        return message;
    }

    /** The words for those who wait: the {@linkplain #message message}, or else the limit in plain words. */
    public String words() {
        return message.orElseGet(() -> {
            final String attempts = atOnce.isPresent() ? "at most " + atOnce.getAsInt() + " of these run at once" : "";
            final String starts = rate.map(
                            most -> "at most " + most.starts() + " of these start in " + words(most.period()))
                    .orElse("");
            return attempts + (attempts.isEmpty() || starts.isEmpty() ? "" : ", ") + starts;
        });
    }

    private static String words(final Duration period) {
        final long millis = period.toMillis();
        if (millis % 1_000 != 0) {
            return millis + " ms";
        }
        final long seconds = millis / 1_000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + " d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    /** True if it holds for each key with a beginning. */
    public boolean isForEach() {
        return name.endsWith("*");
    }

    /** True if it holds for this key, unless one with a closer name does. */
    public boolean covers(final String key) {
        return covers(name, key);
    }

    /** True if this name, of a limit or of those that are searched for, is the key or a beginning of it with a star. */
    static boolean covers(final String name, final String key) {
        return name.endsWith("*") ? key.startsWith(name.substring(0, name.length() - 1)) : key.equals(name);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof Limit limit
                && name.equals(limit.name)
                && atOnce.equals(limit.atOnce)
                && rate.equals(limit.rate)
                && message.equals(limit.message);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, atOnce, rate, message);
    }

    /** The limit for people: {@code tenant:*: 3 at once, 10 starts in PT1S}. */
    @Override
    public String toString() {
        final String attempts = atOnce.isPresent() ? atOnce.getAsInt() + " at once" : "";
        final String between = atOnce.isPresent() && rate.isPresent() ? ", " : "";
        return name + ": " + attempts + between + rate.map(StartRate::toString).orElse("");
    }

    /** Gathers what a limit says. Not safe to share between threads. */
    public static final class Builder {
        private final String name;
        private OptionalInt atOnce = OptionalInt.empty();
        private Optional<StartRate> rate = Optional.empty();
        private Optional<String> message = Optional.empty();

        private Builder(final String name) {
            this.name = name;
        }

        /** Allows so many attempts at once: from 0, then none starts, to {@value Limit#MOST_AT_ONCE}. */
        public Builder atOnce(final int attempts) {
            atOnce = OptionalInt.of(attempts);
            return this;
        }

        /** Allows so many starts in a period, spread evenly. */
        public Builder starts(final int starts, final Duration period) {
            return rate(new StartRate(starts, period, 1));
        }

        /** Allows as many starts in a period as this rate says. */
        public Builder rate(final StartRate value) {
            rate = Optional.of(value);
            return this;
        }

        /**
         * Says in words to those who wait what they wait for: "Three of your exports run at once". Control characters become spaces,
         * and what is longer than {@link PauseRequest#MAX_REASON} characters is cut; a blank text is none.
         */
        public Builder message(final String text) {
            message = Optional.of(Text.clean(text, PauseRequest.MAX_REASON)).filter(cleaned -> !cleaned.isBlank());
            return this;
        }

        /**
         * The limit.
         *
         * @throws IllegalArgumentException if a value is out of its range, or if it limits nothing; the message has the value
         */
        public Limit build() {
            requireName(name);
            atOnce.stream()
                    .filter(attempts -> attempts < 0 || attempts > MOST_AT_ONCE)
                    .forEach(attempts -> {
                        throw new IllegalArgumentException("limit \"" + name + "\" allows 0 to " + MOST_AT_ONCE
                                + " attempts at once, but not " + attempts);
                    });
            if (atOnce.isEmpty() && rate.isEmpty()) {
                throw new IllegalArgumentException(
                        "limit \"" + name + "\" limits nothing: give it atOnce, a rate, or both");
            }
            return new Limit(name, atOnce, rate, message);
        }
    }
}
