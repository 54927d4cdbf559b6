package dev.jobs.store.jdbc.limit;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.WaitReason;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.KeptBack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of the queues and types in which a holder keeps jobs back. While its lane is closed, no claim looks at them. Immutable.
 */
public final class HeldLanes {
    private static final Rows<HeldLane> LANES = Rows.<HeldLane>of("held_by", "text", HeldLane::holder)
            .with("queue", "text", HeldLane::queue)
            .with("type", "text", HeldLane::type);
    private static final int MOST_CLOSED = 1_000;

    private final String open;
    private final String openIfPermitIsFree;
    private final String close;
    private final String closed;
    private final String add;
    private final String lockClosed;
    private final String lockFree;
    private final String deleteEmpty;

    HeldLanes(final Syntax syntax) {
        final String open = String.format(Locale.ROOT, """
                update jobs_held_lane set opens_at = %1$s, freed_by = cast(? as uuid)
                where held_by = ? and (opens_at is null or opens_at > %1$s)""", syntax.now());
        this.open = syntax.returning(open, "queue, type");
        // A lane of which it is not known for what it was closed may be for this.
        this.openIfPermitIsFree = syntax.returning(
                open + " and coalesce(reason, '" + WaitReason.LIMIT_REACHED.wireName() + "') = '"
                        + WaitReason.LIMIT_REACHED.wireName() + "' and " + PermitRows.IS_FREE,
                "queue, type");
        this.close = syntax.returning(
                "update jobs_held_lane set opens_at = cast(? as timestamp(6) with time zone), reason = ?, freed_by = null"
                        + " where held_by = ?",
                "queue, type");
        this.closed = String.format(Locale.ROOT, """
                select distinct held_by from jobs_held_lane
                where (opens_at is null or opens_at > %s) and held_by > ?
                order by held_by limit %d""", syntax.now(), MOST_CLOSED);
        this.add = "insert into jobs_held_lane (held_by, queue, type, opens_at)"
                + " select r.held_by, r.queue, r.type, cast(? as timestamp(6) with time zone) from "
                + LANES.unnested(syntax) + " where true "
                + syntax.unlessThere(
                        "exists (select 1 from jobs_held_lane h where h.held_by = r.held_by and h.queue = r.queue"
                                + " and h.type = r.type)")
                + " order by r.held_by, r.queue, r.type " + syntax.orIgnore();
        this.lockClosed = String.format(
                Locale.ROOT,
                "select held_by, queue, type from jobs_held_lane where held_by = any(?) and (opens_at is null or opens_at > %s)"
                        + " order by held_by, queue, type %s",
                syntax.now(),
                syntax.lockingShared());
        this.lockFree =
                "select 1 from jobs_held_lane where held_by = ? and queue = ? and type = ? " + syntax.lockingFreeRows();
        this.deleteEmpty = "delete from jobs_held_lane where held_by = ? and queue = ? and type = ? and "
                + noneIsHeld(syntax.isNotDeclined()) + " and " + noneIsHeld(syntax.isDeclined());
    }

    // Apart, since H2 reads along an index of both kinds.
    private static String noneIsHeld(final String kind) {
        return String.format(Locale.ROOT, """
                not exists (
                    select 1 from jobs_job
                    where status = 'pending' and due = true and %s and jobs_job.held_by = jobs_held_lane.held_by
                        and jobs_job.queue = jobs_held_lane.queue and jobs_job.type = jobs_held_lane.type)""", kind);
    }

    /**
     * The jobs that one holder keeps back in one queue and type.
     *
     * @param holder the owner or limit key, as {@code owner:ann} or {@code limit_key:ffmpeg}
     */
    public record HeldLane(String holder, String queue, String type) {}

    /** The queues in which there are such jobs, or were a moment ago. */
    public static Set<String> queues(final Connection connection) throws SQLException {
        return Set.copyOf(texts(connection, "select distinct queue from jobs_held_lane"));
    }

