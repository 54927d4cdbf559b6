package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.SubmitOutcome;
import dev.jobs.WaitReason;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.testing.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What limits leave in the tables, and what becomes of it when a process dies halfway, on each database. */
abstract class LimitTests {
    private static final String KEY = "ffmpeg";

    final String url;
    final JdbcJobStore store;
    final SomeWorker worker;

    LimitTests(final String url) {
        this.url = url;
        this.store = JdbcJobStore.open(url);
        this.worker = new SomeWorker(store);
    }

    @AfterEach
    final void close() {
        store.close();
    }

    static JobRequest.Builder limited() {
        return JobRequest.builder("ingest", "{}").limitKeys(KEY);
    }

    final List<JobId> submitLimited(final int count) {
        return store.submit(Collections.nCopies(count, limited().build()));
    }

    static List<JobId> ids(final List<ClaimedJob> claimed) {
        return claimed.stream().map(one -> one.job().id()).toList();
    }

    private void complete(final ClaimedJob claimed) {
        store.report(List.of(Report.completed(claimed.lease(), Optional.of("{}"))));
    }

    /** Ends an attempt as by a process that dies before it has opened the lanes of the job's limit keys. */
    private void endWithoutOpeningLanes(final ClaimedJob claimed) {
        Sql.execute(
                url,
                "update jobs_job set status = 'complete', worker_id = null, finished_at = current_timestamp where id = '"
                        + claimed.job().id().value() + "'");
    }

    @Test
    final void nothingIsLeftWhenAllHasRun() {
        store.setLimit(Limit.atOnce(KEY, 1));
        submitLimited(3);
        for (int i = 0; i < 3; i++) {
            final List<ClaimedJob> claimed = worker.claim(9);
            assertThat(claimed).hasSize(1);
            assertThat(Sql.query(url, "select limit_key from jobs_permit")).containsExactly(KEY);
            complete(claimed.get(0));
        }
        assertThat(worker.claim(9)).isEmpty();
        store.prune(Duration.ofDays(1), 1);

        assertThat(Sql.query(url, "select limit_key from jobs_permit")).isEmpty();
        assertThat(Sql.query(url, "select held_by from jobs_held_lane")).isEmpty();
        assertThat(Sql.query(url, "select holder from jobs_holder")).isEmpty();
    }

    @Test
    final void aJobBehindAThousandHasAnEstimateAndTheNextOneHasNone() {
        store.submit(Collections.nCopies(3, JobRequest.builder("ingest", "{}").build()));
        worker.claim(3).forEach(this::complete);
        store.setLimit(Limit.builder(KEY).starts(1, Duration.ofHours(1)).build());
        final List<JobId> ids = submitLimited(1_002);

        Await.until(
                "there is an estimate",
                () -> store.poll(ids.get(1_000)).orElseThrow().estimate().isPresent());
        assertThat(store.poll(ids.get(1_001)).orElseThrow().estimate()).isEmpty();
    }

    @Test
    final void aPermitThatIsLeftOverCountsForNothingAndIsDeleted() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> ids = submitLimited(2);
        final ClaimedJob first = worker.claim(1).get(0);
        endWithoutOpeningLanes(first);
        assertThat(Sql.query(url, "select limit_key from jobs_permit")).hasSize(1);

        assertThat(store.limits()).extracting(LimitUse::running).containsExactly(0L);
        assertThat(ids(worker.claim(9))).containsExactly(ids.get(1));
        store.recover();

