package dev.jobs;

import dev.jobs.internal.Text;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/** Checks what a new request asks for, so that every store can keep it. */
final class RequestCheck {
    private static final int MAX_NAME = 200;
    private static final int MOST_ATTEMPTS = 1_000;
    private static final int HIGHEST_OWNER_WEIGHT = 100;
    private static final int MOST_LIMIT_KEYS = 4;
    private static final int MOST_ATTRIBUTES = 32;
    private static final int MAX_ATTRIBUTE_NAME = 100;
    private static final int MAX_ATTRIBUTE_VALUE = 1_000;
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    private static final Duration LONGEST_DELAY = Duration.ofDays(36_500);

    private RequestCheck() {}

    static void names(
            final String type,
            final String queue,
            final Optional<String> idempotencyKey,
            final Optional<String> owner) {
        Text.name("a job's type", type, MAX_NAME);
        Text.name("a queue's name", queue, MAX_NAME);
        idempotencyKey.ifPresent(key -> Text.name("an idempotency key", key, MAX_NAME));
        owner.ifPresent(name -> Text.name("an owner", name, MAX_NAME));
    }

    static void ownerWeight(final int weight, final Optional<String> owner) {
        if (weight < 1 || weight > HIGHEST_OWNER_WEIGHT) {
            throw new IllegalArgumentException(
                    "an owner's weight is from 1 to " + HIGHEST_OWNER_WEIGHT + ", but not " + weight);
        }
        if (weight != JobRequest.DEFAULT_OWNER_WEIGHT && owner.isEmpty()) {
            throw new IllegalArgumentException("the weight " + weight + " is an owner's, but the request has no owner");
        }
    }

    /** These limit keys in their order. */
    static Set<String> limitKeys(final Collection<String> keys) {
        final Set<String> sorted = new TreeSet<>(keys);
        if (sorted.size() > MOST_LIMIT_KEYS) {
            throw new IllegalArgumentException(
                    "a job has at most " + MOST_LIMIT_KEYS + " limit keys, but not " + sorted.size() + ": " + sorted);
        }
        for (final String key : sorted) {
            Text.name("a limit key", key, MAX_NAME);
            if (key.endsWith("*")) {
                throw new IllegalArgumentException(
                        "a limit key does not end with a star, which stands for the rest of keys in a limit's name: \""
                                + key + '"');
            }
        }
        return Collections.unmodifiableSet(sorted);
    }

    static void attempts(final int maxAttempts) {
        if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "a job has 1 to " + MOST_ATTEMPTS + " attempts, but " + maxAttempts + " were asked for");
        }
    }

    static void times(final Optional<Instant> dueAt, final Optional<Duration> delay) {
        dueAt.filter(due -> due.isBefore(EARLIEST) || due.isAfter(LATEST)).ifPresent(due -> {
            throw new IllegalArgumentException(
                    "a job can be due from " + EARLIEST + " until " + LATEST + ", but not at " + due);
        });
        delay.filter(time -> time.isNegative() || time.compareTo(LONGEST_DELAY) > 0)
                .ifPresent(time -> {
                    throw new IllegalArgumentException(
                            "a job's delay is from 0 to " + LONGEST_DELAY.toDays() + " days, but not " + time);
                });
        if (dueAt.isPresent() && delay.isPresent()) {
            throw new IllegalArgumentException(
                    "a job is due at a time or after a delay, but not at " + dueAt.get() + " and after " + delay.get());
        }
    }

    /** The check of each attribute, by name and value, of so many; it gives the value as it is kept. */
    static BinaryOperator<String> cleanAttributes(final int number) {
        if (number > MOST_ATTRIBUTES) {
            throw new IllegalArgumentException(
                    "a job has at most " + MOST_ATTRIBUTES + " attributes, but not " + number);
        }
        return (name, value) -> {
            Text.name("an attribute's name", name, MAX_ATTRIBUTE_NAME);
            if (value.length() > MAX_ATTRIBUTE_VALUE) {
                throw new IllegalArgumentException("the attribute \"" + name + "\" has " + value.length()
                        + " characters, but at most " + MAX_ATTRIBUTE_VALUE + " are kept");
            }
            return Text.clean(value, MAX_ATTRIBUTE_VALUE);
        };
    }

    /** These attributes and as many of the added ones as a job can have, each as it is kept. */
    static Map<String, String> attributesThatFit(final Map<String, String> present, final Map<String, String> added) {
        final Map<String, String> all = new TreeMap<>(present);
        added.forEach((name, value) -> {
            final boolean hasRoom = all.size() < MOST_ATTRIBUTES || all.containsKey(name);
            if (hasRoom && name.length() <= MAX_ATTRIBUTE_NAME && value.length() <= MAX_ATTRIBUTE_VALUE) {
                all.put(
                        Text.name("an attribute's name", name, MAX_ATTRIBUTE_NAME),
                        Text.clean(value, MAX_ATTRIBUTE_VALUE));
            }
        });
        return Collections.unmodifiableMap(all);
    }
}
