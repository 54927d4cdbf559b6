package dev.jobs.store.jdbc.operations;

import static java.util.Objects.requireNonNull;

import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.Activity;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.TimeHistogram;
import dev.jobs.store.support.HistoryUnit;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rows of the history, to which all processes add: one for each minute, queue and type in {@code jobs_history}, and one for
 * each quarter of an hour and each hour in {@code jobs_history_sum}. All are written in one transaction, for one moment, so that
 * a sum is always that of its minutes. Immutable.
 */
final class HistoryRows {
    private static final List<String> NUMBERS = List.of("submitted", "started", "completed", "failed", "cancelled");
    private static final List<String> TIMES = List.of("waited", "ran");

    private final Map<HistoryUnit, UnitSql> units = new EnumMap<>(HistoryUnit.class);

    HistoryRows(final Syntax syntax) {
        for (final HistoryUnit unit : HistoryUnit.values()) {
            units.put(
                    unit,
                    unit == HistoryUnit.MINUTE
                            ? UnitSql.of(syntax, "jobs_history", "minute_at", "")
                            : UnitSql.of(syntax, "jobs_history_sum", "from_at", String.valueOf(unit.minutes())));
        }
    }

    /** The statements for the rows of one unit. */
    private record UnitSql(String add, String read, String prune) {
        /**
         * @param time the column of the beginning
         * @param minutes the value of the column {@code minutes}; empty: there is none
         */
        static UnitSql of(final Syntax syntax, final String table, final String time, final String minutes) {
            final List<String> named = List.of(time, "queue", "type");
            final List<String> key = minutes.isEmpty()
                    ? named
                    : Stream.concat(Stream.of("minutes"), named.stream()).toList();
            final List<String> columns =
                    Stream.of(key, NUMBERS, TIMES).flatMap(List::stream).toList();
            final String ofUnit = minutes.isEmpty() ? "" : "minutes = " + minutes + " and ";
            return new UnitSql(
                    syntax.insertOrUpdate(
                            table,
                            "select " + (minutes.isEmpty() ? "" : "cast(" + minutes + " as smallint) as minutes, ")
                                    + values(syntax, time),
                            columns,
                            key,
                            HistoryRows::sums),
                    "select "
                            + Stream.of(named, NUMBERS, TIMES)
                                    .flatMap(List::stream)
                                    .collect(Collectors.joining(", "))
                            + " from " + table + " where " + ofUnit + time + " >= ? and " + time + " < ? order by "
                            + time + " desc limit ?",
                    "delete from " + table + " where " + ofUnit + time + " < ?");
        }

        private static String values(final Syntax syntax, final String time) {
            return Stream.of(
                            Stream.of(
                                    "cast(? as timestamp with time zone) as " + time,
                                    "cast(? as varchar(200)) as queue",
                                    "cast(? as varchar(200)) as type"),
                            NUMBERS.stream().map(column -> "cast(? as bigint) as " + column),
                            TIMES.stream().map(column -> "cast(? as " + syntax.arrayOf("bigint") + ") as " + column))
                    .flatMap(expressions -> expressions)
                    .collect(Collectors.joining(", "));
        }
    }

    private static String sums(final String added) {
        final Stream<String> numbers = NUMBERS.stream().map(column -> column + " = " + sum(column, added));
        final Stream<String> times = TIMES.stream()
                .map(column -> column + " = array["
                        + IntStream.rangeClosed(1, TimeHistogram.CLASSES)
                                .mapToObj(index -> sum(column + "[" + index + "]", added))
                                .collect(Collectors.joining(", "))
                        + "]");
        return Stream.concat(numbers, times).collect(Collectors.joining(", "));
    }

    private static String sum(final String column, final String added) {
        return "d." + column + " + " + added + "." + column;
    }

    /**
     * Adds to the rows of the minute, the quarter of an hour and the hour of this moment. Two that add lock the rows in the same
     * order: unit by unit, and each in the order of the activities.
     *
     * @param activities sums in the order of queues and types
     */
    void add(final Connection connection, final Instant now, final List<Activity> activities) throws SQLException {
        for (final Map.Entry<HistoryUnit, UnitSql> unit : units.entrySet()) {
            final Instant from = unit.getKey().startOf(now);
            try (PreparedStatement statement =
                    connection.prepareStatement(unit.getValue().add())) {
                for (final Activity activity : activities) {
                    bind(statement, from, activity);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }
    }

    private static void bind(final PreparedStatement statement, final Instant from, final Activity activity)
            throws SQLException {
        statement.setObject(1, StoreTime.parameter(from));
        statement.setString(2, activity.queue());
        statement.setString(3, activity.type());
        statement.setLong(4, activity.submitted());
        statement.setLong(5, activity.started());
        statement.setLong(6, activity.completed());
        statement.setLong(7, activity.failed());
        statement.setLong(8, activity.cancelled());
        statement.setArray(9, array(statement.getConnection(), activity.waited()));
        statement.setArray(10, array(statement.getConnection(), activity.ran()));
    }

    private static Array array(final Connection connection, final TimeHistogram times) throws SQLException {
        return connection.createArrayOf("bigint", times.counts().toArray());
    }

    /** Deletes what is kept no more: whole hours, so that what is left of a sum's minutes is all or nothing. */
    void prune(final Connection connection, final Instant now) throws SQLException {
        final Instant keptFrom = HistoryUnit.HOUR.startOf(now.minus(HistoryQuery.KEPT));
        for (final UnitSql unit : units.values()) {
            try (PreparedStatement delete = connection.prepareStatement(unit.prune())) {
                delete.setObject(1, StoreTime.parameter(keptFrom));
                delete.executeUpdate();
            }
        }
    }

    History read(final Connection connection, final HistoryQuery query) throws SQLException {
        final History.Builder history = History.builder(query);
        int left = History.MOST_SUMS;
        for (final HistoryUnit.Part part : HistoryUnit.parts(query)) {
            final List<Activity> found = read(connection, part, left + 1);
            if (found.size() > left) {
                // Of the oldest time there may be more, so that all of it is left out.
                final Instant cut = found.get(found.size() - 1).from();
                found.stream().filter(sum -> sum.from().isAfter(cut)).forEach(history::add);
                return history.from(cut.plus(part.unit().length())).build();
            }
            found.forEach(history::add);
            left -= found.size();
        }
        return history.build();
    }

    private List<Activity> read(final Connection connection, final HistoryUnit.Part part, final int most)
            throws SQLException {
        final List<Activity> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                requireNonNull(units.get(part.unit())).read())) {
            select.setObject(1, StoreTime.parameter(part.range().from()));
            select.setObject(2, StoreTime.parameter(part.range().until()));
            select.setInt(3, most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(activity(row));
                }
            }
        }
        return found;
    }

    private static Activity activity(final ResultSet row) throws SQLException {
        return Activity.builder(row.getString(2), row.getString(3), JobRow.instant(row, 1))
                .submitted(row.getLong(4))
                .started(row.getLong(5), times(row.getArray(9)))
                .completed(row.getLong(6), times(row.getArray(10)))
                .failed(row.getLong(7))
                .cancelled(row.getLong(8))
                .build();
    }

    private static TimeHistogram times(final Array array) throws SQLException {
        return new TimeHistogram(Stream.of((Object[]) array.getArray())
                .map(count -> (Long) count)
                .toList());
    }
}
