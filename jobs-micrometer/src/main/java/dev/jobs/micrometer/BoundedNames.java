package dev.jobs.micrometer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds the number of values of a tag: the names that come first keep theirs, all later ones are {@link #OTHER}. Safe to share
 * between threads.
 */
final class BoundedNames {
    static final String OTHER = "other";

    private final int most;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    BoundedNames(final int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a tag has at least 1 value, but at most " + most + " were asked for");
        }
        this.most = most;
    }

    /** The value of the tag for this name. */
    String valueOf(final String name) {
        return names.contains(name) || added(name) ? name : OTHER;
    }

    private synchronized boolean added(final String name) {
        return names.contains(name) || (names.size() < most && names.add(name));
    }
}
