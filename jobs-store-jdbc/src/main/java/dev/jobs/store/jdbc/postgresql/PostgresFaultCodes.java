package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.jdbc.connection.FaultCodes;
import dev.jobs.store.jdbc.connection.SqlFault;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** The states of PostgreSQL beside the standard's. */
final class PostgresFaultCodes implements FaultCodes {
    private static final Set<String> TRY_AGAIN = Set.of(
            "40P01", // deadlock
            "55P03", // lock not available
            "57P03"); // starting up, or shutting down

    private static final Set<String> CONNECTION_LOST = Set.of(
            "25P03", // idle in a transaction for too long, as after a pause of this process
            "25P04", // a transaction that took too long
            "57P01", // ended by an operator, or by a shutdown
            "57P02", // another session crashed the server
            "57P05", // idle for too long
            "58030", // IO error
            "XX000");

    @Override
    public Optional<SqlFault> meaning(final SQLException e) {
        final String state = Optional.ofNullable(e.getSQLState()).orElse("");
        if (TRY_AGAIN.contains(state)) {
            return Optional.of(SqlFault.TRY_AGAIN);
        }
        return CONNECTION_LOST.contains(state) ? Optional.of(SqlFault.CONNECTION_LOST) : Optional.empty();
    }
}
