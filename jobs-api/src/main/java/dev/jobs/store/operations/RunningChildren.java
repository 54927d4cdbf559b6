package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.internal.Text;
import java.time.Duration;
import java.util.List;

/**
 * The live child processes of one attempt, as its worker tells of them. Immutable.
 *
 * @param count the number of them
 * @param first those that were started first, {@link #MOST_TOLD} at most
 */
public record RunningChildren(int count, List<Child> first) {
    /** The most child processes of an attempt that are told of one by one. */
    public static final int MOST_TOLD = 20;

    /**
     * One of them.
     *
     * @param processId the number that its system gave it
     * @param command the name of its program, without directory and arguments, which may be secret; it is cut after {@link #MAX_COMMAND}
     *     characters
     * @param age the time since its start, when it was told of
     */
    public record Child(long processId, String command, Duration age) {
        /** The number of characters of a program's name that are kept. */
        public static final int MAX_COMMAND = 100;

        public Child {
            command = Text.clean(requireNonNull(command, "command"), MAX_COMMAND);
            requireNonNull(age, "age");
        }
    }

    /**
     * @throws IllegalArgumentException if there are none, more are told of than there are, or more than {@link #MOST_TOLD}
     */
    public RunningChildren {
        first = List.copyOf(first);
        if (count < 1 || first.size() > Math.min(count, MOST_TOLD)) {
            throw new IllegalArgumentException(first.size() + " of " + count + " child processes cannot be told of");
        }
    }

    /** These, which are one at least, those that were started first before the others. */
    public static RunningChildren of(final List<Child> all) {
        return new RunningChildren(all.size(), all.subList(0, Math.min(all.size(), MOST_TOLD)));
    }
}
