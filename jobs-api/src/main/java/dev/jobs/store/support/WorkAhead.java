package dev.jobs.store.support;

import dev.jobs.store.support.SlotStarts.Work;

/** The run times that jobs ahead of another one are expected to have. For one thread. */
final class WorkAhead {
    /** Up to this part of the jobs may be of types of which too little is known. */
    static final double MOST_UNKNOWN = 0.1;

    private double jobs;
    private double known;
    private double sum;
    private double squares;

    /** So many jobs of a type that lasted so long lately. */
    static WorkAhead of(final double count, final RecentDurations lasted) {
        final WorkAhead work = new WorkAhead();
        work.add(count, lasted);
        return work;
    }

    /** Adds so many jobs of a type that lasted so long lately. */
    void add(final double count, final RecentDurations lasted) {
        jobs += count;
        if (count > 0 && lasted.isEnough()) {
            known += count;
            sum += count * lasted.mean();
            squares += count * lasted.meanSquare();
        }
    }

    /** Adds these. */
    void add(final WorkAhead other) {
        jobs += other.jobs;
        known += other.known;
        sum += other.sum;
        squares += other.squares;
    }

    /** These and those. */
    WorkAhead plus(final WorkAhead other) {
        final WorkAhead both = new WorkAhead();
        both.add(this);
        both.add(other);
        return both;
    }

    /** The number of jobs. */
    double jobs() {
        return jobs;
    }

    /** True if enough is known of them. */
    boolean isKnown() {
        return jobs - known <= MOST_UNKNOWN * jobs;
    }

    /** The mean of their run times, and how far these scatter. */
    Work each() {
        final double mean = known > 0 ? sum / known : 0;
        return new Work(mean, mean > 0 ? squares / known / (mean * mean) - 1 : 0);
    }
}
