package dev.jobs.store.jdbc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.Postgres;
import dev.jobs.store.jdbc.SomeWorker;
import dev.jobs.store.jdbc.Sql;
import dev.jobs.store.jdbc.database.Backlog;
import dev.jobs.store.jdbc.database.Backlog.Kind;
import dev.jobs.store.jdbc.database.Backlog.Owner;
import dev.jobs.store.jdbc.database.Gap;
import dev.jobs.store.jdbc.database.Rounds.Joinable;
import dev.jobs.store.jdbc.database.Rounds.Last;
import dev.jobs.store.jdbc.table.QueuePlace;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What PostgreSQL reads to give jobs their turns, and to count them in a round, whatever waits. */
class PostgresRoundsIT {
    private static final String NEW = "new";
    private static final int OWNERS = (int) RoundStarts.MANY_ENTRIES / 2;

    private final String url = Postgres.shared().newUrl();
    private final JdbcJobStore store = JdbcJobStore.open(url);
    private final Connection connection = DriverManager.getConnection(url);
    private final Connection holding = DriverManager.getConnection(url);
    private final AtomicLong now = new AtomicLong();
    private final PostgresRounds rounds = new PostgresRounds(now::get);

    PostgresRoundsIT() throws SQLException {}

    /** Lets many owners wait, with two jobs each: two rounds. */
    @BeforeEach
    void fill() throws SQLException {
        submit(OWNERS);
        Sql.execute(url, "vacuum analyze jobs_job");
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        holding.close();
        connection.close();
        store.close();
    }

    @Test
    void anOwnerWhoComesNewReadsEachRoundOnce() throws SQLException {
        final long before = entriesRead();

        final Joinable found = find(NEW, 3);

        assertThat(found.next()).hasSize(2).isSorted();
        assertThat(entriesRead() - before).isBetween(1L, 10L);
    }

    @Test
    void theJobsOfAnOwnerOfAHigherWeightAreCountedInItsLastRoundUpToTheWeight() throws SQLException {
        store.submit(Collections.nCopies(
                20,
                JobRequest.builder("ingest", "{}")
                        .owner("heavy")
                        .ownerWeight(15)
                        .build()));
        Sql.execute(url, "vacuum analyze jobs_job");
        final long before = entriesRead();

        final Joinable found = find("heavy", 1, 4);

        assertThat(found.last().jobs()).isEqualTo(4);
        assertThat(entriesRead() - before).isBetween(5L, 10L);
        assertThat(find("heavy", 1, 15).last().jobs()).isEqualTo(5);
    }

    @Test
    void noJobsAreCountedForAnOwnerOfWeightOne() throws SQLException {
        final long before = entriesRead();

        final Joinable found = find("owner-1", 1);

        assertThat(found.last().jobs()).isEqualTo(1);
        assertThat(entriesRead() - before).isBetween(1L, 2L);
    }

    @Test
    void anOwnerWithNoJobWaitingReadsItsNewestJobsUntilTheyAreOfEarlierRounds() throws SQLException {
        final int priority = 7;
        store.submit(Collections.nCopies(50, of("walker", "ingest", priority)));
        assertThat(new SomeWorker(store).claim(50)).hasSize(50);
        store.submit(Collections.nCopies(5, of("stuck", "without workers", priority)));
        store.submit(Collections.nCopies(3, of("walker", "ingest", priority)));
        store.submit(Collections.nCopies(2, of("walker", "preview", priority)));
        assertThat(new SomeWorker(store).claim(5)).hasSize(5);
        Sql.execute(url, "vacuum (analyze, index_cleanup on) jobs_job");
        final Owner walker = new Owner(JobRequest.DEFAULT_QUEUE, priority, "walker");
        final long before = entriesRead();

        final Joinable found = find(new Backlog(new Kind(walker, "ingest"), 1, 1));

        assertThat(found.last()).isEqualTo(Last.NONE);
        assertThat(found.started())
                .containsExactlyInAnyOrderElementsOf(found.next().subList(0, 3));
        assertThat(found.next()).hasSize(4).isSorted();
        assertThat(entriesRead() - before).isBetween(10L, 20L);
    }

