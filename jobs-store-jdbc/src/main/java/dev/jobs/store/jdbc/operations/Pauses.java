package dev.jobs.store.jdbc.operations;

import dev.jobs.JobSignal;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Pauses queues and types, and resumes them. A pause is a row; claims leave out the lanes that it covers, so that no job is
 * written, whatever number of them waits. Immutable.
 */
public final class Pauses {
    private static final List<String> COLUMNS = List.of("kind", "name", "reason", "paused_at", "ends_at");
    private static final String ALL_COLUMNS = String.join(", ", COLUMNS);

    private final Syntax syntax;
    private final Transactions transactions;

    public Pauses(final Syntax syntax, final Transactions transactions) {
        this.syntax = syntax;
        this.transactions = transactions;
    }

    /** A pause that was ended, and the signals of the jobs that may start. */
    public record Resumed(Optional<Pause> ended, List<JobSignal> signals) {}

    /** Keeps a pause, in the place of one that there is, and forgets those that have ended by themselves. */
    public Pause pause(final PauseRequest request) {
        return transactions.transaction("pause " + request.target(), connection -> {
            deleteEnded(connection);
            write(connection, request);
            return read(connection, request.target());
        });
    }

    private void deleteEnded(final Connection connection) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from jobs_pause where not " + JobConditions.pauseHolds(syntax))) {
            delete.executeUpdate();
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
                return pause(row);
            }
        }
    }

    /** Ends a pause. */
    public Resumed resume(final PauseTarget target) {
        // A run whose commit was not answered may have ended the pause, and the next one does not find it.
        final AtomicReference<Optional<Pause>> found = new AtomicReference<>(Optional.empty());
        return transactions.transaction("resume " + target, connection -> {
            final Optional<Pause> ended = delete(connection, target).or(found::get);
            found.set(ended);
            return new Resumed(ended, ended.isEmpty() ? List.of() : signals(connection, target));
        });
    }

    private Optional<Pause> delete(final Connection connection, final PauseTarget target) throws SQLException {
        final String sql = syntax.deleting(
                "delete from jobs_pause where kind = ? and name = ?",
                ALL_COLUMNS + ", " + JobConditions.pauseHolds(syntax));
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setString(1, target.kind().wireName());
            delete.setString(2, target.name());
            try (ResultSet row = delete.executeQuery()) {
                return row.next() && row.getBoolean(COLUMNS.size() + 1) ? Optional.of(pause(row)) : Optional.empty();
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
        return transactions.statement("read the pauses", connection -> current(connection, syntax));
    }

    /** The pauses that hold now. */
    public static PauseSet current(final Connection connection, final Syntax syntax) throws SQLException {
        final List<Pause> pauses = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "select " + ALL_COLUMNS + " from jobs_pause where " + JobConditions.pauseHolds(syntax));
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                pauses.add(pause(row));
            }
        }
        return PauseSet.of(pauses);
    }

    private static Pause pause(final ResultSet row) throws SQLException {
        final PauseTarget target = new PauseTarget(PauseTarget.Kind.ofWireName(row.getString(1)), row.getString(2));
        final Pause.Builder pause = Pause.builder(target, JobRow.instant(row, 4));
        Optional.ofNullable(row.getString(3)).ifPresent(pause::reason);
        JobRow.optionalInstant(row, 5).ifPresent(pause::until);
        return pause.build();
    }
}
