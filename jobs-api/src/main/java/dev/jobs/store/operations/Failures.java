package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The jobs that failed lately, grouped by type and the first line of their errors. Immutable; made by adapters with {@link #builder}.
 *
 * @param jobs the number of failed jobs that were looked at: {@link JobCount.Precision#AT_LEAST} if there may be older ones beyond
 *     {@link #MOST_JOBS}, or in groups beyond {@link #MOST_GROUPS}
 * @param groups the groups, the one with the newest failure first
 */
public record Failures(JobCount jobs, List<FailureGroup> groups) {
    /** The highest number of failed jobs that are looked at. */
    public static final int MOST_JOBS = 10_000;

    /** The highest number of groups. */
    public static final int MOST_GROUPS = 500;

    public Failures {
        requireNonNull(jobs, "jobs");
        groups = List.copyOf(groups);
    }

    /** Begins with no failure, at this time of the store's clock. */
    public static Builder builder(final Instant asOf) {
        return new Builder(requireNonNull(asOf, "asOf"));
    }

    /** Groups failed jobs. Not safe to share between threads. */
    public static final class Builder {
        private final Instant asOf;
        private final Map<Key, FailureGroup> groups = new LinkedHashMap<>();
        private long jobs;
        private boolean whole = true;

        private Builder(final Instant asOf) {
            this.asOf = asOf;
        }

        private record Key(String type, String line) {}

        /**
         * Adds a failed job; each failed no later than the one added before.
         *
         * @param error its error, or a beginning of it that has the first line
         */
        public Builder add(final JobId id, final String type, final String error, final Instant failedAt) {
            if (jobs == MOST_JOBS) {
                whole = false;
                return this;
            }
            final Key key = new Key(type, FailureGroup.firstLine(error));
            final FailureGroup known = groups.get(key);
            if (known == null && groups.size() == MOST_GROUPS) {
                whole = false;
                return this;
            }
            jobs++;
            groups.put(key, known == null ? FailureGroup.of(type, key.line(), id, failedAt) : known.and(failedAt));
            return this;
        }

        /** Says that there may be more, which were not looked at. */
        public Builder notAll() {
            whole = false;
            return this;
        }

        /** The groups. */
        public Failures build() {
            return new Failures(
                    whole ? JobCount.exactly(jobs, asOf) : JobCount.atLeast(jobs, asOf), List.copyOf(groups.values()));
        }
    }
}