    /** Lets claims look at the jobs of a holder from now on; answers with the signals for their workers. */
    List<JobSignal> open(final Connection connection, final String holder) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(open)) {
            update.setNull(1, Types.OTHER);
            update.setString(2, holder);
            return signals(update);
        }
    }

    /**
     * The same for a limit key whose permits were all taken, if one of them is free now: a rate or a pause keeps its jobs back as before.
     *
     * @param freedBy the job whose end has made room
     */
    List<JobSignal> openIfPermitIsFree(final Connection connection, final String key, final JobId freedBy)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(openIfPermitIsFree)) {
            update.setObject(1, freedBy.value());
            update.setString(2, Holder.ofKey(key));
            for (int index = 3; index < 3 + PermitRows.PARAMETERS_OF_IS_FREE; index++) {
                update.setString(index, key);
            }
            return signals(update);
        }
    }

    /** Lets no claim look at the jobs of a holder before the time at which it may have room, if that is known; answers with the signals to send then. */
    List<JobSignal> close(final Connection connection, final String holder, final KeptBack keptBack)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(close)) {
            setTime(update, 1, keptBack.until());
            update.setString(2, keptBack.reason().wireName());
            update.setString(3, holder);
            return signals(update);
        }
    }

    private static List<JobSignal> signals(final PreparedStatement update) throws SQLException {
        final List<JobSignal> signals = new ArrayList<>();
        try (ResultSet row = update.executeQuery()) {
            while (row.next()) {
                signals.add(new JobSignal.Claimable(row.getString(1), row.getString(2)));
            }
        }
        return signals;
    }

    /** Adds those of these lanes that are missing, which open at this time, if there is one. */
    void add(final Connection connection, final Collection<HeldLane> lanes, final Optional<Instant> opensAt)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(add)) {
            setTime(insert, 1, opensAt);
            int index = 2;
            for (final List<String> column : List.of(
                    lanes.stream().map(HeldLane::holder).toList(),
                    lanes.stream().map(HeldLane::queue).toList(),
                    lanes.stream().map(HeldLane::type).toList())) {
                insert.setArray(index, connection.createArrayOf("text", column.toArray()));
                index++;
            }
            insert.executeUpdate();
        }
    }

    /** Deletes a lane if it has no jobs and no submission is about to store some. */
    void deleteIfEmpty(final Connection connection, final HeldLane lane) throws SQLException {
        // In two statements: the second one sees the jobs of a submission that had the row until the first.
        try (PreparedStatement lock = connection.prepareStatement(lockFree)) {
            set(lock, lane);
            try (ResultSet row = lock.executeQuery()) {
                if (!row.next()) {
                    return;
                }
            }
        }
        try (PreparedStatement delete = connection.prepareStatement(deleteEmpty)) {
            set(delete, lane);
            delete.executeUpdate();
        }
    }

    private static void set(final PreparedStatement statement, final HeldLane lane) throws SQLException {
        statement.setString(1, lane.holder());
        statement.setString(2, lane.queue());
        statement.setString(3, lane.type());
    }

    /** The closed lanes of these holders, which nobody deletes until the transaction ends. */
    Set<HeldLane> lockClosed(final Connection connection, final Collection<String> holders) throws SQLException {
        final Set<HeldLane> found = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(lockClosed)) {
            select.setArray(1, connection.createArrayOf("varchar", holders.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new HeldLane(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
        }
        return found;
    }

    /** The holders of lanes that are closed, some of them, in their order, behind this one. */
    List<String> closed(final Connection connection, final String after) throws SQLException {
        return texts(connection, closed, after);
    }

    /** Those of these holders that have lanes. */
    static List<String> holding(final Connection connection, final Collection<String> holders) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select distinct held_by from jobs_held_lane where held_by = any(?) order by held_by")) {
            select.setArray(1, connection.createArrayOf("varchar", holders.toArray()));
            return texts(select);
        }
    }

    private static void setTime(final PreparedStatement statement, final int index, final Optional<Instant> time)
            throws SQLException {
        if (time.isPresent()) {
            statement.setObject(index, time.get().atOffset(ZoneOffset.UTC));
        } else {
            statement.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE);
        }
    }

    /** The texts that a query gives, for these parameters. */
    static List<String> texts(final Connection connection, final String sql, final String... parameters)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setString(i + 1, parameters[i]);
            }
            return texts(select);
        }
    }

    private static List<String> texts(final PreparedStatement select) throws SQLException {
        final List<String> texts = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }
}
