package dev.jobs.store.jdbc.operations;

import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Micros;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.Activity;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.TimeHistogram;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rows of {@code jobs_history}: one for each minute, queue and type, to which all processes add. Immutable. */
final class HistoryRows {
    private static final List<String> KEY = List.of("minute_at", "queue", "type");
    private static final List<String> NUMBERS = List.of("submitted", "started", "completed", "failed", "cancelled");
    private static final List<String> TIMES = List.of("waited", "ran");
    private static final List<String> COLUMNS =
            Stream.of(KEY, NUMBERS, TIMES).flatMap(List::stream).toList();

    private final String add;
    private final String read;
    private final String prune;

    HistoryRows(final Syntax syntax) {
        final String row = "select date_trunc('minute', " + syntax.now()
                + ") as minute_at, cast(? as varchar(200)) as queue, cast(? as varchar(200)) as type, "
                + NUMBERS.stream()
                        .map(column -> "cast(? as bigint) as " + column)
                        .collect(Collectors.joining(", "))
                + ", "
                + TIMES.stream()
                        .map(column -> "cast(? as " + syntax.arrayOf("bigint") + ") as " + column)
                        .collect(Collectors.joining(", "));
        this.add = syntax.insertOrUpdate("jobs_history", row, COLUMNS, KEY, HistoryRows::sums);
        this.read = "select " + String.join(", ", COLUMNS)
                + " from jobs_history where minute_at >= ? and minute_at < ? order by minute_at desc limit "
                + (History.MOST_MINUTES + 1);
        this.prune = "delete from jobs_history where minute_at < " + syntax.nowPlusMicros("?");
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

    /** Adds to the rows of this minute, by the database's clock. */
    void add(final Connection connection, final List<Activity> activities) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(add)) {
            for (final Activity activity : activities) {
                statement.setString(1, activity.queue());
                statement.setString(2, activity.type());
                statement.setLong(3, activity.submitted());
                statement.setLong(4, activity.started());
                statement.setLong(5, activity.completed());
                statement.setLong(6, activity.failed());
                statement.setLong(7, activity.cancelled());
                statement.setArray(8, array(connection, activity.waited()));
                statement.setArray(9, array(connection, activity.ran()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static Array array(final Connection connection, final TimeHistogram times) throws SQLException {
        return connection.createArrayOf("bigint", times.counts().toArray());
    }

    void prune(final Connection connection) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(prune)) {
            delete.setLong(1, -Micros.of(HistoryQuery.KEPT));
            delete.executeUpdate();
        }
    }

    History read(final Connection connection, final HistoryQuery query) throws SQLException {
        final History.Builder history = History.builder(query);
        try (PreparedStatement select = connection.prepareStatement(read)) {
            select.setObject(1, StoreTime.parameter(query.range().from().truncatedTo(ChronoUnit.MINUTES)));
            select.setObject(2, StoreTime.parameter(query.range().until()));
            try (ResultSet row = select.executeQuery()) {
                List<Activity> minute = new ArrayList<>();
                Instant minuteAt = Instant.MAX;
                int read = 0;
                while (row.next()) {
                    final Activity activity = activity(row);
                    if (!activity.from().equals(minuteAt)) {
                        minute.forEach(history::add);
                        minute = new ArrayList<>();
                    }
                    read++;
                    if (read > History.MOST_MINUTES) {
                        // Of this minute there may be more, so that all of it is left out.
                        return history.from(activity.from().plus(1, ChronoUnit.MINUTES))
                                .build();
                    }
                    minuteAt = activity.from();
                    minute.add(activity);
                }
                minute.forEach(history::add);
            }
        }
        return history.build();
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
