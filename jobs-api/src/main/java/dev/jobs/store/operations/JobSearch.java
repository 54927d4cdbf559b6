package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A question for jobs: a {@link JobQuery}, which says whose, of what status, type and queue, and how many a page; and further
 * conditions, all of which must hold. Immutable; made by {@link #builder}.
 *
 * <p>A search with a time of {@linkplain #ended() end} is in the order of the ends, the last first; any other in that of the ids,
 * the highest first, which is roughly that of submission.
 *
 * <p>Two searches are equal if all that they hold is equal.
 */
public final class JobSearch {
    private static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(1);

    private final Values values;

    private JobSearch(final Values values) {
        this.values = values;
    }

    private record Values(
            JobQuery query,
            Optional<JobId> id,
            Optional<String> idempotencyKey,
            Optional<String> limitKey,
            Optional<String> keptBackBy,
            Map<String, String> attributes,
            Optional<String> errorText,
            Optional<TimeRange> submitted,
            Optional<TimeRange> ended,
            Duration timeLimit,
            Optional<String> cursor) {}

    /** Begins a search for the jobs of this query. Its {@link JobQuery#after()} must be empty: the cursor says where a page begins. */
    public static Builder builder(final JobQuery query) {
        return new Builder(requireNonNull(query, "query"));
    }

    /** Owner, statuses, types and queues, and the most jobs that a page has. */
    public JobQuery query() {
        return values.query;
    }

    /** The id that the job has; empty: any. */
    public Optional<JobId> id() {
        return values.id;
    }

    /** The idempotency key that the jobs have; empty: any or none. */
    public Optional<String> idempotencyKey() {
        return values.idempotencyKey;
    }

    /** The limit key that the jobs have, or the beginning of one and a star; empty: any or none. */
    public Optional<String> limitKey() {
        return values.limitKey;
    }

    /** The name of the limit that keeps the jobs back; empty: any or none. */
    public Optional<String> keptBackBy() {
        return values.keptBackBy;
    }

    /** The attributes that the jobs have, beside others. */
    public Map<String, String> attributes() {
        return values.attributes;
    }

    /** A text in the jobs' errors, whatever the case of its letters; empty: any error or none. */
    public Optional<String> errorText() {
        return values.errorText;
    }

    /** The time in which the jobs were submitted; empty: any. */
    public Optional<TimeRange> submitted() {
        return values.submitted;
    }

    /** The time in which the jobs ended; empty: any, or they have not. */
    public Optional<TimeRange> ended() {
        return values.ended;
    }

    /** The time after which the search answers with what it has found so far. */
    public Duration timeLimit() {
        return values.timeLimit;
    }

    /** The beginning of the page, as the page before it said; empty: the first page. */
    public Optional<String> cursor() {
        return values.cursor;
    }

    /**
     * True if the job is one of those that are searched for, wherever the page begins: what every store goes by. Whether a limit {@linkplain
     * #keptBackBy keeps it back} a store looks at itself.
     */
    public boolean matches(final Job job) {
        return matchesQuery(job)
                && (values.id.isEmpty() || values.id.get().equals(job.id()))
                && (values.idempotencyKey.isEmpty()
                        || values.idempotencyKey.equals(job.request().idempotencyKey()))
                && (values.limitKey.isEmpty()
                        || job.request().limitKeys().stream().anyMatch(key -> Limit.covers(values.limitKey.get(), key)))
                && (values.keptBackBy.isEmpty() || job.status() == JobStatus.PENDING)
                && job.request().attributes().entrySet().containsAll(values.attributes.entrySet())
                && (values.errorText.isEmpty()
                        || job.error()
                                .filter(error -> lower(error).contains(lower(values.errorText.get())))
                                .isPresent())
                && (values.submitted.isEmpty() || values.submitted.get().contains(job.createdAt()))
                && (values.ended.isEmpty()
                        || job.finishedAt().filter(values.ended.get()::contains).isPresent());
    }

    private boolean matchesQuery(final Job job) {
        final JobQuery query = values.query;
        return (query.owner().isEmpty() || query.owner().equals(job.owner()))
                && (query.statuses().isEmpty() || query.statuses().contains(job.status()))
                && (query.types().isEmpty() || query.types().contains(job.type()))
                && (query.queues().isEmpty() || query.queues().contains(job.queue()));
    }

    private static String lower(final String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** The same search, from this cursor on. */
    public JobSearch from(final String cursor) {
        final Values same = values;
        return new JobSearch(new Values(
                same.query,
                same.id,
                same.idempotencyKey,
                same.limitKey,
                same.keptBackBy,
                same.attributes,
                same.errorText,
                same.submitted,
                same.ended,
                same.timeLimit,
                Optional.of(cursor)));
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof JobSearch search && values.equals(search.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "JobSearch" + values.toString().substring("Values".length());
    }

    /** Gathers a search. Not safe to share between threads. */
    public static final class Builder {
        private final JobQuery query;
        private Optional<JobId> id = Optional.empty();
        private Optional<String> idempotencyKey = Optional.empty();
        private Optional<String> limitKey = Optional.empty();
        private Optional<String> keptBackBy = Optional.empty();
        private final Map<String, String> attributes = new HashMap<>();
        private Optional<String> errorText = Optional.empty();
        private Optional<TimeRange> submitted = Optional.empty();
        private Optional<TimeRange> ended = Optional.empty();
        private Duration timeLimit = DEFAULT_TIME_LIMIT;
        private Optional<String> cursor = Optional.empty();

        private Builder(final JobQuery query) {
            this.query = query;
        }

        /** The job with this id. */
        public Builder id(final JobId wanted) {
            id = Optional.of(wanted);
            return this;
        }

        /** The jobs with this idempotency key, of whatever owner. */
        public Builder idempotencyKey(final String key) {
            idempotencyKey = Optional.of(key);
            return this;
        }

        /** The jobs that have this limit key; with a star at its end, a key that begins so, as {@linkplain Limit#name names of limits} have it. */
        public Builder limitKey(final String key) {
            limitKey = Optional.of(key);
            return this;
        }

        /** The jobs that the limit of this name keeps back: those of which {@link LimitUse#keptBack} tells the number. */
        public Builder keptBackBy(final String limit) {
            keptBackBy = Optional.of(requireNonNull(limit, "limit"));
            return this;
        }

        /** The jobs that have this attribute with this value. */
        public Builder attribute(final String name, final String value) {
            attributes.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** The jobs whose error has this text somewhere; upper and lower case count as the same. */
        public Builder errorText(final String text) {
            errorText = Optional.of(text);
            return this;
        }

        /** The jobs that were submitted in this time. */
        public Builder submitted(final TimeRange range) {
            submitted = Optional.of(range);
            return this;
        }

        /** The jobs that ended in this time, in the order of their ends. */
        public Builder ended(final TimeRange range) {
            ended = Optional.of(range);
            return this;
        }

        /**
         * The time after which what was found so far is the answer; a second by default. A search goes on for some jobs at least,
         * whatever its limit, so that whoever follows the cursors comes to the end.
         */
        public Builder timeLimit(final Duration time) {
            timeLimit = requireNonNull(time, "time");
            return this;
        }

        /** The page that begins here: the {@link FoundJobs#next()} of the page before it. */
        public Builder cursor(final String from) {
            cursor = Optional.of(from);
            return this;
        }

        /**
         * The search.
         *
         * @throws IllegalArgumentException if the time limit is negative, or the query begins behind a job
         */
        public JobSearch build() {
            if (timeLimit.isNegative() || query.after().isPresent()) {
                throw new IllegalArgumentException(
                        "a search has a time limit that is not negative, and begins at its cursor," + " but this has "
                                + timeLimit + " and begins behind " + query.after());
            }
            return new JobSearch(new Values(
                    query,
                    id,
                    idempotencyKey,
                    limitKey,
                    keptBackBy,
                    Map.copyOf(attributes),
                    errorText,
                    submitted,
                    ended,
                    timeLimit,
                    cursor));
        }
    }
}
