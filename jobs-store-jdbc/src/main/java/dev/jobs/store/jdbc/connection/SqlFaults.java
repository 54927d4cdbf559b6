package dev.jobs.store.jdbc.connection;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.JobStoreUnavailableException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Tells the meaning of an {@link SQLException}, by its SQLSTATE and the codes of the database. Immutable. */
public final class SqlFaults {
    /** A transaction that can only read: on a server that has become a standby. */
    private static final String READ_ONLY = "25006";

    private static final Set<String> TRY_AGAIN_STATES = Set.of(
            READ_ONLY, "40001", // serialization failure, or a deadlock
            "57014"); // statement timeout

    private final FaultCodes codes;

    /** @param codes the codes of the database */
    public SqlFaults(final FaultCodes codes) {
        this.codes = codes;
    }

    /** The meaning of this exception, or of the first of its causes that has one. */
    public SqlFault of(final SQLException e) {
        return ofThis(telling(e));
    }

    /** True if nothing can be written on this connection any more, even if it does not count as closed. */
    public boolean spoilsConnection(final SQLException e) {
        return of(e) == SqlFault.CONNECTION_LOST || READ_ONLY.equals(telling(e).getSQLState());
    }

    /** The first among the exception and its causes that has a meaning, else the last of them. */
    private SQLException telling(final SQLException e) {
        SQLException telling = e;
        for (Optional<SQLException> next = Optional.of(e);
                next.isPresent() && ofThis(telling) == SqlFault.OTHER;
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

    private SqlFault ofThis(final SQLException e) {
        return codes.meaning(e)
                .orElseGet(() -> ofState(Optional.ofNullable(e.getSQLState()).orElse("")));
    }

    private static SqlFault ofState(final String state) {
        if (TRY_AGAIN_STATES.contains(state) || state.startsWith("53")) {
            return SqlFault.TRY_AGAIN;
        }
        if (state.startsWith("08")) {
            return SqlFault.CONNECTION_LOST;
        }
        if (state.startsWith("42") || state.startsWith("3") || state.startsWith("28")) {
            return SqlFault.CONFIGURATION;
        }
        return SqlFault.OTHER;
    }

    /** The fault of a file or a network among the causes, such as that no space is left. */
    public static Optional<IOException> ioFault(final SQLException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException fault) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /**
     * The exception for a caller whose wish failed.
     *
     * @param what the wish, for the message: "poll jobs"
     */
    public JobStoreException translate(final String what, final SQLException e) {
        return switch (of(e)) {
            case TRY_AGAIN, CONNECTION_LOST -> unavailable(what, e);
            case CONFIGURATION -> new JobStoreConfigurationException(message(what, e), e);
            case OTHER -> new JobStoreException(message(what, e), e);
        };
    }

    /** The exception for a caller for whom there was no connection. */
    JobStoreException translateUnconnected(final String what, final SQLException e) {
        return of(e) == SqlFault.CONFIGURATION ? translate(what, e) : unavailable(what, e);
    }

    private JobStoreException unavailable(final String what, final SQLException e) {
        return new JobStoreUnavailableException(message(what, e), e);
    }

    private String message(final String what, final SQLException e) {
        final SQLException telling = telling(e);
        final String reason =
                ioFault(telling).map(fault -> " (" + fault.getMessage() + ")").orElse("");
        return "could not " + what + ": " + telling.getMessage() + reason + codes.advice(telling);
    }
}
