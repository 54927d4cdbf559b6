package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.connection.PublicUrl;
import dev.jobs.store.jdbc.postgresql.PostgresDatabase;
import dev.jobs.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A store whose pool has no connection left to send signals with while it listens for them. */
class ScarceConnectionsIT {
    @Test
    void aPoolThatIsTooSmallIsNotBlamedOnAPooler() {
        final PrintStream before = System.err;
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try (HikariDataSource one = new HikariDataSource()) {
            one.setJdbcUrl(Postgres.shared().newUrl());
            one.setMaximumPoolSize(1);
            try (JobStore store = JdbcJobStore.on(one, JdbcSettings.defaults())) {
                Await.until(
                        "the reason why no signals arrive",
                        () -> log.toString(StandardCharsets.UTF_8).contains("No signals arrive"));
                assertThat(store)
                        .hasToString("JDBC job store at "
                                + PublicUrl.place(new PostgresDatabase().urls(), one.getJdbcUrl()));
            }
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("no connection to send them was free")
                .doesNotContain("pooler");
    }
}
