package dev.jobs.store.jdbc;

/** Where a job stands: within its queue first by priority, the higher first, then in the order of submission. */
record QueuePlace(String queue, int priority, long seq) {
    /** Whether this starts before, or is, the job with these numbers in the same queue. */
    boolean isUpTo(final int otherPriority, final long otherSeq) {
        return priority > otherPriority || (priority == otherPriority && seq <= otherSeq);
    }
}
