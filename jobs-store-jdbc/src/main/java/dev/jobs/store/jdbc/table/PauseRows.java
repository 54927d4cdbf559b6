package dev.jobs.store.jdbc.table;

import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.PauseSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads pauses. */
public final class PauseRows {
    /** The columns of {@code jobs_pause}. */
    public static final List<String> COLUMNS = List.of("kind", "name", "reason", "paused_at", "ends_at");

    private static final String SELECT = "select " + String.join(", ", COLUMNS) + " from jobs_pause where ";

    private PauseRows() {}

    /** The pauses that hold now. */
    public static PauseSet current(final Connection connection, final Syntax syntax) throws SQLException {
        return read(connection, JobConditions.pauseHolds(syntax));
    }

    /** The pauses of owners and limit keys that hold now. */
    public static PauseSet ofHolders(final Connection connection, final Syntax syntax) throws SQLException {
        return read(connection, "kind in ('owner', 'limit_key') and " + JobConditions.pauseHolds(syntax));
    }

    private static PauseSet read(final Connection connection, final String condition) throws SQLException {
        final List<Pause> pauses = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT + condition);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                pauses.add(pause(row));
            }
        }
        return PauseSet.of(pauses);
    }

    /** Reads a pause from its {@link #COLUMNS}. */
    public static Pause pause(final ResultSet row) throws SQLException {
        final PauseTarget target = new PauseTarget(PauseTarget.Kind.ofWireName(row.getString(1)), row.getString(2));
        final Pause.Builder pause = Pause.builder(target, JobRow.instant(row, 4));
        Optional.ofNullable(row.getString(3)).ifPresent(pause::reason);
        JobRow.optionalInstant(row, 5).ifPresent(pause::until);
        return pause.build();
    }
}
