package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.database.PollQuery;
import dev.jobs.store.jdbc.poll.Polls;
import dev.jobs.store.jdbc.postgresql.PostgresDatabase;
import dev.jobs.store.jdbc.table.DurationLog;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often PostgreSQL plans what is asked all the time: planning takes several times as long as the answer. */
class PlansIT {
    /** As often as PostgreSQL tries plans made for the values at hand, before it may settle for one for all. */
    private static final int TRIALS = 5;

    private static final int CALLS = 40;
    private static final int WAITING = 2 * PollQuery.EXACT;

    private final String url = Postgres.shared().newUrl();
    private final JdbcJobStore store = JdbcJobStore.open(url);
    private final Connection connection = DriverManager.getConnection(url);
    private final Database database = new PostgresDatabase();
    private final Transactions transactions =
            new Transactions(new OneConnection(connection), new SqlFaults(database.faults()));
    private JobId last = JobId.random();

    PlansIT() throws SQLException {}

    @BeforeEach
    void fill() {
        final JobRequest request = JobRequest.builder("ingest", "{}").build();
        final List<JobId> ids = store.submit(Collections.nCopies(WAITING, request));
        last = ids.get(ids.size() - 1);
        Sql.execute(url, "analyze jobs_job");
    }

    @AfterEach
    void close() throws SQLException {
        transactions.close();
        connection.close();
        store.close();
    }

    @Test
    void pollsOfAJobFarBehindAreNotPlannedEachTime() throws SQLException {
        final Polls polls = new Polls(database, transactions, new DurationLog(database.syntax()));

        for (int i = 0; i < CALLS; i++) {
            assertThat(polls.poll(List.of(last)).values())
                    .singleElement()
                    .returns(OptionalLong.of(WAITING), JobPollResponse::queuePosition);
        }

        assertThat(plansByStatement())
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy((statement, plans) -> assertThat(plans).isLessThanOrEqualTo(TRIALS));
    }

    /** How many plans of their own the calls of each statement had, as far as the driver had it prepared. */
    private Map<String, Long> plansByStatement() throws SQLException {
        final Map<String, Long> plans = new HashMap<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(
                        "select statement, custom_plans from pg_prepared_statements where statement like '%jobs_job%'")) {
            while (row.next()) {
                plans.put(row.getString(1), row.getLong(2));
            }
        }
        return plans;
    }
}
