package dev.jobs.store.jdbc.connection;

import java.sql.Connection;
import java.sql.SQLException;

/** A change of a connection's settings before each use of it. */
@FunctionalInterface
public interface Preparation {
    /** Prepares a connection. */
    void prepare(Connection connection) throws SQLException;
}
