package dev.jobs.store.jdbc.postgresql;

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
import dev.jobs.store.jdbc.postgresql.signal.PostgresSignals;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.jdbc.turn.Promotion;
import dev.jobs.store.support.SignalHub;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/** PostgreSQL: as few round trips as can be, and statements whose plans stay good while the table grows. */
public final class PostgresDatabase implements Database {
    /** The number of the advisory lock: any number that nobody else locks by, here "jobs" in ASCII. */
    private static final long TABLES = 0x6A6F6273L;

    private static final Rows<Gap> GAPS = Rows.<Gap>of(
                    "queue", "text", gap -> gap.end().queue())
            .with("mark_priority", "integer", gap -> gap.mark().priority())
            .with("mark_turn", "bigint", gap -> gap.mark().turn())
            .with("mark_seq", "bigint", gap -> gap.mark().seq())
            .with("priority", "integer", gap -> gap.end().priority())
            .with("turn", "bigint", gap -> gap.end().turn())
            .with("seq", "bigint", gap -> gap.end().seq())
            .with("most", "integer", Gap::most);

    // The number of gaps is not for the planner to see: it would make a new plan for each call.
    private static final String COUNTED = "select "
            + Gap.counted(
                    "r.queue",
                    new Gap.Columns("r.mark_priority", "r.mark_turn", "r.mark_seq"),
                    new Gap.Columns("r.priority", "r.turn", "r.seq"),
                    "r.most")
            + " from (select * from " + GAPS.unnested(PostgresSyntax.SYNTAX) + " limit (select 2147483647)) as r"
            + " order by r.ordinal";

    private final UrlScheme urls = new PostgresUrls();
    private final FaultCodes faults = new PostgresFaultCodes();

    /** Makes the database, for the list of databases. */
    public PostgresDatabase() {}

    @Override
    public String productName() {
        return "PostgreSQL";
    }

    @Override
    public String folder() {
        return "postgresql";
    }

    @Override
    public Syntax syntax() {
        return PostgresSyntax.SYNTAX;
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
        PostgresRequirements.check(connection);
    }

    @Override
    public void requireUsableTables(final Connection connection) throws SQLException {
        PostgresRequirements.checkTables(connection);
    }

    @Override
    public Optional<Preparation> preparation(final Connection connection) throws SQLException {
        return Pooler.isBetween(connection) ? Optional.of(Pooler::prepareNothing) : Optional.empty();
    }

    @Override
    public boolean isReadOnly(final Connection connection) throws SQLException {
        return connection.isReadOnly() || PostgresRequirements.isReadOnly(connection);
    }

    @Override
    public Optional<String> missingRights(final Connection connection) throws SQLException {
        return PostgresRequirements.missingRights(connection);
    }

    // By a query of the catalog: to_regclass goes by the session's memory of it, also that there is none.
    @Override
    public boolean isTable(final Connection connection, final String name) throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("select exists (select 1 from pg_class where relname = '" + name
                        + "' and pg_table_is_visible(oid))")) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Override
    public void changeTables(
            final Transactions transactions, final String what, final Transactions.Work<Boolean> work) {
        makeTables(transactions, what, work);
    }

    @Override
    public void makeTables(final Transactions transactions, final String what, final Transactions.Work<Boolean> work) {
        transactions.transaction(what, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_advisory_xact_lock(" + TABLES + ")");
            }
            return work.run(connection);
        });
    }

    @Override
    public Claims claims(final Transactions transactions, final LimitedClaims limited) {
        return new PostgresClaims(transactions, new Promotion(this, transactions.ticker()), limited);
    }

    @Override
    public PollQuery pollQuery(final LongSupplier ticker) {
        return new PostgresPollQuery(ticker);
    }

    @Override
    public List<Long> count(final Connection connection, final List<Gap> gaps) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COUNTED)) {
            GAPS.bind(select, gaps);
            final List<Long> counts = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.add(row.getLong(1));
                }
            }
            return counts;
        }
    }

    @Override
    public boolean storeMany(
            final Connection connection, final List<Draft> drafts, final Function<Draft, Optional<String>> holders)
            throws SQLException {
        return CopyInsert.store(connection, drafts, holders);
    }

    @Override
    public boolean storesMany(final Connection connection, final List<Draft> drafts) throws SQLException {
        return CopyInsert.suits(connection, drafts);
    }

    @Override
    public RoundsQuery roundsQuery(final LongSupplier ticker) {
        return new PostgresRounds(ticker);
    }

    @Override
    public Signals signals(final DataSource listening, final Transactions transactions, final SignalHub hub) {
        return PostgresSignals.start(listening, transactions, hub);
    }
}
