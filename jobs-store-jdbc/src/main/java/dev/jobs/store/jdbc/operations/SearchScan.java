package dev.jobs.store.jdbc.operations;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.TimeRange;
import dev.jobs.store.support.SearchPlace;
import dev.jobs.store.support.StoredJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The statement of one step of a search. The conditions that an index holds bound what is read: an id, an idempotency key, an
 * owner, a limit that keeps jobs back, a time of end; else all jobs are read by their ids, which begin with the time at which they were made. All other
 * conditions are tried on what was read; they may let pass a little more than the search means. For one thread.
 */
final class SearchScan {
    /** The most by which a submitter's clock is taken to differ from the database's. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final String BY_ID = "id desc";
    private static final String BY_END = "finished_at desc, id desc";

    private final Conditions along = new Conditions();
    private final Conditions filter = new Conditions();
    private final String order;
    private final String from;

    private SearchScan(final JobSearch search, final Optional<SearchPlace> before, final Optional<Held> held) {
        this.from = held.map(jobs -> "(" + jobs.query() + ") as held").orElse("jobs_job");
        held.ifPresent(jobs -> along.bindings.add((connection, statement, index) -> statement.setArray(
                index, connection.createArrayOf("varchar", jobs.holders().toArray()))));
        this.order = search.ended().isPresent() ? BY_END : BY_ID;
        addAlong(search, before);
        addFilter(search);
    }

    /** The query of the jobs that are held, whose parameter is by whom. */
    record Held(String query, List<String> holders) {}

    static SearchScan of(final JobSearch search, final Optional<SearchPlace> before, final Optional<Held> held) {
        return new SearchScan(search, before, held);
    }

    /** Sets one parameter. */
    @FunctionalInterface
    private interface Binding {
        void set(Connection connection, PreparedStatement statement, int index) throws SQLException;
    }

    /** Conditions, all of which must hold, and their parameters. */
    private static final class Conditions {
        private final List<String> conditions = new ArrayList<>();
        private final List<Binding> bindings = new ArrayList<>();

        void add(final String condition, final Binding... values) {
            conditions.add(condition);
            bindings.addAll(List.of(values));
        }

        /** The condition that a column has one of these values, if there are any. */
        void addAny(final String column, final Collection<String> values) {
            if (!values.isEmpty()) {
                add(
                        column + " = any(?)",
                        (connection, statement, index) ->
                                statement.setArray(index, connection.createArrayOf("varchar", values.toArray())));
            }
        }

        String sql() {
            return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
        }
    }

    private static Binding text(final String value) {
        return (connection, statement, index) -> statement.setString(index, value);
    }

    private static Binding id(final JobId value) {
        return (connection, statement, index) -> statement.setObject(index, value.value());
    }

    private static Binding time(final Instant value) {
        return (connection, statement, index) -> statement.setObject(index, StoreTime.parameter(value));
    }

    private void addAlong(final JobSearch search, final Optional<SearchPlace> before) {
        search.id().ifPresent(id -> along.add("id = ?", id(id)));
        search.idempotencyKey().ifPresent(key -> along.add("idempotency_key = ?", text(key)));
        // Said twice for the sake of the partial index.
        search.query().owner().ifPresent(owner -> along.add("owner = ? and owner <> ''", text(owner)));
        if (search.query().statuses().equals(Set.of(JobStatus.PROCESSING))) {
            along.add("worker_id is not null");
        }
        search.ended().ifPresent(range -> addEnd(search.query(), range));
        search.submitted().ifPresent(this::addIds);
        before.ifPresent(this::addPlace);
    }

    private void addEnd(final JobQuery query, final TimeRange range) {
        along.add("finished_at is not null");
        if (query.statuses().equals(Set.of(JobStatus.FAILED))) {
            // As the partial index has it.
            along.add("status = 'failed'");
        }
        along.add("finished_at >= ? and finished_at < ?", time(range.from()), time(range.until()));
    }

    /** The ids that were made about this time, if none was made by a clock that is all wrong. */
    private void addIds(final TimeRange range) {
        along.add(
                "id >= ? and id < ?",
                id(firstIdAt(StoreTime.parameter(range.from()).toInstant().minus(SKEW))),
                id(firstIdAt(StoreTime.parameter(range.until()).toInstant().plus(SKEW))));
    }

    private static JobId firstIdAt(final Instant time) {
        return new JobId(new UUID(Math.max(0, time.toEpochMilli()) << 16, 0));
    }

    private void addPlace(final SearchPlace last) {
        if (last.endedAt().isPresent()) {
            final Binding endedAt = time(last.endedAt().get());
            along.add("finished_at <= ? and (finished_at < ? or id < ?)", endedAt, endedAt, id(last.id()));
        } else {
            along.add("id < ?", id(last.id()));
        }
    }

    private void addFilter(final JobSearch search) {
        final JobQuery query = search.query();
        filter.addAny(
                "status", query.statuses().stream().map(JobStatus::wireName).toList());
        filter.addAny("type", query.types());
        filter.addAny("queue", query.queues());
        search.limitKey()
                .ifPresent(key -> filter.add("limit_keys like ? escape '!'", text(containing(withoutStar(key)))));
        search.attributes()
                .forEach((name, value) ->
                        filter.add("attributes like ? escape '!'", text(containing(asStored(name, value)))));
        search.errorText().ifPresent(error -> filter.add("error ilike ? escape '!'", text(containing(error))));
    }

    private static String withoutStar(final String key) {
        return key.endsWith("*") ? key.substring(0, key.length() - 1) : key;
    }

    /** The attribute as it stands in the JSON of all, without the braces. */
    private static String asStored(final String name, final String value) {
        final String object = StoredJson.ofAttributes(Map.of(name, value));
        return object.substring(1, object.length() - 1);
    }

    private static String containing(final String text) {
        return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    /**
     * The statement that reads so many jobs and gives those that pass the filter, and the last one if there are so many; behind the
     * job's columns the number of each among those read. The size is not a parameter, so that it is known when the plan is made.
     */
    String sql(final int size) {
        return String.format(
                Locale.ROOT,
                """
                select * from (
                    select %1$s, row_number() over (order by %2$s) as place, %3$s as passes
                    from (select * from %6$s where %4$s order by %2$s limit %5$d) as jobs_read) as jobs_numbered
                where passes or place = %5$d
                order by place""",
                JobRow.columns("null as payload", "null as result"),
                order,
                filter.sql(),
                along.sql(),
                size,
                from);
    }

    void bind(final Connection connection, final PreparedStatement statement) throws SQLException {
        int index = 1;
        for (final Binding binding : filter.bindings) {
            binding.set(connection, statement, index);
            index++;
        }
        for (final Binding binding : along.bindings) {
            binding.set(connection, statement, index);
            index++;
        }
    }
}
