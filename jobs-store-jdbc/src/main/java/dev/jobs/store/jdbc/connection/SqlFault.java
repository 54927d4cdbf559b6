package dev.jobs.store.jdbc.connection;

/** The meanings of an {@link java.sql.SQLException} for a call that met it; {@link SqlFaults} tells which one it has. */
public enum SqlFault {
    /** Nothing was changed, and the same may succeed in a moment: a deadlock, a full pool, a server that is starting. */
    TRY_AGAIN,

    /** The connection broke: the change that was sent may have been committed or not. */
    CONNECTION_LOST,

    /** The same will fail for as long as nobody changes the configuration, the schema or the rights. */
    CONFIGURATION,

    /** Anything else. */
    OTHER
}
