package dev.jobs.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.Postgres;
import dev.jobs.store.jdbc.Sql;
import dev.jobs.store.jdbc.database.Backlog;
import dev.jobs.store.jdbc.database.Rounds.Joinable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What PostgreSQL reads to give jobs their turns, whatever waits. */
class PostgresRoundsIT {
    private static final int OWNERS = 2_000;

    private final String url = Postgres.shared().newUrl();
    private final JdbcJobStore store = JdbcJobStore.open(url);
    private final Connection connection = DriverManager.getConnection(url);
    private final PostgresRounds rounds = new PostgresRounds(System::nanoTime);

    PostgresRoundsIT() throws SQLException {}

    /** Lets many owners wait, with two jobs each: two rounds. */
    @BeforeEach
    void fill() throws SQLException {
        store.submit(IntStream.range(0, 2 * OWNERS)
                .mapToObj(i -> JobRequest.builder("ingest", "{}")
                        .owner("owner-" + i / 2)
                        .build())
                .toList());
        Sql.execute(url, "vacuum analyze jobs_job");
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        store.close();
    }

    @Test
    void anOwnerWhoComesNewReadsEachRoundOnce() throws SQLException {
        final long before = entriesRead();

        final Joinable found = rounds.find(connection, List.of(new Backlog(JobRequest.DEFAULT_QUEUE, 0, "new", 3)))
                .ofEach()
                .get(0);

        assertThat(found.next()).hasSize(2).isSorted();
        assertThat(entriesRead() - before).isBetween(1L, 10L);
    }

    /** The entries of indexes that this transaction has read. */
    private long entriesRead() throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("""
                        select sum(pg_stat_get_xact_tuples_returned(indexrelid))
                        from pg_index where indrelid = to_regclass('jobs_job')""")) {
            row.next();
            return row.getLong(1);
        }
    }
}
