package dev.jobs.store.jdbc.write;

import dev.jobs.store.jdbc.connection.SqlFault;
import dev.jobs.store.jdbc.connection.SqlFaults;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts of transactions that a database may refuse for good, as by a trigger, without harm to the rest. */
final class AcceptedParts {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptedParts.class);

    private final SqlFaults faults;

    AcceptedParts(final SqlFaults faults) {
        this.faults = faults;
    }

    /** A part of a transaction. */
    @FunctionalInterface
    interface Part {
        void run() throws SQLException;
    }

    /**
     * Does a part of a transaction, unless the database refuses it: then nothing of it is done.
     *
     * @param what what the database may refuse, for its operators
     */
    boolean isAccepted(final Connection connection, final String what, final Part part) throws SQLException {
        final Savepoint before = connection.setSavepoint();
        try {
            part.run();
            connection.releaseSavepoint(before);
            return true;
        } catch (final SQLException e) {
            if (faults.of(e) != SqlFault.OTHER) {
                throw e;
            }
            connection.rollback(before);
            LOG.error("The database refuses {}", what, e);
            return false;
        }
    }
}
