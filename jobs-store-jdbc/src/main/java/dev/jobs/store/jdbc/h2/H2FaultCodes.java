package dev.jobs.store.jdbc.h2;

import dev.jobs.store.jdbc.connection.FaultCodes;
import dev.jobs.store.jdbc.connection.SqlFault;
import dev.jobs.store.jdbc.connection.SqlFaults;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** The error codes of H2. */
final class H2FaultCodes implements FaultCodes {
    private static final Set<Integer> TRY_AGAIN = Set.of(
            23_505, // a duplicate key: where others leave out a row that is there, H2 fails when its first writer
            // commits
            50_200, // lock timeout
            90_131, // the row was changed at the same time
            90_135); // in exclusive mode, while another store changes the tables

    private static final Set<Integer> GONE = Set.of(
            90_007, // the object is closed
            90_028, // file corrupted or interrupted
            90_031, // IO failure
            90_067, // connection broken
            90_098, // database is closing
            90_121); // database is closed

    /** Faults without a code of their own, such as a write to the file that failed. */
    private static final int GENERAL = 50_000;

    /** The file is open in another process. */
    private static final int IN_USE = 90_020;

    private static final Set<Integer> CONFIGURATION = Set.of(
            IN_USE, 90_097, // the database is read only
            90_113, // the URL has a setting that H2 does not know
            90_116); // literals are not allowed

    @Override
    public Optional<SqlFault> meaning(final SQLException e) {
        final int code = e.getErrorCode();
        if (TRY_AGAIN.contains(code)) {
            return Optional.of(SqlFault.TRY_AGAIN);
        }
        if (GONE.contains(code) || (code == GENERAL && SqlFaults.ioFault(e).isPresent())) {
            return Optional.of(SqlFault.CONNECTION_LOST);
        }
        return CONFIGURATION.contains(code) ? Optional.of(SqlFault.CONFIGURATION) : Optional.empty();
    }

    @Override
    public String advice(final SQLException e) {
        return e.getErrorCode() == IN_USE
                ? ". This file is open already: in another process, or in this one under another URL, such as by a pool of the"
                        + " service's own. In this process, open the store on that pool's DataSource, by"
                        + " JdbcJobStore.on(dataSource, settings); to share jobs between processes, keep them on"
                        + " PostgreSQL"
                : "";
    }
}
