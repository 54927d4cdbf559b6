package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * The description that a worker gives of itself. Immutable; made by {@link #builder}.
 *
 * <p>Two profiles are equal if all that they hold is equal.
 */
public final class WorkerProfile {
    private final Values values;

    private WorkerProfile(final Values values) {
        this.values = values;
    }

    private record Values(String name, Set<String> types, Set<String> queues, int slots) {}

    /**
     * Begins the profile of a worker with one slot by default.
     *
     * @param name for people: a host and a process, say; need not be unique
     */
    public static Builder builder(final String name) {
        return new Builder(requireNonNull(name, "name"));
    }

    /** The name, for people; need not be unique. */
    public String name() {
        return values.name;
    }

    /** The types of the jobs that it handles; at least one. */
    public Set<String> types() {
        return values.types;
    }

    /** The queues that it serves; at least one. */
    public Set<String> queues() {
        return values.queues;
    }

    /** The number of jobs that it runs at once; at least 1. */
    public int slots() {
        return values.slots;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof WorkerProfile profile && values.equals(profile.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "WorkerProfile" + values.toString().substring("Values".length());
    }

    /** Gathers a profile. Not safe to share between threads. */
    public static final class Builder {
        private final String name;
        private Set<String> types = Set.of();
        private Set<String> queues = Set.of();
        private int slots = 1;

        private Builder(final String name) {
            this.name = name;
        }

        /** The types of the jobs that it handles. */
        public Builder types(final Set<String> names) {
            types = Set.copyOf(names);
            return this;
        }

        /** The queues that it serves. */
        public Builder queues(final Set<String> names) {
            queues = Set.copyOf(names);
            return this;
        }

        /** The number of jobs that it runs at once; 1 by default. */
        public Builder slots(final int number) {
            slots = number;
            return this;
        }

        /**
         * The profile.
         *
         * @throws IllegalArgumentException if it has no type, no queue or no slot
         */
        public WorkerProfile build() {
            if (types.isEmpty() || queues.isEmpty() || slots < 1) {
                throw new IllegalArgumentException("a worker has at least one type, queue and slot, but \"" + name
                        + "\" has types " + types + ", queues " + queues + ", slots " + slots);
            }
            return new WorkerProfile(new Values(name, types, queues, slots));
        }
    }
}
