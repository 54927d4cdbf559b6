package dev.jobs;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.Set;

/**
 * The jobs to list, and how many at a time. Immutable: each {@code with} method gives another query.
 *
 * <p>Two queries are equal if all that they hold is equal.
 */
public final class JobQuery {
    private static final int DEFAULT_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    private final Values values;

    private JobQuery(final Values values) {
        this.values = values;
    }

    private record Values(
            Optional<String> owner,
            Set<JobStatus> statuses,
            Set<String> types,
            Set<String> queues,
            int pageSize,
            Optional<JobId> after) {}

    /** Everybody's jobs, 100 a page. */
    public static JobQuery all() {
        return new JobQuery(new Values(Optional.empty(), Set.of(), Set.of(), Set.of(), DEFAULT_PAGE, Optional.empty()));
    }

    /** One owner's jobs, 100 a page. */
    public static JobQuery ofOwner(final String owner) {
        return new JobQuery(new Values(
                Optional.of(requireNonNull(owner, "owner")),
                Set.of(),
                Set.of(),
                Set.of(),
                DEFAULT_PAGE,
                Optional.empty()));
    }

    /** The same, only jobs with one of these statuses; with any if none is given. */
    public JobQuery withStatuses(final JobStatus... wanted) {
        return new JobQuery(
                new Values(values.owner, Set.of(wanted), values.types, values.queues, values.pageSize, values.after));
    }

    /** The same, only jobs of one of these types; of any if none is given. */
    public JobQuery withTypes(final String... wanted) {
        return new JobQuery(new Values(
                values.owner, values.statuses, Set.of(wanted), values.queues, values.pageSize, values.after));
    }

    /** The same, only jobs in one of these queues; in any if none is given. */
    public JobQuery withQueues(final String... wanted) {
        return new JobQuery(
                new Values(values.owner, values.statuses, values.types, Set.of(wanted), values.pageSize, values.after));
    }

    /**
     * The same, this many a page.
     *
     * @param jobs from 1 to 1,000
     */
    public JobQuery withPageSize(final int jobs) {
        if (jobs < 1 || jobs > LARGEST_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + LARGEST_PAGE + " jobs, but not " + jobs);
        }
        return new JobQuery(new Values(values.owner, values.statuses, values.types, values.queues, jobs, values.after));
    }

    /** The page that follows the one that ended with this job. */
    public JobQuery after(final JobId last) {
        return new JobQuery(new Values(
                values.owner, values.statuses, values.types, values.queues, values.pageSize, Optional.of(last)));
    }

    /** The owner whose jobs alone are listed; empty: everybody's. */
    public Optional<String> owner() {
        return values.owner;
    }

    /** The statuses of the jobs listed; empty: any. */
    public Set<JobStatus> statuses() {
        return values.statuses;
    }

    /** The types of the jobs listed; empty: any. */
    public Set<String> types() {
        return values.types;
    }

    /** The queues of the jobs listed; empty: any. */
    public Set<String> queues() {
        return values.queues;
    }

    /** The most jobs that a page has. */
    public int pageSize() {
        return values.pageSize;
    }

    /** The job in front of the page in the list's order: the last of the page before; empty: the first page. */
    public Optional<JobId> after() {
        return values.after;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof JobQuery query && values.equals(query.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "JobQuery" + values.toString().substring("Values".length());
    }
}
