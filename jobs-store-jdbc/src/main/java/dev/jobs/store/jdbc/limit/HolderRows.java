package dev.jobs.store.jdbc.limit;

import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rows of holders: a lock each, and the bucket of its rate. Immutable.
 *
 * <p>Whoever starts or holds jobs because of a holder, or lets claims look at them again, locks its row first. So a claim counts permits
 * that no other claim takes meanwhile, and nobody opens a lane that a claim is about to close without knowing of it. A transaction
 * locks all that it needs at once, in their order, and waits for no holder when it has locked jobs.
 */
final class HolderRows {
    private static final Rows<String> HOLDERS = Rows.of("holder", "text", Holder.itself());

    private final String insert;
    private final String lockUnused;
    private final String deleteUnused;

    HolderRows(final Syntax syntax) {
        final String unused = String.format(Locale.ROOT, """
                (full_at is null or full_at <= %s)
                    and not exists (select 1 from jobs_permit p where 'limit_key:' || p.limit_key = jobs_holder.holder)
                    and not exists (select 1 from jobs_held_lane l where l.held_by = jobs_holder.holder)""", syntax.now());
        this.lockUnused =
                "select holder from jobs_holder where " + unused + " order by holder " + syntax.lockingToDelete();
        this.deleteUnused = "delete from jobs_holder where holder = any(?) and " + unused;
        this.insert = "insert into jobs_holder (holder) select r.holder from " + HOLDERS.unnested(syntax)
                + " where true "
                + syntax.unlessThere("exists (select 1 from jobs_holder h where h.holder = r.holder)")
                + " order by r.holder "
                + syntax.orIgnore();
    }

    /**
     * Holders that are locked.
     *
     * @param fullAt the times at which the buckets are full again that are not
     * @param made those that had no row: nobody sees it before the transaction has ended
     */
    record Locked(Map<String, Instant> fullAt, Set<String> made) {}

    /** Locks these until the transaction ends. */
    Locked lock(final Connection connection, final Set<String> holders) throws SQLException {
        final Set<String> made = new TreeSet<>();
        if (holders.isEmpty()) {
            return new Locked(Map.of(), made);
        }
        // One that is missing is made; another transaction may delete one that is not in use.
        while (true) {
            final Map<String, Instant> fullAt = new HashMap<>();
            final Set<String> found = read(connection, holders, " order by holder for update", fullAt);
            if (found.size() == holders.size()) {
                return new Locked(fullAt, made);
            }
            holders.stream().filter(holder -> !found.contains(holder)).forEach(made::add);
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                HOLDERS.bind(statement, holders.stream().sorted().toList());
                statement.executeUpdate();
            }
        }
    }

    /** The times at which the buckets of these are full again that are not. */
    Map<String, Instant> read(final Connection connection, final Collection<String> holders) throws SQLException {
        final Map<String, Instant> fullAt = new HashMap<>();
        read(connection, holders, "", fullAt);
        return fullAt;
    }

    private static Set<String> read(
            final Connection connection,
            final Collection<String> holders,
            final String lock,
            final Map<String, Instant> fullAt)
            throws SQLException {
        final Set<String> found = new HashSet<>();
        try (PreparedStatement select =
                connection.prepareStatement("select holder, full_at from jobs_holder where holder = any(?)" + lock)) {
            select.setArray(1, connection.createArrayOf("varchar", holders.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    final String holder = row.getString(1);
                    found.add(holder);
                    JobRow.optionalInstant(row, 2).ifPresent(time -> fullAt.put(holder, time));
                }
            }
        }
        return found;
    }

    /** Writes the times at which the buckets of holders are full again. */
    static void write(final Connection connection, final Map<String, Instant> fullAt) throws SQLException {
        if (fullAt.isEmpty()) {
            return;
        }
        try (PreparedStatement update =
                connection.prepareStatement("update jobs_holder set full_at = ? where holder = ?")) {
            for (final Map.Entry<String, Instant> holder : fullAt.entrySet()) {
                update.setObject(1, holder.getValue().atOffset(ZoneOffset.UTC));
                update.setString(2, holder.getKey());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** Deletes the rows that nobody needs: one that a claim is about to lock is made again by it. */
    int deleteUnused(final Connection connection) throws SQLException {
        // In two statements: the second one sees the lanes and permits of a claim that had the row until the first.
        final List<String> unused = HeldLanes.texts(connection, lockUnused);
        try (PreparedStatement delete = connection.prepareStatement(deleteUnused)) {
            delete.setArray(1, connection.createArrayOf("varchar", unused.toArray()));
            return delete.executeUpdate();
        }
    }

    /** All holders of limit keys. */
    static List<String> ofKeys(final Connection connection) throws SQLException {
        return HeldLanes.texts(
                connection, "select holder from jobs_holder where holder like 'limit_key:%' order by holder");
    }
}
