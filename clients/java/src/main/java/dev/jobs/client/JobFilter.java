package dev.jobs.client;

import dev.jobs.JobStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A choice of a caller's own jobs, and the number of them on a page. Immutable.
 *
 * @param statuses only jobs of these statuses; all if empty
 * @param types only jobs of these types; all if empty
 * @param pageSize how many jobs a page has at most, from 1 to 100
 */
public record JobFilter(Set<JobStatus> statuses, Set<String> types, int pageSize) {
    private static final int USUAL_SIZE = 20;
    private static final int MOST = 100;

    /** Checks the size. */
    public JobFilter {
        statuses = Set.copyOf(statuses);
        types = Set.copyOf(types);
        if (pageSize < 1 || pageSize > MOST) {
            throw new IllegalArgumentException("a page has 1 to " + MOST + " jobs, not " + pageSize);
        }
    }

    /** All jobs, 20 on a page. */
    public static JobFilter all() {
        return new JobFilter(Set.of(), Set.of(), USUAL_SIZE);
    }

    /** The same, but only jobs of these statuses. */
    public JobFilter withStatuses(final JobStatus... only) {
        return new JobFilter(Set.of(only), types, pageSize);
    }

    /** The same, but only jobs of these types. */
    public JobFilter withTypes(final String... only) {
        return new JobFilter(statuses, Set.of(only), pageSize);
    }

    /** The same, but as many jobs on a page. */
    public JobFilter withPageSize(final int size) {
        return new JobFilter(statuses, types, size);
    }

    String query() {
        return "?pageSize=" + pageSize
                + listed("status", statuses.stream().map(JobStatus::wireName).collect(Collectors.toSet()))
                + listed("type", types);
    }

    private static String listed(final String name, final Collection<String> values) {
        return values.isEmpty() ? "" : "&" + name + "=" + encoded(String.join(",", values));
    }

    static String encoded(final String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