    private static JobRequest of(final String owner, final String type, final int priority) {
        return JobRequest.builder(type, "{}").owner(owner).priority(priority).build();
    }

    @Test
    void theLastTurnOfAnOwnerIsFoundByOneEntryHoweverManyOfItsJobsWait() throws SQLException {
        store.submit(Collections.nCopies(300, of("patient", "ingest", 0)));
        Sql.execute(url, "vacuum analyze jobs_job");
        final long before = entriesRead();

        assertThat(find("patient", 1).last().turn()).isPositive();

        assertThat(entriesRead() - before).isBetween(1L, 2L);
    }

    @Test
    void manyJobsOfNewOwnersAreStoredBeforeStatisticsAreTaken() {
        final int jobs = 5_000;
        try (JdbcJobStore empty = JdbcJobStore.open(Postgres.shared().newUrl())) {
            for (int call = 0; call < 7; call++) {
                final int first = call * jobs;

                final List<JobRequest> requests = IntStream.range(first, first + jobs)
                        .mapToObj(number -> JobRequest.builder("ingest", "{}")
                                .owner("owner-" + number)
                                .build())
                        .toList();

                assertThat(empty.submit(requests)).as("call %d", call).hasSize(jobs);
            }
        }
    }

    @Test
    void jobsOfOneRoundAreCountedFromAMarkAmongThem() throws SQLException {
        final List<QueuePlace> round = firstRound();
        final long before = entriesRead();

        final List<Long> counted = new PostgresDatabase()
                .count(connection, List.of(new Gap(round.get(OWNERS / 2), round.get(OWNERS / 2 + 20), 22)));

        assertThat(counted).containsExactly(20L);
        assertThat(entriesRead() - before).isBetween(20L, 30L);
    }

    private List<QueuePlace> firstRound() throws SQLException {
        final List<QueuePlace> places = new ArrayList<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("""
                        select turn, seq from jobs_job
                        where turn = (select min(turn) from jobs_job) order by seq""")) {
            while (row.next()) {
                places.add(new QueuePlace(JobRequest.DEFAULT_QUEUE, 0, row.getLong(1), row.getLong(2)));
            }
        }
        return places;
    }

    @Test
    void whatHasStartedSinceAnOldSnapshotIsNotReadByEachLook() throws SQLException {
        holdSnapshot();
        Sql.execute(url, "delete from jobs_job");
        find(NEW, 1);
        now.addAndGet(RoundStarts.TRANSACTION_NANOS);
        find(NEW, 1);
        now.addAndGet(RoundStarts.TRANSACTION_NANOS);
        final long first = entriesRead();
        find(NEW, 1);
        final long second = entriesRead();
        submit(1);

        final Joinable found = find(NEW, 1);

        assertThat(found.next()).as("the round that is asked for, and one more").hasSize(2);
        assertThat(second - first).isGreaterThanOrEqualTo(2 * OWNERS);
        assertThat(entriesRead() - second).isBetween(1L, 10L);
    }

    /** Submits two jobs of each of some owners. */
    private void submit(final int owners) {
        store.submit(IntStream.range(0, 2 * owners)
                .mapToObj(i -> JobRequest.builder("ingest", "{}")
                        .owner("owner-" + i / 2)
                        .build())
                .toList());
    }

    private Joinable find(final String owner, final int jobs) throws SQLException {
        return find(owner, jobs, 1);
    }

    private Joinable find(final String owner, final int rounds, final int weight) throws SQLException {
        final Owner name = new Owner(JobRequest.DEFAULT_QUEUE, 0, owner);
        return find(new Backlog(new Kind(name, "ingest"), rounds, weight));
    }

    private Joinable find(final Backlog backlog) throws SQLException {
        return this.rounds.find(connection, List.of(backlog)).ofEach().get(0);
    }

    /** Keeps PostgreSQL from forgetting what is deleted or updated from now on. */
    private void holdSnapshot() throws SQLException {
        holding.setAutoCommit(false);
        holding.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = holding.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from jobs_job")) {
            row.next();
        }
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
