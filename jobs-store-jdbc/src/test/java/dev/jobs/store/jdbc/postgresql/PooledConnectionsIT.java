package dev.jobs.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.store.jdbc.Postgres;
import dev.jobs.store.jdbc.Sql;
import dev.jobs.testing.Await;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

class PooledConnectionsIT {
    private static final Duration MOMENT = Duration.ofSeconds(20);
    private static final String USE = "select pg_backend_pid()";
    private static final int TEST_SECONDS = 5;

    private final String url = Postgres.shared().newUrl();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - MOMENT.toNanos());
    private Connection connection;
    private int backend;

    @BeforeEach
    void use() throws SQLException {
        final PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        connection = new PooledConnections(source, clock::get).getConnection();
        try (PreparedStatement statement = connection.prepareStatement(USE);
                ResultSet row = statement.executeQuery()) {
            row.next();
            backend = row.getInt(1);
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private String lastQuery() {
        return Sql.query(url, "select query from pg_stat_activity where pid = " + backend)
                .get(0);
    }

    @Test
    void aConnectionThatWasUsedAMomentAgoIsValidAndTheServerIsNotAsked() throws SQLException {
        clock.addAndGet(MOMENT.minusNanos(1).toNanos());

        assertThat(connection.isValid(TEST_SECONDS)).isTrue();

        assertThat(lastQuery()).isEqualTo(USE);
    }

    @Test
    void aConnectionThatWasNotUsedForLongerIsTested() throws SQLException {
        clock.addAndGet(MOMENT.toNanos());

        assertThat(connection.isValid(TEST_SECONDS)).isTrue();

        assertThat(lastQuery()).isNotEqualTo(USE);
    }

    @Test
    void aConnectionToWhichTheServerHasSaidGoodbyeIsNotValid() {
        Sql.execute(url, "select pg_terminate_backend(" + backend + ")");

        Await.until("it is not valid", () -> !connection.isValid(TEST_SECONDS));
    }

    @Test
    void theDriversOwnConnectionIsThereForWhoNeedsIt() throws SQLException {
        assertThat(connection.unwrap(PGConnection.class).getBackendPID()).isEqualTo(backend);
    }

    @Test
    void aFailureIsThatOfTheDriver() {
        assertThatThrownBy(() -> connection.setTransactionIsolation(-1)).isInstanceOf(SQLException.class);
    }
}
