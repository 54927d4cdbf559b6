package dev.jobs.store.jdbc.database;

import dev.jobs.store.jdbc.connection.FaultCodes;
import dev.jobs.store.jdbc.connection.Preparation;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.connection.UrlScheme;
import dev.jobs.store.jdbc.limit.LimitedClaims;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.SignalHub;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * One database that jobs can be kept in: all that it does in its own way. No other class of the store knows which database
 * it works on; a further database is a package that implements this, and one more entry in the list of databases. Immutable.
 */
public interface Database {
    /** The name by which its driver tells of it, in the metadata of a connection. */
    String productName();

    /** The name of its folder of schema versions. */
    String folder();

    /** The SQL that it writes in its own way. */
    Syntax syntax();

    /** The URLs that lead to it. */
    UrlScheme urls();

    /** The error codes that it has beside the standard's. */
    FaultCodes faults();

    /**
     * Checks that the database is set so that jobs can be kept in it.
     *
     * @throws dev.jobs.store.JobStoreConfigurationException if it is not; the message says what to change
     */
    void requireUsable(Connection connection) throws SQLException;

    /**
     * Checks the properties of the job tables that a query of their columns does not show.
     *
     * @throws dev.jobs.store.JobStoreConfigurationException if the tables are of no use so
     */
    void requireUsableTables(Connection connection) throws SQLException;

    /** The preparation that each connection needs before each use; empty: none. */
    Optional<Preparation> preparation(Connection connection) throws SQLException;

    /** True if the database can only be read, as a replica can. */
    boolean isReadOnly(Connection connection) throws SQLException;

    /** The rights to the job tables that the user lacks, for a message; empty: none that can be told. */
    Optional<String> missingRights(Connection connection) throws SQLException;

    /** True if there is a table of this name, in lower case, where names without a schema are looked up. */
    boolean isTable(Connection connection, String name) throws SQLException;

    /**
     * Runs work that makes tables in a transaction, while no other store does so.
     *
     * @param what the work, for messages: "create the job tables"
     */
    void makeTables(Transactions transactions, String what, Transactions.Work<Boolean> work);

    /**
     * Runs work that changes tables, which other processes may be using, in a transaction, while no other store does so.
     *
     * @param what the work, for messages: "bring the job tables to version 2"
     */
    void changeTables(Transactions transactions, String what, Transactions.Work<Boolean> work);

    /**
     * The claims of one store.
     *
     * @param limited those of jobs that a limit or pause may keep back
     */
    Claims claims(Transactions transactions, LimitedClaims limited);

    /**
     * The query of polls of one store.
     *
     * @param ticker monotonic nanoseconds
     */
    PollQuery pollQuery(LongSupplier ticker);

    /** Counts the jobs of each gap, in their order. */
    List<Long> count(Connection connection, List<Gap> gaps) throws SQLException;

    /**
     * The query of the turns that new jobs can join, for one part of one store.
     *
     * @param ticker monotonic nanoseconds
     */
    RoundsQuery roundsQuery(LongSupplier ticker);

    /**
     * Stores many new jobs, which have their turns, in a faster way than by an insert, all or none.
     *
     * @param holders the holder of each that is kept back from the beginning
     * @return false if nothing was stored: these jobs need an insert, or the database knows no faster way
     */
    boolean storeMany(Connection connection, List<Draft> drafts, Function<Draft, Optional<String>> holders)
            throws SQLException;

    /** True if {@link #storeMany} may store these. */
    boolean storesMany(Connection connection, List<Draft> drafts) throws SQLException;

    /**
     * Begins to exchange signals with other processes, where the database can.
     *
     * @param listening gives the connection to listen on
     * @param hub the listeners of this process
     */
    Signals signals(DataSource listening, Transactions transactions, SignalHub hub);
}
