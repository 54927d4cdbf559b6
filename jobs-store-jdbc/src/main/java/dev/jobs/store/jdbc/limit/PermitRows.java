package dev.jobs.store.jdbc.limit;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.limit.Permit.OfKey;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.Forecast.RunningJob;
import dev.jobs.store.support.LimitedForecast;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rows of permits: they say which jobs to look at, and the leases of these say which permits are taken. So a row that is left
 * over, whatever crashed, counts for nothing. Immutable.
 */
final class PermitRows {
    /** The condition that a permit {@code p} is taken by its job {@code j}. */
    static final String TAKEN = "j.lease = p.lease and " + JobConditions.HELD;

    /** The condition that a limit key, which is each of its parameters, has a permit that is not taken. */
    static final String IS_FREE =
            "(select count(*) from jobs_permit p join jobs_job j on j.id = p.job_id where p.limit_key = ? and " + TAKEN
                    + ") < coalesce(" + LimitRows.AT_ONCE + ", " + Integer.MAX_VALUE + ")";

    static final int PARAMETERS_OF_IS_FREE = 3;

    private static final String COUNT =
            "select p.limit_key, count(*) from jobs_permit p join jobs_job j on j.id = p.job_id" + " where " + TAKEN
                    + " %s group by p.limit_key";
    private static final int MOST_LEFT_OVER = 1_000;

    // An estimate that looks at so many jobs ahead at most needs no more: it is told of a key that runs fewer at once,
    // and of those
    // ahead that have started meanwhile.
    private static final String NEWEST = String.format(Locale.ROOT, """
            select limit_key, id, status, type, started_at, taken
            from (
                select p.limit_key, j.id, j.status, j.type, j.started_at, count(*) over (partition by p.limit_key) as taken,
                    row_number() over (partition by p.limit_key order by j.started_at desc) as place
                from jobs_permit p join jobs_job j on j.id = p.job_id
                where %s and p.limit_key = any(?)) as permits
            where place <= %d""", TAKEN, LimitedForecast.MOST_AHEAD);

    private final String write;

    PermitRows(final Syntax syntax) {
        this.write = syntax.insertOrUpdate(
                "jobs_permit",
                "select cast(? as varchar(200)) as limit_key, cast(? as uuid) as job_id, cast(? as bigint) as lease",
                List.of("limit_key", "job_id", "lease"),
                List.of("limit_key", "job_id"),
                given -> "lease = " + given + ".lease");
    }

    /** The numbers of permits of these keys that are taken. */
    static Map<String, Integer> count(final Connection connection, final Collection<String> keys) throws SQLException {
        if (keys.isEmpty()) {
            return Map.of();
        }
        try (PreparedStatement select = connection.prepareStatement(String.format(COUNT, "and p.limit_key = any(?)"))) {
            select.setArray(1, connection.createArrayOf("varchar", keys.toArray()));
            return counts(select);
        }
    }

    /**
     * The permits of a key that are taken.
     *
     * @param count their number
     * @param newest the attempts that have them, of those that started last; one that is missing among few is being stopped
     */
    record Taken(int count, Map<JobId, RunningJob> newest) {}

    /** The permits of these keys that are taken. */
    static Map<String, Taken> taken(final Connection connection, final Collection<String> keys) throws SQLException {
        final Map<String, Taken> taken = new HashMap<>();
        if (keys.isEmpty()) {
            return taken;
        }
        try (PreparedStatement select = connection.prepareStatement(NEWEST)) {
            select.setArray(1, connection.createArrayOf("varchar", keys.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    final int count = row.getInt(6);
                    final Taken ofKey =
                            taken.computeIfAbsent(row.getString(1), key -> new Taken(count, new HashMap<>()));
                    if (row.getString(3).equals("processing")) {
                        ofKey.newest().put(JobRow.id(row, 2), new RunningJob(row.getString(4), JobRow.instant(row, 5)));
                    }
                }
            }
        }
        return taken;
    }

    /** The numbers of permits of all keys that are taken. */
    static Map<String, Integer> count(final Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(String.format(COUNT, ""))) {
            return counts(select);
        }
    }

    private static Map<String, Integer> counts(final PreparedStatement select) throws SQLException {
        final Map<String, Integer> counts = new HashMap<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                counts.put(row.getString(1), row.getInt(2));
            }
        }
        return counts;
    }

    /** Writes permits that a claim takes. */
    void take(final Connection connection, final Collection<Permit> permits) throws SQLException {
        change(connection, write, Permit.ofKeys(permits));
    }

    /** Deletes permits whose leases have ended. */
    static void delete(final Connection connection, final List<OfKey> permits) throws SQLException {
        change(connection, "delete from jobs_permit where limit_key = ? and job_id = ? and lease = ?", permits);
    }

    private static void change(final Connection connection, final String sql, final List<OfKey> permits)
            throws SQLException {
        if (permits.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (final OfKey permit : permits) {
                statement.setString(1, permit.key());
                statement.setObject(2, permit.job().value());
                statement.setLong(3, permit.lease());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Deletes rows that are left over. They are deleted by their leases: a claim may be about to write a row in the place of one. */
    static void deleteLeftOver(final Connection connection) throws SQLException {
        final List<OfKey> leftOver = new ArrayList<>();
        try (PreparedStatement select =
                        connection.prepareStatement("select p.limit_key, p.job_id, p.lease from jobs_permit p"
                                + " where not exists (select 1 from jobs_job j where j.id = p.job_id and " + TAKEN
                                + ") limit "
                                + MOST_LEFT_OVER);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                leftOver.add(new OfKey(row.getString(1), JobRow.id(row, 2), row.getLong(3)));
            }
        }
        delete(connection, leftOver);
    }
}
