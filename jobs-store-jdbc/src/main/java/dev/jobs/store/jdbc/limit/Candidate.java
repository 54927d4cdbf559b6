package dev.jobs.store.jdbc.limit;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.limit.HeldLanes.HeldLane;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.LimitKeys;
import dev.jobs.store.jdbc.table.QueuePlace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A job that a claim could start if nothing keeps it back.
 *
 * @param heldBy the holder that kept it back when it was last looked at; empty: nobody did
 */
public record Candidate(
        JobId id, QueuePlace place, String type, Optional<String> owner, List<String> keys, Optional<String> heldBy) {
    /** The columns that {@link #read} reads, of the table that has this alias. */
    public static String columns(final String alias) {
        return "%1$s.id, %1$s.queue, %1$s.priority, %1$s.turn, %1$s.seq, %1$s.type, %1$s.owner, %1$s.limit_keys, %1$s.held_by"
                .formatted(alias);
    }

    /** Reads one from its {@link #columns}, from this column on. */
    public static Candidate read(final ResultSet row, final int first) throws SQLException {
        return new Candidate(
                JobRow.id(row, first),
                new QueuePlace(
                        row.getString(first + 1),
                        row.getInt(first + 2),
                        row.getLong(first + 3),
                        row.getLong(first + 4)),
                row.getString(first + 5),
                Optional.of(row.getString(first + 6)).filter(owner -> !owner.isEmpty()),
                LimitKeys.read(row, first + 7),
                Optional.ofNullable(row.getString(first + 8)));
    }

    HeldLane laneOf(final String holder) {
        return new HeldLane(holder, place.queue(), type);
    }

    /** Its limit keys as holders. */
    Set<String> holders() {
        return keys.isEmpty() ? Set.of() : new TreeSet<>(Holder.ofKeys(keys));
    }
}
