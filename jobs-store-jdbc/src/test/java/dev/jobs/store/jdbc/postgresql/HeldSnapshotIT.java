package dev.jobs.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Release;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.Postgres;
import dev.jobs.store.jdbc.SomeWorker;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.LaneSignals;
import dev.jobs.store.jdbc.limit.LimitedClaims;
import dev.jobs.store.jdbc.turn.Promotion;
import dev.jobs.store.operations.Limit;
import dev.jobs.testing.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Claims while a transaction elsewhere keeps PostgreSQL from forgetting what has been claimed: in order all the same. */
class HeldSnapshotIT {
    private static final String TYPE = "ingest";
    private static final int AT_ONCE = 1_000;
    private static final int MANY = 2 * (int) ClaimStarts.MANY_ENTRIES;
    private static final int REST = 2_000;

    private final String url = Postgres.shared().newUrl();
    private final JdbcJobStore store = JdbcJobStore.open(url);
    private final SomeWorker worker = new SomeWorker(store);
    private final Transactions transactions = new Transactions(dataSource(), new SqlFaults(new PostgresFaultCodes()));
    private final PostgresClaims claims = new PostgresClaims(
            transactions,
            new Promotion(new PostgresDatabase(), transactions.ticker()),
            new LimitedClaims(PostgresSyntax.SYNTAX, transactions, new LaneSignals(signals -> {}, () -> 0)));
    private final List<JobId> ids = new ArrayList<>();
    private List<ClaimedJob> claimed = List.of();

    /** Claims so many jobs that a claim reads many entries of those before it comes to the first that waits. */
    @BeforeEach
    void claimMany() throws SQLException {
        try (Connection holding = DriverManager.getConnection(url)) {
            holding.setAutoCommit(false);
            holding.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = holding.createStatement();
                    ResultSet row = statement.executeQuery("select count(*) from jobs_job")) {
                row.next();
            }
            for (int i = 0; i < MANY + REST; i += AT_ONCE) {
                ids.addAll(store.submit(Collections.nCopies(AT_ONCE, request(0))));
            }
            for (int i = 0; i < MANY; i += AT_ONCE) {
                claimed = claim(AT_ONCE);
                assertThat(ids(claimed)).isEqualTo(ids.subList(i, i + AT_ONCE));
            }
            ids.subList(0, MANY).clear();
            Await.until("a claim leaves a start", () -> {
                assertThat(ids(claim(1))).containsExactly(ids.remove(0));
                return !claims.starts().current().isEmpty();
            });
        }
    }

    @AfterEach
    void close() {
        transactions.close();
        store.close();
    }

    private PGSimpleDataSource dataSource() {
        final PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    private static JobRequest request(final int priority) {
        return JobRequest.builder(TYPE, "{}").priority(priority).build();
    }

    private List<ClaimedJob> claim(final int limit) {
        return claims.claim(ClaimRequest.builder(worker.id())
                .types(SomeWorker.TYPES)
                .queues(Set.of(JobRequest.DEFAULT_QUEUE))
                .limit(limit)
                .build());
    }

    private static List<JobId> ids(final List<ClaimedJob> jobs) {
        return jobs.stream().map(job -> job.job().id()).toList();
    }

    private JobId handBack(final ClaimedJob job) {
        store.report(List.of(Report.released(job.lease(), Release.CONFIRMED)));
        return job.job().id();
    }

    @Test
    void whatWaitsBehindTheStartIsClaimedInItsOrder() {
        assertThat(ids(claim(300))).isEqualTo(ids.subList(0, 300));
        assertThat(ids(claim(300))).isEqualTo(ids.subList(300, 600));
    }

    @Test
    void aMoreUrgentJobIsClaimedFirst() {
        final JobId urgent = store.submit(request(1));

        assertThat(ids(claim(2))).containsExactly(urgent, ids.get(0));
    }

    @Test
    void aJobThatThisProcessHandsBackIsClaimedFirst() {
        final JobId older = handBack(claimed.get(7));
        claims.expectOlderJobs();

        assertThat(ids(claim(2))).containsExactly(older, ids.get(0));
    }

    @Test
    void aJobThatAnotherProcessHandsBackIsClaimedSoon() {
        final JobId older = handBack(claimed.get(7));

        Await.until("the older job is claimed, though others wait behind the start", () -> {
            store.submit(request(0));
            return ids(claim(1)).contains(older);
        });
    }

    @Test
    void whenNothingWaitsBehindTheStartWhatWaitsBeforeItIsClaimedAtOnce() {
        final JobId older = handBack(claimed.get(7));

        final List<JobId> rest = new ArrayList<>();
        for (List<ClaimedJob> more = claim(AT_ONCE); !more.isEmpty(); more = claim(AT_ONCE)) {
            rest.addAll(ids(more));
        }

        assertThat(rest).hasSize(ids.size() + 1).contains(older).containsAll(ids);
    }

    @Test
    void jobsWithLimitKeysAreClaimedBehindTheStartToo() {
        final List<JobId> limited = store.submit(Collections.nCopies(
                5, JobRequest.builder(TYPE, "{}").limitKeys("ffmpeg").build()));
        store.setLimit(Limit.atOnce("ffmpeg", 2));
        final JobId last = store.submit(request(0));
        claim(ids.size() - 1);

        final List<ClaimedJob> first = claim(10);

        assertThat(ids(first)).containsExactly(ids.get(ids.size() - 1), limited.get(0), limited.get(1), last);
        handBack(first.get(1));
        assertThat(ids(claim(10))).containsExactly(limited.get(0));
    }

    @Test
    void aJobThatBecomesDueIsClaimedWhenItsTimeHasCome() {
        final JobId due = store.submit(JobRequest.builder(TYPE, "{}")
                .priority(5)
                .dueAt(Instant.now().plusMillis(200))
                .build());

        Await.until("the job that became due is claimed", () -> ids(claim(1)).contains(due));
    }
}
