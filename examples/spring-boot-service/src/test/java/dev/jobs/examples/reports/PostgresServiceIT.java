package dev.jobs.examples.reports;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresServiceIT extends ServiceTests {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    RunningService start() {
        final String schema = "s" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema " + schema);
        } catch (final SQLException e) {
            throw new AssertionError("no schema could be made", e);
        }
        return RunningService.on("jdbc:postgresql://127.0.0.1:" + server.getPort()
                + "/postgres?user=postgres&sslmode=disable&currentSchema=" + schema);
    }
}
