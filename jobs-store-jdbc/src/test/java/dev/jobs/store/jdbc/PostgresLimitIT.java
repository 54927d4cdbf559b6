package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.SubmitOutcome;
import dev.jobs.WaitReason;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.limit.LaneSignals;
import dev.jobs.store.jdbc.limit.LimitedClaims;
import dev.jobs.store.jdbc.postgresql.PostgresDatabase;
import dev.jobs.store.operations.Limit;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PostgresLimitIT extends LimitTests {
    private static final int MANY = 100_000;
    private static final int RUNNING = 1_200;

    PostgresLimitIT() {
        super(Postgres.shared().newUrl());
    }

    @Test
    void claimsDoNotReadTheManyJobsThatAreKeptBack() throws SQLException {
        store.setLimit(Limit.atOnce("ffmpeg", 1));
        store.submit(limited().build());
        final ClaimedJob running = worker.claim(9).get(0);
        final JobId next = store.submit(limited().priority(9).build());
        assertThat(worker.claim(9)).isEmpty();
        addHeld(MANY);
        try (Connection connection = DriverManager.getConnection(url)) {
            final Claims claims = claims(connection);
            final JobId free = store.submit(JobRequest.builder("ingest", "{}").build());
            final long before = read(connection);

            assertThat(ids(claim(claims))).containsExactly(free);
            assertThat(claim(claims)).isEmpty();
            assertThat(read(connection) - before).isLessThan(100);
            store.report(List.of(Report.completed(running.lease(), Optional.of("{}"))));
            assertThat(ids(claim(claims))).containsExactly(next);
            assertThat(claim(claims)).isEmpty();

            assertThat(read(connection) - before).isLessThan(1_000);
        }
    }

    @Test
    void aSubmissionThatAsksForALimitDoesNotReadTheManyJobsOfOtherKeys() throws SQLException {
        store.setLimit(Limit.atOnce("*", 1));
        addHeld(MANY);
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            final long before = read(connection);
            final JobRequest request =
                    JobRequest.builder("ingest", "{}").limitKeys("a", "b").build();

            assertThat(store.submit(connection, request, WhenLimitFull.REFUSE))
                    .isInstanceOf(SubmitOutcome.Submitted.class);
            assertThat(store.submit(connection, request, WhenLimitFull.REFUSE))
                    .isInstanceOf(SubmitOutcome.Refused.class);

            connection.commit();
            assertThat(read(connection) - before).isLessThan(100);
        }
    }

    private long permitsThatAPollReads(final JobId id) {
        Postgres.shared().countStatements();
        assertThat(store.poll(id)).isPresent();
        return Long.parseLong(Sql.query(
                        url,
                        "select coalesce(sum(rows), 0) from public.pg_stat_statements where query like 'select%jobs_permit p%'")
                .get(0));
    }

    @Test
    void aPollReadsNotAllThatRunsOfAKeyOfMany() {
        store.setLimit(Limit.atOnce("ffmpeg", RUNNING));
        submitLimited(RUNNING);
        final List<ClaimedJob> running = new ArrayList<>();
        while (running.size() < RUNNING) {
            running.addAll(worker.claim(RUNNING));
        }
        final JobId waiting = submitLimited(1).get(0);
        assertThat(worker.claim(9)).isEmpty();

        assertThat(store.poll(waiting).orElseThrow().waiting().orElseThrow().reason())
                .isEqualTo(WaitReason.LIMIT_REACHED);
        assertThat(permitsThatAPollReads(waiting)).isBetween(1L, RUNNING - 1L);
        store.removeLimit("ffmpeg");
        assertThat(permitsThatAPollReads(waiting))
                .as("of a key without a limit")
                .isZero();
    }

    @Test
    void manyJobsOfAFullKeyAreSetApartFromTheBeginning() {
        store.setLimit(Limit.atOnce("ffmpeg", 1));
        store.submit(limited().build());
        final ClaimedJob running = worker.claim(9).get(0);

        final List<JobId> ids = submitLimited(500);

        assertThat(Sql.query(url, "select count(*) from jobs_job where status = 'pending' and held_by is null"))
                .containsExactly("0");
        assertThat(worker.claim(9)).isEmpty();
        store.report(List.of(Report.completed(running.lease(), Optional.of("{}"))));
        assertThat(ids(worker.claim(9))).containsExactly(ids.get(0));
    }

    @Test
    void manyJobsOfAKeyThatHasRoomAreNotSetApart() {
        store.setLimit(Limit.atOnce("ffmpeg", 1));

        submitLimited(500);

        assertThat(Sql.query(url, "select count(*) from jobs_job where held_by is null"))
                .containsExactly("500");
    }

    @Test
    void aPruningLooksForUnusedLimitKeysOnlyWhereThereAreAny() {
        Postgres.shared().countStatements();

        store.prune(Duration.ofDays(1), 1);

        assertThat(Sql.query(
                        url, "select calls from public.pg_stat_statements where query like 'delete from jobs_holder%'"))
                .isEmpty();
    }

    /** Adds jobs as claims would hold them, some hundred at a time. */
    private void addHeld(final int jobs) {
        Sql.execute(url, hold(jobs), "analyze jobs_job");
    }

    static String hold(final int jobs) {
        return "insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms,"
                + " backoff_max_ms, limit_keys, held_by) select gen_random_uuid(), 'ingest', 'default', 5, '',"
                + " '{}', 3, 1, 1, 'ffmpeg', 'limit_key:ffmpeg' from generate_series(1, " + jobs + ")";
    }

    /** The claims of a store that has this connection alone. */
    private static Claims claims(final Connection connection) {
        final Database database = new PostgresDatabase();
        final Transactions transactions =
                new Transactions(new OneConnection(connection), new SqlFaults(database.faults()));
        return database.claims(
                transactions,
                new LimitedClaims(database.syntax(), transactions, new LaneSignals(signals -> {}, () -> 0)));
    }

    private List<ClaimedJob> claim(final Claims claims) {
        return claims.claim(ClaimRequest.builder(worker.id())
                .types(SomeWorker.TYPES)
                .queues(Set.of(JobRequest.DEFAULT_QUEUE))
                .limit(9)
                .build());
    }

    /** The entries of indexes, and rows without an index, of jobs that the statements of this connection and others have read. */
    private static long read(final Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            try (ResultSet row = statement.executeQuery("""
                    select (select sum(idx_tup_read) from pg_stat_user_indexes where indexrelid in
                            (to_regclass('jobs_job_claim'), to_regclass('jobs_job_held'), to_regclass('jobs_job_position')))
                        + (select seq_tup_read from pg_stat_user_tables where relid = to_regclass('jobs_job'))""")) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
