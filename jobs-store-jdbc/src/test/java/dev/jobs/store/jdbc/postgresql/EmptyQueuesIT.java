package dev.jobs.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Release;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.Postgres;
import dev.jobs.store.jdbc.SomeWorker;
import dev.jobs.store.jdbc.Sql;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.LaneSignals;
import dev.jobs.store.jdbc.limit.LimitedClaims;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.turn.Promotion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Claims and starts at submissions after many jobs have come and gone, whose entries no vacuum has taken out of the indexes yet. */
class EmptyQueuesIT {
    private static final int GONE = 40_000;
    private static final int AT_ONCE = 1_000;

    private final String url = Postgres.shared().newUrl();
    private final JdbcJobStore store = JdbcJobStore.open(url);
    private final SomeWorker worker = new SomeWorker(store);
    private final AtomicLong now = new AtomicLong();
    private final Transactions transactions =
            new Transactions(dataSource(), new SqlFaults(new PostgresFaultCodes()), now::get);
    private final PostgresClaims claims = new PostgresClaims(
            transactions,
            new Promotion(new PostgresDatabase(), transactions.ticker()),
            new LimitedClaims(PostgresSyntax.SYNTAX, transactions, new LaneSignals(signals -> {}, () -> 0)));
    private List<ClaimedJob> held = List.of();

    @BeforeEach
    void letManyComeAndGo() {
        for (int i = 0; i < GONE; i += AT_ONCE) {
            store.submit(Collections.nCopies(AT_ONCE, request(0)));
        }
        final List<ClaimedJob> claimed = new ArrayList<>();
        while (claimed.size() < GONE) {
            claimed.addAll(worker.claim(AT_ONCE));
        }
        held = claimed.subList(0, 1);
        // Whoever reads dead entries first marks them as such, so that nobody counts them any more.
        worker.claim(1);
        worker.claim(1);
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
        return JobRequest.builder("ingest", "{}").priority(priority).build();
    }

    private Optional<ClaimedJob> start() {
        final JobId id = JobId.random();
        return claims.start(new Draft(0, id, request(0)), new Lease(id, 1, worker.id()), claimRequest());
    }

    private ClaimRequest claimRequest() {
        return ClaimRequest.builder(worker.id())
                .types(SomeWorker.TYPES)
                .queues(Set.of(JobRequest.DEFAULT_QUEUE))
                .limit(1)
                .build();
    }

    @Test
    void aStartThatReadManyBlocksLetsTheNextOnesLookBehindIt() {
        assertThat(start()).isPresent();
        assertThat(claims.looksBehind(Set.of(JobRequest.DEFAULT_QUEUE))).isPresent();
        assertThat(start()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, 0, 5})
    void whateverWaitsBehindThePlaceKeepsAJobFromStartingAhead(final int priority) {
        assertThat(start()).isPresent();
        store.submit(request(priority));

        assertThat(start()).isEmpty();
        assertThat(worker.claim(1)).hasSize(1);
        assertThat(start()).isPresent();
    }

    @Test
    void aJobThatThisProcessHandsBackIsSeen() {
        assertThat(start()).isPresent();
        handBack();
        claims.expectOlderJobs();

        assertThat(start()).isEmpty();
    }

    @Test
    void aJobThatAnotherProcessHandsBackIsSeenSoon() {
        assertThat(start()).isPresent();
        handBack();
        now.addAndGet(ClaimStarts.lasting(0));

        assertThat(start()).isEmpty();
    }

    @Test
    void claimsBehindAPlaceReadNoWholeTable() {
        for (int i = 0; i < GONE; i += AT_ONCE) {
            store.submit(Collections.nCopies(AT_ONCE, request(0)));
        }
        Sql.execute(url, "analyze jobs_job");
        claimOne();
        final int several = 12;

        Postgres.shared().countStatements();
        for (int i = 0; i < several; i++) {
            claimOne();
        }

        final long blocks = number("select sum(shared_blks_hit + shared_blks_read) from public.pg_stat_statements"
                + " where query like 'with alive%'");
        final long table = number("select relpages from pg_class where oid = to_regclass('jobs_job')");
        assertThat(blocks).isLessThan(several * table / 2);
    }

    private void claimOne() {
        assertThat(claims.claim(claimRequest())).hasSize(1);
    }

    private long number(final String query) {
        return Long.parseLong(Sql.query(url, query).get(0));
    }

    private void handBack() {
        store.report(List.of(Report.released(held.get(0).lease(), Release.CONFIRMED)));
    }
}
