package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs to list, and how many at a time. Immutable.
 *
 * @param owner only this owner's; empty: everybody's
 * @param statuses only with one of these; empty: any
 * @param types only of one of these; empty: any
 * @param queues only in one of these; empty: any
 * @param pageSize how many at most; 1 to 1,000
 * @param after only jobs behind this one in the list's order: the last of the page before; empty: the first page
 */
public record JobQuery(
        Optional<String> owner,
        Set<JobStatus> statuses,
        Set<String> types,
        Set<String> queues,
        int pageSize,
        Optional<JobId> after) {
    private static final int DEFAULT_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;

    public JobQuery {
        requireNonNull(owner, "owner");
        statuses = Set.copyOf(statuses);
        types = Set.copyOf(types);
        queues = Set.copyOf(queues);
        if (pageSize < 1 || pageSize > LARGEST_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + LARGEST_PAGE + " jobs, but not " + pageSize);
        }
        requireNonNull(after, "after");
    }

    /** Everybody's jobs, 100 a page. */
    public static JobQuery all() {
        return new JobQuery(Optional.empty(), Set.of(), Set.of(), Set.of(), DEFAULT_PAGE, Optional.empty());
    }

    /** One owner's jobs, 100 a page. */
    public static JobQuery ofOwner(final String owner) {
        return new JobQuery(Optional.of(owner), Set.of(), Set.of(), Set.of(), DEFAULT_PAGE, Optional.empty());
    }

    /** The same, only jobs with one of these statuses. */
    public JobQuery withStatuses(final JobStatus... wanted) {
        return new JobQuery(owner, Set.of(wanted), types, queues, pageSize, after);
    }

    /** The same, only jobs of one of these types. */
    public JobQuery withTypes(final String... wanted) {
        return new JobQuery(owner, statuses, Set.of(wanted), queues, pageSize, after);
    }

    /** The same, only jobs in one of these queues. */
    public JobQuery withQueues(final String... wanted) {
        return new JobQuery(owner, statuses, types, Set.of(wanted), pageSize, after);
    }

    /** The same, this many a page. */
    public JobQuery withPageSize(final int jobs) {
        return new JobQuery(owner, statuses, types, queues, jobs, after);
    }

    /** The page that follows the one that ended with this job. */
    public JobQuery after(final JobId last) {
        return new JobQuery(owner, statuses, types, queues, pageSize, Optional.of(last));
    }
}
