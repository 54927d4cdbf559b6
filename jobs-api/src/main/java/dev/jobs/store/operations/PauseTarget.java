package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobRequest;
import dev.jobs.internal.Text;
import java.util.Locale;

/**
 * The jobs that a pause holds for: all of a queue, or all of a type, an owner or a limit key in whatever queue. Immutable.
 *
 * @param kind the kind of name
 * @param name the name of the queue, type or owner, or the limit key
 */
public record PauseTarget(Kind kind, String name) {
    private static final int MAX_NAME = 200;

    /**
     * The kind of name that a pause is for; the first is the strongest: if several pauses hold for a job, who waits is told of
     * that one.
     */
    public enum Kind {
        /** All jobs of one queue. */
        QUEUE,

        /** All jobs of one type. */
        TYPE,

        /** All jobs of one owner. */
        OWNER,

        /** All jobs of one {@linkplain dev.jobs.JobRequest#limitKeys limit key}. */
        LIMIT_KEY;

        /** The kind in lower case, as stores and messages have it. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The kind of this name in lower case.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Kind ofWireName(final String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    public PauseTarget {
        requireNonNull(kind, "kind");
        Text.name("the name of what is paused", requireNonNull(name, "name"), MAX_NAME);
    }

    /** All jobs of this queue. */
    public static PauseTarget queue(final String name) {
        return new PauseTarget(Kind.QUEUE, name);
    }

    /** All jobs of this type. */
    public static PauseTarget type(final String name) {
        return new PauseTarget(Kind.TYPE, name);
    }

    /** All jobs of this owner. */
    public static PauseTarget owner(final String name) {
        return new PauseTarget(Kind.OWNER, name);
    }

    /** All jobs of this limit key. */
    public static PauseTarget limitKey(final String key) {
        return new PauseTarget(Kind.LIMIT_KEY, key);
    }

    /** True if this job belongs to it. */
    public boolean covers(final JobRequest job) {
        return switch (kind) {
            case QUEUE -> name.equals(job.queue());
            case TYPE -> name.equals(job.type());
            case OWNER -> job.owner().filter(name::equals).isPresent();
            case LIMIT_KEY -> job.limitKeys().contains(name);
        };
    }

    /** True if all jobs of this queue and type belong to it. */
    public boolean covers(final String queue, final String type) {
        return switch (kind) {
            case QUEUE -> name.equals(queue);
            case TYPE -> name.equals(type);
            case OWNER, LIMIT_KEY -> false;
        };
    }

    /** The target for people: {@code queue "bulk"}. */
    @Override
    public String toString() {
        return kind.wireName().replace('_', ' ') + " \"" + name + '"';
    }
}
