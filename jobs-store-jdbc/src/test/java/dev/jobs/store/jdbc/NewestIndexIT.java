package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.store.operations.JobCount;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.Overview;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Claims among many jobs of one type, where either index of waiting jobs may be the newer one, as when a dump was restored: of two that cost the same
 * PostgreSQL takes the newer one.
 */
@ParameterizedClass
@ValueSource(strings = {"jobs_job_claim", "jobs_job_position"})
class NewestIndexIT {
    private static final int MANY = 40_000;
    private static final int HELD = 8_000;
    private static final int AT_ONCE = 1_000;
    private static final int SEVERAL = 12;

    @Parameter
    private String newest = "";

    private final String url = Postgres.shared().newUrl();
    private final JdbcJobStore store = JdbcJobStore.open(url);
    private final SomeWorker worker = new SomeWorker(store);

    @AfterEach
    void close() {
        store.close();
    }

    private static JobRequest.Builder request() {
        return JobRequest.builder("ingest", "{}");
    }

    private void submitMany(final JobRequest request) {
        for (int i = 0; i < MANY; i += AT_ONCE) {
            store.submit(Collections.nCopies(AT_ONCE, request));
        }
    }

    /** Makes an index again, then looks at the table as it is. */
    private void makeNewest() {
        final String definition = Sql.query(
                        url,
                        "select indexdef from pg_indexes where schemaname = current_schema and indexname = '" + newest
                                + "'")
                .get(0);
        Sql.execute(url, "drop index " + newest, definition, "vacuum analyze jobs_job");
    }

    private void claimsReadLittle() {
        Postgres.shared().countStatements();
        for (int i = 0; i < SEVERAL; i++) {
            assertThat(worker.claim(1)).hasSize(1);
        }

        assertThat(blocksRead()).isLessThan(SEVERAL * blocksOfTheTable() / 2);
    }

    private long blocksRead() {
        return number("select sum(shared_blks_hit + shared_blks_read) from public.pg_stat_statements"
                + " where query like '%jobs_job %'");
    }

    private long blocksOfTheTable() {
        return number("select relpages from pg_class where oid = to_regclass('jobs_job')");
    }

    private long number(final String query) {
        return Long.parseLong(Sql.query(url, query).get(0));
    }

    @Test
    void claimsOfSeveralTypesReadNotAllJobsOfOne() {
        submitMany(request().build());
        makeNewest();

        claimsReadLittle();
    }

    @Test
    void claimsBesideHeldJobsReadNoneOfThem() {
        store.setLimit(Limit.atOnce("ffmpeg", 0));
        submitMany(request().limitKeys("ffmpeg").build());
        store.submit(Collections.nCopies(SEVERAL, request().build()));
        makeNewest();

        claimsReadLittle();
    }

    @Test
    void claimsOfJobsWithLimitKeysReadNoOthers() {
        submitMany(request().limitKeys("ffmpeg").build());
        makeNewest();

        claimsReadLittle();
    }

    @Test
    void aSearchOfWhatALimitKeepsBackReadsNotTheNewerJobs() {
        store.setLimit(Limit.atOnce("ffmpeg", 0));
        store.submit(Collections.nCopies(HELD, request().limitKeys("ffmpeg").build()));
        assertThat(worker.claim(1)).isEmpty();
        submitMany(request().build());
        makeNewest();
        Postgres.shared().countStatements();

        assertThat(store.search(JobSearch.builder(JobQuery.all())
                                .keptBackBy("ffmpeg")
                                .build())
                        .jobs())
                .isNotEmpty();

        assertThat(blocksRead()).isLessThan(blocksOfTheTable() / 2);
    }

    @Test
    void anOverviewReadsNotAllJobsForTheirQueuesAndTypes() {
        submitMany(request().build());
        makeNewest();
        Postgres.shared().countStatements();

        final Overview overview = store.overview();

        assertThat(overview.workloads())
                .singleElement()
                .satisfies(workload ->
                        assertThat(workload.startable().jobs()).isGreaterThanOrEqualTo(JobCount.EXACT_UP_TO));
        assertThat(blocksRead()).isLessThan(blocksOfTheTable());
    }
}
