package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Backoff;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.limit.LaneSignals;
import dev.jobs.store.jdbc.limit.LimitedClaims;
import dev.jobs.store.jdbc.poll.Polls;
import dev.jobs.store.jdbc.table.DurationLog;
import dev.jobs.store.jdbc.write.Reports;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.testing.Await;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The statements that are sent for reports and polls, and the rows that they leave, on each database. */
abstract class RecordedWorkTests {
    final String url;
    final JdbcJobStore store;
    private final Database database;
    private final Connection connection;
    private final Transactions transactions;
    private final Reports reports;
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());

    RecordedWorkTests(final Database database, final String url) throws SQLException {
        this.database = database;
        this.url = url;
        this.store = JdbcJobStore.open(url);
        this.connection = DriverManager.getConnection(url);
        this.transactions = new Transactions(new OneConnection(recorded()), new SqlFaults(database.faults()));
        this.reports = new Reports(database.syntax(), transactions, new DurationLog(database.syntax()));
    }

    private Connection recorded() {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        sent.add(String.valueOf(arguments[0]));
                    } else if (method.getName().equals("commit")) {
                        sent.add("commit");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @AfterEach
    final void close() throws SQLException {
        transactions.close();
        connection.close();
        store.close();
    }

    final List<ClaimedJob> claimed(final int count) {
        store.submit(Collections.nCopies(
                count,
                JobRequest.builder("ingest", "{}")
                        .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                        .build()));
        return new SomeWorker(store).claim(count);
    }

    static Report.Logged logged(final Lease lease, final int first, final int count, final LogLimits kept) {
        return Report.logged(
                lease, first, Collections.nCopies(count, new Report.Logged.Line("a line", Duration.ZERO)), kept);
    }

    private List<ReportOutcome> report(final List<Report> all) {
        sent.clear();
        return reports.report(all).outcomes();
    }

    @Test
    final void jobsThatCompleteAtTheirFirstAttemptCostOneStatementAndNoTransaction() {
        final List<Report> completed = claimed(50).stream()
                .<Report>map(one -> Report.completed(one.lease(), Optional.of("{}")))
                .toList();

        assertThat(report(completed)).containsOnly(ReportOutcome.APPLIED);

        assertThat(sent).hasSize(1).doesNotContain("commit");
    }

    @Test
    final void progressCostsOneStatement() {
        final List<Report> progress = claimed(50).stream()
                .<Report>map(one -> Report.progressed(one.lease(), Optional.of("in the middle"), 50))
                .toList();

        assertThat(report(progress)).containsOnly(ReportOutcome.APPLIED);

        assertThat(sent).hasSize(1).doesNotContain("commit");
    }

    @Test
    final void aPollThatNoLimitAndNoPauseConcernsCostsTwoStatementsAtMost() {
        store.setLimit(Limit.atOnce("encoder", 1));
        store.pause(PauseRequest.builder(PauseTarget.queue("another")).build());
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        // The clock stands still, so that what polls share for a second stays fresh.
        final Transactions still =
                new Transactions(new OneConnection(recorded()), new SqlFaults(database.faults()), () -> 0);
        final Polls polls = new Polls(database, still, new DurationLog(database.syntax()));
        assertThat(polls.poll(Set.of(id))).containsKey(id);
        sent.clear();

        assertThat(polls.poll(Set.of(id))).containsKey(id);

        assertThat(sent).hasSizeLessThanOrEqualTo(2);
    }

    /** The times that a claim of a job with this limit key commits. */
    private long commitsOfAClaim(final Claims claims, final SomeWorker worker) {
        store.submit(JobRequest.builder("ingest", "{}").limitKeys("encoder").build());
        sent.clear();
        assertThat(claims.claim(ClaimRequest.builder(worker.id())
                        .types(SomeWorker.TYPES)
                        .queues(Set.of(JobRequest.DEFAULT_QUEUE))
                        .limit(1)
                        .build()))
                .hasSize(1);
        return sent.stream().filter("commit"::equals).count();
    }

    @Test
    final void aClaimThatMeetsALimitKeyForTheFirstTimeCommitsNoMoreThanTheNextOne() {
        store.setLimit(Limit.atOnce("enc*", 9));
        final SomeWorker worker = new SomeWorker(store);
        final Claims claims = database.claims(
                transactions,
                new LimitedClaims(database.syntax(), transactions, new LaneSignals(signals -> {}, () -> 0)));

        assertThat(commitsOfAClaim(claims, worker)).isEqualTo(commitsOfAClaim(claims, worker));
    }

    @Test
    final void whatManyJobsLogAtOnceCostsAFewStatements() {
        final List<Report> lines = claimed(50).stream()
                .<Report>map(one -> logged(one.lease(), 1, 20, LogLimits.STANDARD))
                .toList();

        assertThat(report(lines)).containsOnly(ReportOutcome.APPLIED);

        assertThat(sent).hasSize(4).last().isEqualTo("commit");
        assertThat(Sql.query(url, "select count(*) from jobs_log")).containsExactly("1000");
    }

    @Test
    final void linesThatAreTooManyAreDeletedFromTheTable() {
        final Lease lease = claimed(1).get(0).lease();
        final LogLimits kept = new LogLimits(25, 1_000, 80);

        for (int i = 0; i < 30; i++) {
            assertThat(report(List.of(logged(lease, 1 + 7 * i, 7, kept)))).containsExactly(ReportOutcome.APPLIED);
        }
        assertThat(report(List.of(logged(lease, 211, 1_000, kept)))).containsExactly(ReportOutcome.APPLIED);

        assertThat(Sql.query(url, "select number from jobs_log order by number"))
                .hasSize(25)
                .startsWith("1186")
                .endsWith("1210");
    }

    @Test
    final void nothingIsLeftOfPrunedJobs() {
        final List<ClaimedJob> claimed = claimed(3);
        for (final ClaimedJob one : claimed) {
            report(List.of(logged(one.lease(), 1, 3, LogLimits.STANDARD), Report.failedForGood(one.lease(), "over")));
        }
        assertThat(Sql.query(url, "select count(*) from jobs_attempt")).containsExactly("3");

        Await.until("all are pruned", () -> {
            store.prune(Duration.ZERO, 10);
            return store.find(claimed.get(2).job().id()).isEmpty();
        });

        assertThat(Sql.query(url, "select count(*) from jobs_attempt")).containsExactly("0");
        assertThat(Sql.query(url, "select count(*) from jobs_log")).containsExactly("0");
    }
}
