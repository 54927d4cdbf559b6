package dev.jobs.store.jdbc.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.store.jdbc.JdbcJobStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What H2 reads to give jobs their turns, whatever waits. */
class H2RoundsTest {
    private static final int OWNERS = 200;

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final JdbcJobStore store = JdbcJobStore.open(url);

    /** Lets many owners wait, with two jobs each: two rounds. */
    @BeforeEach
    void fill() {
        store.submit(IntStream.range(0, 2 * OWNERS)
                .mapToObj(i -> JobRequest.builder("ingest", "{}")
                        .owner("owner-" + i / 2)
                        .build())
                .toList());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void theNextRoundIsFoundByOneEntry() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement explain = connection.prepareStatement("explain analyze " + H2Rounds.NEXT)) {
            explain.setString(1, JobRequest.DEFAULT_QUEUE);
            explain.setInt(2, 0);
            explain.setLong(3, firstTurn(connection) + 1);
            try (ResultSet row = explain.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).contains("JOBS_JOB_POSITION").contains("scanCount: 1 ");
            }
        }
    }

    @Test
    void theNewestJobsOfAnOwnerAreFoundByTheirNumber() throws SQLException {
        store.submit(Collections.nCopies(
                50, JobRequest.builder("ingest", "{}").owner("owner-7").build()));
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement explain = connection.prepareStatement("explain analyze " + H2Rounds.NEWEST)) {
            explain.setString(1, "owner-7");
            explain.setInt(2, 20);
            try (ResultSet row = explain.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).contains("JOBS_JOB_OWNER").contains("scanCount: 20 ");
            }
        }
    }

    private static long firstTurn(final Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select min(turn) from jobs_job");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
