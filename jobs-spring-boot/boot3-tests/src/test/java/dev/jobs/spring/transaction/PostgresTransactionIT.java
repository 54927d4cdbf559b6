package dev.jobs.spring.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.JdbcSettings.Signalling;
import dev.jobs.store.jdbc.TransactionalSubmitter;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresTransactionIT extends TransactionTests {
    private final EmbeddedPostgres server;

    PostgresTransactionIT() throws IOException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("max_prepared_transactions", "4")
                .start();
    }

    @Override
    void stopDatabase() throws IOException {
        server.close();
    }

    @Override
    String newUrl() {
        final String schema = "s" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        } catch (final SQLException e) {
            throw new AssertionError("no schema could be made", e);
        }
        return "jdbc:postgresql://127.0.0.1:" + server.getPort()
                + "/postgres?user=postgres&sslmode=disable&currentSchema=" + schema;
    }

    /** A container of JTA commits in two phases where other resources take part. */
    @Test
    void aJobIsPartOfATransactionOfTwoPhasesWhereItsStoreDoesNotSignal() throws SQLException {
        final DataSource database = database();
        try (JobStore store = store(database, Signalling.OFF);
                Connection connection = database.getConnection()) {
            final JobId id = submit(store, connection);
            execute(connection, "prepare transaction 'one'");
            assertThat(store.find(id)).isEmpty();
            connection.setAutoCommit(true);
            execute(connection, "commit prepared 'one'");

            assertThat(store.find(id)).isPresent();
        }
    }

    @Test
    void aTransactionOfTwoPhasesIsRefusedWhereItsStoreSignals() throws SQLException {
        final DataSource database = database();
        try (JobStore store = store(database, Signalling.ON);
                Connection connection = database.getConnection()) {
            final JobId id = submit(store, connection);

            assertThatThrownBy(() -> execute(connection, "prepare transaction 'other'"))
                    .hasMessageContaining("NOTIFY");
            connection.rollback();
            assertThat(store.find(id)).isEmpty();
        }
    }

    private DataSource database() {
        final PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(newUrl());
        return database;
    }

    private static JobStore store(final DataSource database, final Signalling signals) {
        return JdbcJobStore.on(database, JdbcSettings.defaults().withSignals(signals));
    }

    private static JobId submit(final JobStore store, final Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        return store.ability(TransactionalSubmitter.class)
                .orElseThrow()
                .submit(connection, JobRequest.builder("report", "{}").build());
    }

    private static void execute(final Connection connection, final String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
