package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The identity of a job: a UUID that cannot be guessed.
 *
 * <p>Ordered as unsigned 128-bit numbers, which for {@linkplain #random() random} ids is roughly the order of
 * their making. Immutable.
 */
public record JobId(UUID value) implements Comparable<JobId> {
    private static final int CANONICAL_LENGTH = 36;
    private static final int SUB_MILLISECOND_STEPS = 1 << 12;

    public JobId {
        requireNonNull(value, "value");
    }

    /**
     * A new id: a UUID of version 7 (RFC 9562, section 5.7, method 3): milliseconds, a 12-bit fraction of a
     * millisecond, and 62 bits from a secure random source.
     */
    public static JobId random() {
        final Instant now = Instant.now();
        final long fraction = now.getLong(ChronoField.NANO_OF_SECOND) % 1_000_000 * SUB_MILLISECOND_STEPS / 1_000_000;
        final long high = (now.toEpochMilli() << 16) | 0x7000L | fraction;
        final long low = (Randomness.SOURCE.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new JobId(new UUID(high, low));
    }

    /**
     * The id that a text stands for: a UUID in its canonical form of 36 characters, upper or lower case. Empty if
     * the text is anything else.
     */
    public static Optional<JobId> parse(final String text) {
        if (text.length() != CANONICAL_LENGTH) {
            return Optional.empty();
        }
        try {
            // It takes more than the canonical form: numbers with signs, and parts of other lengths.
            final UUID value = UUID.fromString(text);
            return value.toString().equalsIgnoreCase(text) ? Optional.of(new JobId(value)) : Optional.empty();
        } catch (final IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(final JobId other) {
        final int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    /** The canonical form, in lower case. */
    @Override
    public String toString() {
        return value.toString().toLowerCase(Locale.ROOT);
    }

    /** Seeded when the first id is made, not when the class is loaded. */
    private static final class Randomness {
        static final SecureRandom SOURCE = new SecureRandom();
    }
}
