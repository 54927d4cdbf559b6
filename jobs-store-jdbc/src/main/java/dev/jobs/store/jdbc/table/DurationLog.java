package dev.jobs.store.jdbc.table;

import dev.jobs.store.support.RecentDurations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The durations of the last completed jobs: a row for each type. Those that this process is told of are kept here until a
 * heartbeat or an estimate writes them, so that reports neither wait for these rows nor contend for them; what is lost with the process is of no
 * great worth.
 *
 * <p>Safe to share between threads.
 */
public final class DurationLog {
    private final String sql;

    // Sorted, so that two processes that write several rows lock them in the same order. Guarded by this.
    private Map<String, RecentDurations> unwritten = new TreeMap<>();

    public DurationLog(final Syntax syntax) {
        this.sql = syntax.prepending(RecentDurations.KEPT);
    }

    /** The duration of a job that has completed. */
    public record Took(String type, Duration duration) {}

    public synchronized void add(final List<Took> jobs) {
        final Map<String, List<Duration>> newestFirst = new HashMap<>();
        for (int i = jobs.size() - 1; i >= 0; i--) {
            newestFirst
                    .computeIfAbsent(jobs.get(i).type(), type -> new ArrayList<>())
                    .add(jobs.get(i).duration());
        }
        newestFirst.forEach((type, durations) ->
                unwritten.merge(type, new RecentDurations(durations), (older, newer) -> joined(newer, older)));
    }

    /** True if there is something to write. */
    public synchronized boolean isToWrite() {
        return !unwritten.isEmpty();
    }

    public void write(final Connection connection) throws SQLException {
        final Map<String, RecentDurations> taken = take();
        if (taken.isEmpty()) {
            return;
        }
        boolean written = false;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (final Map.Entry<String, RecentDurations> type : taken.entrySet()) {
                statement.setString(1, type.getKey());
                statement.setArray(2, connection.createArrayOf("bigint", micros(type.getValue())));
                statement.addBatch();
            }
            statement.executeBatch();
            written = true;
        } finally {
            if (!written) {
                putBack(taken);
            }
        }
    }

    private synchronized Map<String, RecentDurations> take() {
        final Map<String, RecentDurations> taken = unwritten;
        unwritten = new TreeMap<>();
        return taken;
    }

    private synchronized void putBack(final Map<String, RecentDurations> taken) {
        taken.forEach((type, older) -> unwritten.merge(type, older, (newer, unused) -> joined(newer, older)));
    }

    private static RecentDurations joined(final RecentDurations newer, final RecentDurations older) {
        return new RecentDurations(Stream.concat(newer.newestFirst().stream(), older.newestFirst().stream())
                .toList());
    }

    private static Object[] micros(final RecentDurations durations) {
        return durations.newestFirst().stream().map(Micros::of).toArray();
    }

    public static Map<String, RecentDurations> read(final Connection connection) throws SQLException {
        final Map<String, RecentDurations> durations = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("select type, recent_micros from jobs_duration");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                final List<Duration> newestFirst = new ArrayList<>();
                for (final Object micros : (Object[]) row.getArray(2).getArray()) {
                    newestFirst.add(Duration.of((Long) micros, ChronoUnit.MICROS));
                }
                durations.put(row.getString(1), new RecentDurations(newestFirst));
            }
        }
        return durations;
    }
}