        assertThat(Sql.query(url, "select job_id from jobs_permit"))
                .containsExactly(ids.get(1).toString());
    }

    @Test
    final void aPermitOfAnEarlierLeaseCountsForNothing() {
        store.setLimit(Limit.atOnce(KEY, 1));
        submitLimited(1);
        final Lease lease = worker.claim(1).get(0).lease();
        Sql.execute(url, "update jobs_permit set lease = " + (lease.number() - 1));

        assertThat(store.limits()).extracting(LimitUse::running).containsExactly(0L);
    }

    /** As by a process that dies before it has looked at what a claim has counted under the limit before. */
    @Test
    final void aRecoveryLooksAgainAtStartsThatWereCountedUnderASlowerRate() {
        store.setLimit(Limit.builder(KEY).starts(1, Duration.ofDays(1)).build());
        final List<JobId> ids = submitLimited(2);
        assertThat(ids(worker.claim(9))).containsExactly(ids.get(0));
        assertThat(worker.claim(9)).isEmpty();
        Sql.execute(url, "update jobs_limit set period_micros = 1000");
        assertThat(worker.claim(9)).as("nobody has looked yet").isEmpty();

        store.recover();

        assertThat(ids(worker.claim(9))).containsExactly(ids.get(1));
    }

    @Test
    final void jobsAreFoundThatNobodyLookedForAfterTheEndOfAnother() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> ids = submitLimited(2);
        final ClaimedJob first = worker.claim(9).get(0);
        assertThat(worker.claim(9)).isEmpty();
        endWithoutOpeningLanes(first);
        assertThat(worker.claim(9)).as("nobody has looked yet").isEmpty();

        store.recover();

        assertThat(ids(worker.claim(9))).containsExactly(ids.get(1));
    }

    @Test
    final void jobsAreFoundThatNobodyLookedForAfterTheResumeOfTheirOwner() {
        final JobId id =
                store.submit(JobRequest.builder("ingest", "{}").owner("ann").build());
        store.pause(PauseRequest.builder(PauseTarget.owner("ann")).build());
        assertThat(worker.claim(9)).isEmpty();
        Sql.execute(url, "delete from jobs_pause");

        store.recover();

        assertThat(ids(worker.claim(9))).containsExactly(id);
    }

    @Test
    final void whatIsKeptBackIsNotAmongTheJobsThatClaimsRead() {
        store.setLimit(Limit.atOnce(KEY, 1));
        final List<JobId> ids = submitLimited(20);
        assertThat(worker.claim(9)).hasSize(1);

        assertThat(Sql.query(url, "select count(*) from jobs_job where status = 'pending' and held_by is null"))
                .containsExactly("0");
        assertThat(Sql.query(url, "select held_by from jobs_held_lane where opens_at is null"))
                .containsExactly("limit_key:" + KEY);
        assertThat(store.poll(ids.get(19)).orElseThrow().queuePosition()).hasValue(19);
    }

    @Test
    final void theEndOfAJobDoesNotLetClaimsLookAtWhatARateKeepsBack() {
        store.setLimit(
                Limit.builder(KEY).atOnce(9).starts(1, Duration.ofHours(1)).build());
        submitLimited(3);

        worker.claim(9).forEach(this::complete);

        assertThat(closedLanes()).containsExactly("limit_key:" + KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, "ff*", "f*"})
    final void theEndOfAJobLetsClaimsLookAtWhatALoweredLimitKeepsBackOnlyIfItMakesRoom(final String lowered) {
        store.setLimit(Limit.atOnce("*", 9));
        store.setLimit(Limit.atOnce("f*", 2));
        submitLimited(3);
        final List<ClaimedJob> running = worker.claim(9);
        store.setLimit(Limit.atOnce(lowered, 1));

        complete(running.get(0));
        assertThat(closedLanes()).containsExactly("limit_key:" + KEY);
        complete(running.get(1));

        assertThat(closedLanes()).isEmpty();
        assertThat(worker.claim(9)).hasSize(1);
    }

    private List<String> closedLanes() {
        return Sql.query(
                url, "select held_by from jobs_held_lane where opens_at is null or opens_at > current_timestamp");
    }

    @Test
    final void jobsOfACallersTransactionAreKeptBackWhenTheyAreMet() throws SQLException {
        store.setLimit(Limit.atOnce(KEY, 1));
        submitLimited(1);
        assertThat(worker.claim(9)).hasSize(1);
        final List<JobId> ids;
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            ids = store.submit(connection, Collections.nCopies(2, limited().build()));
            assertThat(worker.claim(9)).isEmpty();
            connection.commit();
        }

        assertThat(worker.claim(9)).isEmpty();
        assertThat(store.poll(ids.get(0)).orElseThrow().waiting().orElseThrow().reason())
                .isEqualTo(WaitReason.LIMIT_REACHED);
    }

    @Test
    final void ofTwoProcessesNeitherStartsWhatTheOtherDoes() throws Exception {
        store.setLimit(Limit.atOnce(KEY, 3));
        submitLimited(12);
        try (JdbcJobStore other = JdbcJobStore.open(url)) {
            final SomeWorker otherWorker = new SomeWorker(other);

            final List<List<ClaimedJob>> claimed =
                    Together.run(List.of(() -> worker.claim(9), () -> otherWorker.claim(9), () -> worker.claim(9)));

            assertThat(claimed.stream().flatMap(List::stream)).hasSize(3);
            claimed.stream().flatMap(List::stream).forEach(this::complete);
            assertThat(otherWorker.claim(9)).hasSize(3);
        }
    }

    @Test
    final void aCallersTransactionFillsALimitForOtherSubmissionsAndKeepsNoClaimWaiting() throws Exception {
        store.setLimit(Limit.atOnce(KEY, 2));
        submitLimited(1);
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            final SubmitOutcome first = store.submit(connection, limited().build(), WhenLimitFull.REFUSE);

            assertThat(worker.claim(9)).as("while the key is locked").hasSize(1);
            final CompletableFuture<SubmitOutcome> second =
                    CompletableFuture.supplyAsync(() -> store.submit(limited().build(), WhenLimitFull.REFUSE));
            connection.commit();

            assertThat(first).isInstanceOf(SubmitOutcome.Submitted.class);
            assertThat(second.get(1, TimeUnit.MINUTES)).isInstanceOf(SubmitOutcome.Refused.class);
        }
    }

    @Test
    final void whatACallersTransactionReplacesIsReplacedWhenItCommits() throws SQLException {
        store.setLimit(Limit.atOnce(KEY, 1));
        final JobId old = submitLimited(1).get(0);
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            store.submit(connection, limited().build(), WhenLimitFull.REPLACE_WAITING);
            connection.rollback();
            assertThat(store.find(old).orElseThrow().status()).isEqualTo(JobStatus.PENDING);

            final SubmitOutcome outcome = store.submit(connection, limited().build(), WhenLimitFull.REPLACE_WAITING);
            connection.commit();

            assertThat(store.find(old).orElseThrow().replacedBy()).isEqualTo(outcome.job());
        }
    }

    @Test
    final void aCallersTransactionThatWouldNotSeeOthersIsRefused() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);

            assertThatThrownBy(() -> store.submit(connection, limited().build(), WhenLimitFull.REFUSE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("read committed");
        }
    }

    @Test
    final void theLocksOfSubmissionsAreDeletedByAPruning() {
        store.setLimit(Limit.atOnce(KEY, 1));
        store.submit(limited().build(), WhenLimitFull.REFUSE);
        assertThat(Sql.query(url, "select holder from jobs_holder")).containsExactly("submission:" + KEY);

        store.prune(Duration.ofHours(1), 10);

        assertThat(Sql.query(url, "select 1 from jobs_holder")).isEmpty();
    }

    @Test
    final void jobsWithoutKeysLeaveNothingOfLimits() {
        store.setLimit(Limit.atOnce("*", 1));
        store.submit(Collections.nCopies(3, JobRequest.builder("ingest", "{}").build()));

        worker.claim(9).forEach(this::complete);

        for (final String table : List.of("jobs_permit", "jobs_holder", "jobs_held_lane")) {
            assertThat(Sql.query(url, "select 1 from " + table)).isEmpty();
        }
        assertThat(store.limits().get(0).limit().rate()).isEqualTo(Optional.empty());
    }
}
