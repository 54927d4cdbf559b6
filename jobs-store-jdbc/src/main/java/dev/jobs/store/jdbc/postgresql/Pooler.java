package dev.jobs.store.jdbc.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * A program between this process and PostgreSQL that hands out its own connections, perhaps another for each
 * transaction. A statement that one transaction prepared on the server may be missing in the next one, or be another's.
 */
final class Pooler {
    private static final int DRIVERS_DEFAULT = 5;
    private static final int NEVER = 0;

    private Pooler() {}

    /** True if the server that answers is another than the one that the driver was told of when it connected. */
    static boolean isBetween(final Connection connection) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            return false;
        }
        final int told = connection.unwrap(PGConnection.class).getBackendPID();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            return row.next() && row.getInt(1) != told;
        }
    }

    /** Keeps the driver from preparing statements on the server, unless it was told when to by its URL. */
    static void prepareNothing(final Connection connection) throws SQLException {
        final PGConnection postgres = connection.unwrap(PGConnection.class);
        if (postgres.getPrepareThreshold() == DRIVERS_DEFAULT) {
            postgres.setPrepareThreshold(NEVER);
        }
    }
}
