package dev.jobs.store.jdbc.h2;

import dev.jobs.store.jdbc.connection.FaultCodes;
import dev.jobs.store.jdbc.connection.Preparation;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.connection.UrlScheme;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.database.Gap;
import dev.jobs.store.jdbc.database.PollQuery;
import dev.jobs.store.jdbc.database.RoundsQuery;
import dev.jobs.store.jdbc.database.Signals;
import dev.jobs.store.jdbc.limit.LimitedClaims;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.jdbc.turn.Promotion;
import dev.jobs.store.support.SignalHub;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/** H2, in this process or as a server: statements are simple, since a round trip costs little. */
public final class H2Database implements Database {
    /** H2 has no lock around several statements that make tables, but mostly one process. */
    private static final ReentrantLock TABLES = new ReentrantLock();

    private static final String COUNTED =
            "select " + Gap.counted("?1", new Gap.Columns("?2", "?3", "?4"), new Gap.Columns("?5", "?6", "?7"), "?8");

    private final UrlScheme urls = new H2Urls();
    private final FaultCodes faults = new H2FaultCodes();

    /** Makes the database, for the list of databases. */
    public H2Database() {}

    @Override
    public String productName() {
        return "H2";
    }

    @Override
    public String folder() {
        return "h2";
    }

    @Override
    public Syntax syntax() {
        return H2Syntax.SYNTAX;
    }

    @Override
    public UrlScheme urls() {
        return urls;
    }

    @Override
    public FaultCodes faults() {
        return faults;
    }

    @Override
    public void requireUsable(final Connection connection) throws SQLException {
        H2Requirements.check(connection);
    }

    @Override
    public void requireUsableTables(final Connection connection) throws SQLException {
        H2Requirements.checkTables(connection);
    }

    @Override
    public Optional<Preparation> preparation(final Connection connection) {
        return Optional.empty();
    }

    @Override
    public boolean isReadOnly(final Connection connection) throws SQLException {
        return connection.isReadOnly();
    }

    @Override
    public Optional<String> missingRights(final Connection connection) {
        return Optional.empty();
    }

    @Override
    public boolean isTable(final Connection connection, final String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select exists (select 1 from"
                + " information_schema.tables where table_schema = current_schema and lower(table_name) = ?)")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    @Override
    public void makeTables(final Transactions transactions, final String what, final Transactions.Work<Boolean> work) {
        TABLES.lock();
        try {
            transactions.transaction(what, work);
        } finally {
            TABLES.unlock();
        }
    }

    @Override
    public void changeTables(
            final Transactions transactions, final String what, final Transactions.Work<Boolean> work) {
        makeTables(transactions, what, connection -> H2ExclusiveMode.run(connection, work));
    }

    @Override
    public Claims claims(final Transactions transactions, final LimitedClaims limited) {
        return new H2Claims(transactions, new Promotion(this, transactions.ticker()), limited);
    }

    @Override
    public PollQuery pollQuery(final LongSupplier ticker) {
        return new H2PollQuery();
    }

    // H2 has no subquery that looks outwards from a derived table.
    @Override
    public List<Long> count(final Connection connection, final List<Gap> gaps) throws SQLException {
        final List<Long> counts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(COUNTED)) {
            for (final Gap gap : gaps) {
                select.setString(1, gap.end().queue());
                select.setInt(2, gap.mark().priority());
                select.setLong(3, gap.mark().turn());
                select.setLong(4, gap.mark().seq());
                select.setInt(5, gap.end().priority());
                select.setLong(6, gap.end().turn());
                select.setLong(7, gap.end().seq());
                select.setInt(8, gap.most());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        counts.add(row.getLong(1));
                    }
                }
            }
        }
        return counts;
    }

    @Override
    public RoundsQuery roundsQuery(final LongSupplier ticker) {
        return H2Rounds::find;
    }

    @Override
    public boolean storesMany(final Connection connection, final List<Draft> drafts) {
        return false;
    }

    @Override
    public boolean storeMany(
            final Connection connection, final List<Draft> drafts, final Function<Draft, Optional<String>> holders) {
        return false;
    }

    @Override
    public Signals signals(final DataSource listening, final Transactions transactions, final SignalHub hub) {
        return Signals.none();
    }
}
