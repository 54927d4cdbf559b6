package dev.jobs.store.jdbc;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.JobStoreUnavailableException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** What an {@link SQLException} means for what was tried, told by its SQLSTATE and, for H2, its error code. */
enum SqlFault {
    /** Nothing was changed, and the same may succeed in a moment: a deadlock, a full pool, a server that is starting. */
    TRY_AGAIN,

    /** The connection broke: what was sent may have been committed or not. */
    CONNECTION_LOST,

    /** The same will fail for as long as nobody changes the configuration, the schema or the rights. */
    CONFIGURATION,

    /** Anything else. */
    OTHER;

    /** A transaction that can only read: on a server that has become a standby. */
    private static final String READ_ONLY = "25006";

    private static final Set<String> TRY_AGAIN_STATES = Set.of(
            READ_ONLY, "40001", // serialization failure; H2: deadlock
            "40P01", // deadlock
            "55P03", // lock not available
            "57014", // statement timeout
            "57P03"); // starting up, or shutting down

    private static final Set<String> CONNECTION_LOST_STATES = Set.of(
            "25P03", // idle in a transaction for too long, as after a pause of this process
            "25P04", // a transaction that took too long
            "57P01", // ended by an operator, or by a shutdown
            "57P02", // another session crashed the server
            "57P05", // idle for too long
            "58030", // IO error
            "XX000");

    private static final Set<Integer> H2_TRY_AGAIN = Set.of(
            23_505, // a duplicate key: where PostgreSQL leaves out a row that is there, H2 fails when its first writer
            // commits
            50_200, // lock timeout
            90_131); // the row was changed at the same time

    private static final Set<Integer> H2_GONE = Set.of(
            90_007, // the object is closed
            90_028, // file corrupted or interrupted
            90_031, // IO failure
            90_067, // connection broken
            90_098, // database is closing
            90_121); // database is closed

    /** What H2 has no code of its own for, such as a write to its file that failed. */
    private static final int H2_GENERAL = 50_000;

    /** The file is open in another process. */
    private static final int H2_IN_USE = 90_020;

    private static final Set<Integer> H2_CONFIGURATION = Set.of(
            H2_IN_USE, 90_097, // the database is read only
            90_113, // the URL has a setting that H2 does not know
            90_116); // literals are not allowed

    static SqlFault of(final SQLException e) {
        return ofThis(telling(e));
    }

    /** Whether nothing will be written on this connection any more, even if it does not count as closed. */
    static boolean spoilsConnection(final SQLException e) {
        return of(e) == CONNECTION_LOST || READ_ONLY.equals(telling(e).getSQLState());
    }

    /** The first among the exception and its causes that says what it means, else the last of them. */
    private static SQLException telling(final SQLException e) {
        SQLException telling = e;
        for (Optional<SQLException> next = Optional.of(e);
                next.isPresent() && ofThis(telling) == OTHER;
                next = causeOf(next.get())) {
            telling = next.get();
        }
        return telling;
    }

    private static Optional<SQLException> causeOf(final SQLException e) {
        if (e.getNextException() != null) {
            return Optional.of(e.getNextException());
        }
        return e.getCause() instanceof SQLException cause ? Optional.of(cause) : Optional.empty();
    }

    private static SqlFault ofThis(final SQLException e) {
        if (H2_TRY_AGAIN.contains(e.getErrorCode())) {
            return TRY_AGAIN;
        }
        if (H2_GONE.contains(e.getErrorCode())
                || (e.getErrorCode() == H2_GENERAL && fileFault(e).isPresent())) {
            return CONNECTION_LOST;
        }
        if (H2_CONFIGURATION.contains(e.getErrorCode())) {
            return CONFIGURATION;
        }
        final String state = Optional.ofNullable(e.getSQLState()).orElse("");
        if (TRY_AGAIN_STATES.contains(state) || state.startsWith("53")) {
            return TRY_AGAIN;
        }
        if (CONNECTION_LOST_STATES.contains(state) || state.startsWith("08")) {
            return CONNECTION_LOST;
        }
        if (state.startsWith("42") || state.startsWith("3") || state.startsWith("28")) {
            return CONFIGURATION;
        }
        return OTHER;
    }

    /** What the file system said of it, as that no space is left. */
    private static Optional<IOException> fileFault(final SQLException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException fault) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** The exception for a caller who wanted this to be done. */
    static JobStoreException translate(final String what, final SQLException e) {
        return switch (of(e)) {
            case TRY_AGAIN, CONNECTION_LOST -> unavailable(what, e);
            case CONFIGURATION -> new JobStoreConfigurationException(message(what, e), e);
            case OTHER -> new JobStoreException(message(what, e), e);
        };
    }

    /** The exception for a caller for whom there was no connection. */
    static JobStoreException translateUnconnected(final String what, final SQLException e) {
        return of(e) == CONFIGURATION ? translate(what, e) : unavailable(what, e);
    }

    private static JobStoreException unavailable(final String what, final SQLException e) {
        return new JobStoreUnavailableException(message(what, e), e);
    }

    private static String message(final String what, final SQLException e) {
        final SQLException telling = telling(e);
        final String advice = telling.getErrorCode() == H2_IN_USE
                ? ". This file is open already: in another process, or in this one under another URL, such as by a pool of the"
                        + " service's own. In this process, open the store on that pool's DataSource, by"
                        + " JdbcJobStore.on(dataSource, settings); to share jobs between processes, keep them on"
                        + " PostgreSQL"
                : "";
        final String reason =
                fileFault(telling).map(fault -> " (" + fault.getMessage() + ")").orElse("");
        return "could not " + what + ": " + telling.getMessage() + reason + advice;
    }
}
