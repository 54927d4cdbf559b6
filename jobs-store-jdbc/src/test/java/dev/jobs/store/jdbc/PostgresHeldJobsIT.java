package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.LaneSignals;
import dev.jobs.store.jdbc.limit.SubmissionHolds;
import dev.jobs.store.jdbc.postgresql.PostgresDatabase;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.testing.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that hold jobs, or let them go, in the middle of each other: one of them stands still in its transaction. */
class PostgresHeldJobsIT {
    private static final PauseTarget KEY = PauseTarget.limitKey("ffmpeg");
    private static final int MANY = 2_000;

    private final String application = "held-" + UUID.randomUUID();
    private final String url = Postgres.shared().newUrl();
    private final JdbcJobStore store = JdbcJobStore.open(url + "&ApplicationName=" + application);
    private final SomeWorker worker = new SomeWorker(store);
    private Connection standing;

    @BeforeEach
    void aTransactionStandsStill() throws SQLException {
        standing = DriverManager.getConnection(url);
        standing.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        standing.close();
        store.close();
    }

    private void execute(final String... statements) throws SQLException {
        try (Statement statement = standing.createStatement()) {
            for (final String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static JobRequest limited() {
        return JobRequest.builder("ingest", "{}").limitKeys(KEY.name()).build();
    }

    private void complete(final ClaimedJob claimed) {
        store.report(List.of(Report.completed(claimed.lease(), Optional.of("{}"))));
    }

    /** Looks, as a submission of many jobs does before it stores them, which are to be held; and stores one as held. */
    private void submissionHoldsOne() throws SQLException {
        final PostgresDatabase database = new PostgresDatabase();
        final SubmissionHolds holds = new SubmissionHolds(
                database.syntax(),
                new Transactions(new OneConnection(standing), new SqlFaults(database.faults())),
                new LaneSignals(signals -> {}, () -> 0));
        final Draft draft = new Draft(0, new JobId(UUID.randomUUID()), limited());
        assertThat(holds.holders(standing, SubmissionHolds.ofMany(Collections.nCopies(100, draft)))
                        .apply(draft))
                .contains("limit_key:" + KEY.name());
        execute(PostgresLimitIT.hold(1));
    }

    @Test
    void aLaneStaysWhileASubmissionIsAboutToStoreJobsInIt() throws Exception {
        store.setLimit(Limit.atOnce(KEY.name(), 1));
        store.submit(List.of(limited(), limited()));
        final ClaimedJob running = worker.claim(9).get(0);
        assertThat(worker.claim(9)).isEmpty();
        submissionHoldsOne();

        complete(running);
        complete(worker.claim(9).get(0));
        final CompletableFuture<List<ClaimedJob>> none = CompletableFuture.supplyAsync(() -> worker.claim(9));
        assertThat(none.get(1, TimeUnit.MINUTES))
                .as("without waiting for the submission")
                .isEmpty();
        standing.commit();

        assertThat(worker.claim(9)).hasSize(1);
    }

    @Test
    void whatIsSubmittedAsHeldWhileThePauseEndsStarts() throws Exception {
        store.pause(PauseRequest.builder(KEY).build());
        store.submit(limited());
        assertThat(worker.claim(9)).isEmpty();
        submissionHoldsOne();

        store.resume(KEY);
        assertThat(worker.claim(9)).hasSize(1);
        assertThat(worker.claim(9)).as("before it is there").isEmpty();
        standing.commit();

        assertThat(worker.claim(9)).hasSize(1);
    }

    @Test
    void whatIsSubmittedByACallThatSawAPauseBeforeItsEndStarts() throws Exception {
        store.pause(PauseRequest.builder(KEY).build());
        execute(
                "select 1 from jobs_holder where holder = 'limit_key:ffmpeg' for update",
                "delete from jobs_pause"); // as a resume does

        final CompletableFuture<List<JobId>> submission =
                CompletableFuture.supplyAsync(() -> store.submit(Collections.nCopies(MANY, limited())));
        Await.until("the submission waits for the end of the pause", this::waitsForALock);
        standing.commit();

        assertThat(submission.get(1, TimeUnit.MINUTES)).hasSize(MANY);
        assertThat(worker.claim(9)).hasSize(9);
    }

    /** Lets a claim stand still that has read the limits, and made the row of the key, which nobody else sees. */
    private CompletableFuture<List<ClaimedJob>> claimStandsStill() throws SQLException {
        final List<JobId> ids = store.submit(List.of(limited(), limited()));
        execute("select 1 from jobs_job where id = '" + ids.get(1) + "' for update");
        final CompletableFuture<List<ClaimedJob>> claim = CompletableFuture.supplyAsync(() -> worker.claim(9));
        Await.until("the claim waits for a job", this::waitsForALock);
        return claim;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff*", "ffm*", "ffmpeg"})
    void whatAClaimHoldsByALimitThatIsChangedMeanwhileStarts(final String changed) throws Exception {
        store.setLimit(Limit.atOnce("ff*", 0));
        final CompletableFuture<List<ClaimedJob>> claim = claimStandsStill();

        store.setLimit(Limit.atOnce(changed, 2));
        standing.commit();

        assertThat(claim.get(1, TimeUnit.MINUTES))
                .as("by the limit that it has read")
                .isEmpty();
        assertThat(worker.claim(9)).hasSize(2);
    }

    @Test
    void whatAClaimHoldsByALimitThatIsRemovedMeanwhileStarts() throws Exception {
        store.setLimit(Limit.atOnce("ff*", 0));
        final CompletableFuture<List<ClaimedJob>> claim = claimStandsStill();

        store.removeLimit("ff*");
        standing.commit();

        assertThat(claim.get(1, TimeUnit.MINUTES)).isEmpty();
        assertThat(worker.claim(9)).hasSize(2);
    }

    @Test
    void aClaimWhoseCommitTheChangeOfALimitHasNotSeenCountsByTheNewRate() throws Exception {
        store.setLimit(Limit.builder("ff*").starts(1, Duration.ofDays(1)).build());
        final CompletableFuture<List<ClaimedJob>> claim = claimStandsStill();

        store.setLimit(Limit.builder("ff*").starts(1, Duration.ofMillis(1)).build());
        standing.commit();

        assertThat(claim.get(1, TimeUnit.MINUTES)).hasSize(1);
        Await.until("the next start is by the new rate", () -> !worker.claim(9).isEmpty());
    }

    @Test
    void whatIsSubmittedAsHeldByALimitThatIsChangedMeanwhileStarts() throws Exception {
        store.setLimit(Limit.atOnce("ff*", 0));
        execute("insert into jobs_held_lane (held_by, queue, type) values ('limit_key:ffmpeg', 'default', 'ingest')");
        final CompletableFuture<List<JobId>> submission =
                CompletableFuture.supplyAsync(() -> store.submit(Collections.nCopies(MANY, limited())));
        Await.until("the submission waits for the lane", this::waitsForALock);

        store.setLimit(Limit.atOnce("ff*", 9));
        standing.rollback();

        assertThat(submission.get(1, TimeUnit.MINUTES)).hasSize(MANY);
        assertThat(worker.claim(9)).hasSize(9);
    }

    private boolean waitsForALock() {
        return !Sql.query(
                        url,
                        "select 1 from pg_stat_activity where application_name = '" + application
                                + "' and wait_event_type = 'Lock'")
                .isEmpty();
    }

    @Test
    void theRowOfAHolderStaysIfAClaimMakesALaneWhileItIsAboutToBeDeleted() throws Exception {
        store.setLimit(Limit.atOnce(KEY.name(), 0));
        Sql.execute(url, "insert into jobs_holder (holder) values ('limit_key:ffmpeg')");
        execute(
                "select 1 from jobs_holder for update",
                "insert into jobs_held_lane (held_by, queue, type) values ('limit_key:ffmpeg', 'default', 'ingest')",
                PostgresLimitIT.hold(1)); // as a claim does

        final CompletableFuture<Integer> pruning =
                CompletableFuture.supplyAsync(() -> store.prune(Duration.ofDays(1), 1));
        Await.until("the pruning is done, or waits for the claim", () -> pruning.isDone() || waitsForALock());
        standing.commit();
        pruning.get(1, TimeUnit.MINUTES);

        assertThat(worker.claim(9)).isEmpty();
        store.setLimit(Limit.atOnce(KEY.name(), 1));
        assertThat(worker.claim(9))
                .as("the change of the limit finds what it kept back")
                .hasSize(1);
    }
}
