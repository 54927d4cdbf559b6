package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.JobRequest;
import dev.jobs.store.operations.JobCount;
import dev.jobs.store.operations.JobCount.Precision;
import dev.jobs.store.operations.Workload;
import dev.jobs.testing.Await;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The entries of indexes and rows that PostgreSQL reads for an overview that is asked for each second, where many jobs wait. */
@Tag("reads")
class OverviewReadsIT {
    private static final int MANY = (int) JobCount.EXACT_UP_TO + 2_000;
    private static final int LEFT = 500;
    private static final List<String> LONG = List.of("ingest", "preview", "save");

    private final String url = Postgres.shared().newUrl();
    private final HikariDataSource pool = pool(url);
    private final JdbcJobStore store =
            JdbcJobStore.on(pool, JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF));

    /** One connection, on which all reads are made: the server is told of them when it is asked for their number. */
    private static HikariDataSource pool(final String url) {
        final HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(1);
        return pool;
    }

    @BeforeEach
    void fill() {
        for (final String type : LONG) {
            store.submit(
                    Collections.nCopies(MANY, JobRequest.builder(type, "{}").build()));
        }
        store.submit(Collections.nCopies(
                MANY,
                JobRequest.builder("later", "{}").delay(Duration.ofDays(1)).build()));
        Sql.execute(url, "vacuum analyze jobs_job");
    }

    @AfterEach
    void close() {
        store.close();
        pool.close();
    }

    private long reads() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            statement.execute("select 1");
            try (ResultSet row = statement.executeQuery("""
                    select (select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables
                            where schemaname = current_schema())
                        + (select sum(idx_tup_read) from pg_stat_user_indexes where schemaname = current_schema())""")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private long readsOfAnOverview() throws SQLException {
        final long before = reads();
        store.overview();
        return reads() - before;
    }

    private Workload workload(final String type) {
        return store.overview().workloads().stream()
                .filter(load -> load.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWasTooMuchToBeCountedIsNotCountedEachSecond() {
        Await.until(
                "all that wait are counted",
                () -> LONG.stream().allMatch(type -> workload(type).startable().precision() == Precision.SNAPSHOT));

        // A thread of its own counts all of them now and then, on the same connection.
        Await.until("an overview reads little", () -> readsOfAnOverview() < JobCount.EXACT_UP_TO / 2);

        assertThat(LONG)
                .allSatisfy(type -> assertThat(workload(type).startable())
                        .returns((long) MANY, JobCount::jobs)
                        .returns(Precision.SNAPSHOT, JobCount::precision));
        assertThat(workload("later").scheduled())
                .returns(JobCount.EXACT_UP_TO, JobCount::jobs)
                .returns(Precision.AT_LEAST, JobCount::precision);
    }

    @Test
    void aLaneThatIsShortAgainIsSoonCountedOneByOne() {
        Await.until("it is long", () -> workload("save").startable().precision() == Precision.SNAPSHOT);

        Sql.execute(
                url,
                "delete from jobs_job where id in (select id from jobs_job where type = 'save' limit " + (MANY - LEFT)
                        + ")");

        Await.until(
                "it is counted one by one", () -> workload("save").startable().precision() == Precision.EXACT);
        assertThat(workload("save").startable().jobs()).isEqualTo(LEFT);
    }
}
