package dev.jobs.store.jdbc.operations;

import dev.jobs.JobSignal;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.LaneOpening;
import dev.jobs.store.jdbc.limit.LaneOpening.Opened;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.PauseRows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.PauseSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Pauses queues, types, owners and limit keys, and resumes them. A pause is a row; claims leave out the lanes that one of a queue or type
 * covers, so that no job is written, whatever number of them waits, and hold the jobs of owners and limit keys when they meet them. Safe to
 * share between threads.
 */
public final class Pauses {
    private static final List<String> COLUMNS = PauseRows.COLUMNS;
    private static final String PAST = "jobs_past_pause (kind, name, reason, paused_at, ended_at)";
    private static final String ALL_COLUMNS = String.join(", ", COLUMNS);

    private final Syntax syntax;
    private final Transactions transactions;
    private final LaneOpening opening;

    public Pauses(final Syntax syntax, final Transactions transactions, final LaneOpening opening) {
        this.syntax = syntax;
        this.transactions = transactions;
        this.opening = opening;
    }

    /** A pause that was ended, the signals of the jobs that may start, and the lanes of those that it kept back. */
    public record Resumed(Optional<Pause> ended, List<JobSignal> signals, Opened opened) {}

    /** Keeps a pause, in the place of one that there is, and moves those that have ended by themselves to the past ones. */
    public Pause pause(final PauseRequest request) {
        final Paused paused = transactions.transaction("pause " + request.target(), connection -> {
            keepEnded(connection);
            keepAsEnded(connection, request.target());
            write(connection, request);
            return new Paused(
                    read(connection, request.target()),
                    // Those that another end of it kept back look at this one.
                    ofHolder(request.target()) ? opening.reconsider(connection, request.target()) : Opened.NONE);
        });
        opening.send(paused.opened());
        return paused.pause();
    }

    private record Paused(Pause pause, Opened opened) {}

    /** True if this pause is of jobs that claims hold, and not of all jobs of their lanes. */
    private static boolean ofHolder(final PauseTarget target) {
        return switch (target.kind()) {
            case QUEUE, TYPE -> false;
            case OWNER, LIMIT_KEY -> true;
        };
    }

    private void keepEnded(final Connection connection) throws SQLException {
        // In one statement: so none is deleted that ends a moment later, and of two calls at once one keeps it.
        final String move = syntax.moving(
                "delete from jobs_pause where not " + JobConditions.pauseHolds(syntax),
                "kind, name, reason, paused_at, ends_at",
                PAST);
        try (PreparedStatement keep = connection.prepareStatement(move);
                PreparedStatement forget = connection.prepareStatement(
                        "delete from jobs_past_pause where ended_at < " + syntax.nowPlusMicros("cast(? as bigint)"))) {
            keep.executeUpdate();
            forget.setLong(1, -micros(HistoryQuery.KEPT));
            forget.executeUpdate();
        }
    }

    private void keepAsEnded(final Connection connection, final PauseTarget target) throws SQLException {
        lock(connection, target);
        try (PreparedStatement keep = connection.prepareStatement("insert into " + PAST
                + " select kind, name, reason, paused_at,"
                + " case when ends_at < " + syntax.now() + " then ends_at else " + syntax.now()
                + " end from jobs_pause where kind = ? and name = ?")) {
            keep.setString(1, target.kind().wireName());
            keep.setString(2, target.name());
            keep.executeUpdate();
        }
    }

    /** Lets other calls that end this pause wait, so that only the first one keeps it. */
    private static void lock(final Connection connection, final PauseTarget target) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select 1 from jobs_pause where kind = ? and name = ? for update")) {
            lock.setString(1, target.kind().wireName());
            lock.setString(2, target.name());
            lock.executeQuery().close();
        }
    }

    private void write(final Connection connection, final PauseRequest request) throws SQLException {
        final String row = String.format(Locale.ROOT, """
                select cast(? as varchar(10)) as kind, cast(? as varchar(200)) as name, cast(? as varchar(500)) as reason,
                    %1$s as paused_at, coalesce(cast(? as timestamp(6) with time zone), %2$s) as ends_at""", syntax.now(), syntax.nowPlusMicros("cast(? as bigint)"));
        final String sql = syntax.insertOrUpdate(
                "jobs_pause",
                row,
                COLUMNS,
                List.of("kind", "name"),
                given -> String.format(
                        Locale.ROOT,
                        "reason = %1$s.reason, paused_at = %1$s.paused_at, ends_at = %1$s.ends_at",
                        given));
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setString(1, request.target().kind().wireName());
            write.setString(2, request.target().name());
            write.setString(3, request.reason().orElse(null));
            if (request.until().isPresent()) {
                write.setObject(4, StoreTime.parameter(request.until().get()));
            } else {
                write.setNull(4, Types.TIMESTAMP_WITH_TIMEZONE);
            }
            if (request.lasting().isPresent()) {
                write.setLong(5, micros(request.lasting().get()));
            } else {
                write.setNull(5, Types.BIGINT);
            }
            write.executeUpdate();
        }
    }

    private static long micros(final Duration duration) {
        return Math.max(1, duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1_000);
    }

    private static Pause read(final Connection connection, final PauseTarget target) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select " + ALL_COLUMNS + " from jobs_pause where kind = ? and name = ?")) {
            select.setString(1, target.kind().wireName());
            select.setString(2, target.name());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return PauseRows.pause(row);
            }
        }
    }

    /** Ends a pause. */
    public Resumed resume(final PauseTarget target) {
        // A run whose commit was not answered may have ended the pause, and the next one does not find it.
        final AtomicReference<Optional<Pause>> found = new AtomicReference<>(Optional.empty());
        final Resumed resumed = transactions.transaction("resume " + target, connection -> {
            keepAsEnded(connection, target);
            final Optional<Pause> ended = delete(connection, target).or(found::get);
            found.set(ended);
            return new Resumed(
                    ended,
                    ended.isEmpty() ? List.of() : signals(connection, target),
                    ofHolder(target) ? opening.reconsider(connection, target) : Opened.NONE);
        });
        opening.send(resumed.opened());
        return resumed;
    }

    private Optional<Pause> delete(final Connection connection, final PauseTarget target) throws SQLException {
        final String sql = syntax.deleting(
                "delete from jobs_pause where kind = ? and name = ?",
                ALL_COLUMNS + ", " + JobConditions.pauseHolds(syntax));
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, target.kind().wireName());
            delete.setString(2, target.name());
            try (ResultSet row = delete.executeQuery()) {
                return row.next() && row.getBoolean(COLUMNS.size() + 1)
                        ? Optional.of(PauseRows.pause(row))
                        : Optional.empty();
            }
        }
    }

    /** The signals that wake the workers of such jobs; whether there are any jobs is for them to see. */
    private List<JobSignal> signals(final Connection connection, final PauseTarget target) throws SQLException {
        return Handled.read(connection, syntax)
                .lanes()
                .filter(lane -> target.covers(lane.queue(), lane.type()))
                .distinct()
                .<JobSignal>map(lane -> new JobSignal.Claimable(lane.queue(), lane.type()))
                .toList();
    }

    /** The pauses that hold now. */
    public PauseSet current() {
        return transactions.statement("read the pauses", connection -> PauseRows.current(connection, syntax));
    }
}
