package dev.jobs.micrometer;

import io.micrometer.core.instrument.Tags;

/** The tags of what is counted by type and queue, each with a bounded number of values. Safe to share between threads. */
final class JobTags {
    /** The number of types, and of queues, that have a value of their own unless somebody says otherwise. */
    static final int MOST_NAMES = 100;

    private final BoundedNames types;
    private final BoundedNames queues;

    JobTags(final int mostTypes) {
        this.types = new BoundedNames(mostTypes);
        this.queues = new BoundedNames(MOST_NAMES);
    }

    /**
     * The values of the tags of one type and queue.
     *
     * @param type the type, or "other"
     * @param queue the queue, or "other"
     */
    record Values(String type, String queue) {
        Tags tags() {
            return Tags.of("type", type, "queue", queue);
        }
    }

    Values of(final String type, final String queue) {
        return new Values(types.valueOf(type), queues.valueOf(queue));
    }
}
