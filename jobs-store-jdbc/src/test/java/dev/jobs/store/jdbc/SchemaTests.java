package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreConfigurationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What opening a store does about its tables, on each database. */
abstract class SchemaTests {
    private static final JdbcSettings CREATE = JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF);
    private static final JdbcSettings CHECK = CREATE.withSchema(SchemaMode.CHECK);
    private static final JdbcSettings NONE = CREATE.withSchema(SchemaMode.NONE);
    private static final JobRequest REQUEST = JobRequest.builder("ingest", "{}").build();

    /** The URL of an empty database. */
    abstract String newUrl();

    @Test
    final void storesOpenedAtOnceOnAnEmptyDatabaseMakeItsTablesOnceAndAllWork() throws Exception {
        for (int round = 0; round < 5; round++) {
            final String url = newUrl();
            final List<Callable<JdbcJobStore>> openings = Collections.nCopies(6, () -> JdbcJobStore.open(url, CREATE));

            final List<JdbcJobStore> stores = Together.run(openings);

            final List<JobId> ids = new ArrayList<>();
            stores.forEach(store -> ids.add(store.submit(REQUEST)));
            assertThat(stores).allSatisfy(store -> assertThat(store.find(ids)).hasSameSizeAs(ids));
            assertThat(Sql.query(url, "select version from jobs_schema order by version"))
                    .isEqualTo(Steps.versions());
            stores.forEach(JobStore::close);
        }
    }

    @Test
    final void aSecondOpeningKeepsTheJobs() {
        final String url = newUrl();
        final JobId id;
        try (JobStore store = JdbcJobStore.open(url, CREATE)) {
            id = store.submit(REQUEST);
        }

        try (JobStore store = JdbcJobStore.open(url, CREATE)) {
            assertThat(store.find(id)).isPresent();
        }
    }

    @Test
    final void noJobIsInAStateThatIsNone() {
        final String url = newUrl();
        try (JobStore store = JdbcJobStore.open(url, CREATE)) {
            store.submit(REQUEST);
            final List<String> accepted = new ArrayList<>();

            for (final String status : List.of("pending", "processing", "complete", "failed", "cancelled", "unknown")) {
                for (final String worker : List.of("null", "'00000000-0000-0000-0000-000000000001'")) {
                    for (final String finish : List.of("null", "current_timestamp")) {
                        for (final String release : List.of("null", "'confirmed'", "'presumed'", "'unknown'")) {
                            for (final String result : List.of("null", "'{}'")) {
                                final String facts = String.format(
                                        Locale.ROOT,
                                        ", worker_id = %s, finished_at = %s, release = %s, result = %s",
                                        worker,
                                        finish,
                                        release,
                                        result);
                                if (isTaken(url, "update jobs_job set status = '" + status + "'" + facts)) {
                                    accepted.add(status + facts.replaceAll(", [a-z_]+ = null", ""));
                                }
                            }
                        }
                    }
                }
            }

            assertThat(accepted)
                    .containsExactly(
                            "pending",
                            "processing, worker_id = '00000000-0000-0000-0000-000000000001'",
                            "complete, finished_at = current_timestamp",
                            "complete, finished_at = current_timestamp, result = '{}'",
                            "failed, finished_at = current_timestamp",
                            "cancelled, finished_at = current_timestamp, release = 'confirmed'",
                            "cancelled, finished_at = current_timestamp, release = 'presumed'",
                            "cancelled, worker_id = '00000000-0000-0000-0000-000000000001'");
        }
    }

    @Test
    final void theTablesRefuseReasonsAndTargetsOfPausesThatThereAreNot() {
        final String url = newUrl();
        JdbcJobStore.open(url, CREATE).close();
        Sql.execute(
                url, "insert into jobs_held_lane (held_by, queue, type) values ('limit_key:a', 'default', 'ingest')");
        Sql.execute(
                url,
                "insert into jobs_past_pause (kind, name, paused_at, ended_at)"
                        + " values ('queue', 'a', current_timestamp, current_timestamp)");

        assertThat(List.of("null", "'limit_reached'", "'rate_limited'", "'paused'", "'unknown'"))
                .filteredOn(reason -> isTaken(url, "update jobs_held_lane set reason = " + reason))
                .doesNotContain("'unknown'")
                .hasSize(4);
        assertThat(List.of("'queue'", "'type'", "'owner'", "'limit_key'", "'unknown'"))
                .filteredOn(kind -> isTaken(url, "update jobs_past_pause set kind = " + kind))
                .doesNotContain("'unknown'")
                .hasSize(4);
    }

    private static boolean isTaken(final String url, final String change) {
        try {
            Sql.execute(url, change);
            return true;
        } catch (final IllegalStateException refused) {
            assertThat(refused).cause().hasMessageContaining("constraint");
            return false;
        }
    }

    @Test
    final void tablesNewerThanTheLibraryAreRefusedByAMessageThatNamesBothVersions() {
        final String url = newUrl();
        JdbcJobStore.open(url, CREATE).close();
        Sql.execute(url, "insert into jobs_schema (version, usable_from) values (77, 77)");

        for (final JdbcSettings settings : List.of(CREATE, CHECK)) {
            assertThatThrownBy(() -> JdbcJobStore.open(url, settings))
                    .isInstanceOf(JobStoreConfigurationException.class)
                    .hasMessageContainingAll("have version 77", "knows version " + Steps.NEWEST, "newer library");
        }
    }

    @Test
    final void tablesThatLackAnyOfTheirColumnsAreRefusedByAMessageThatNamesBothVersionsAndTheColumn() {
        final String url = newUrl();
        JdbcJobStore.open(url, CREATE).close();

        for (final String table : List.of(
                "jobs_job",
                "jobs_worker",
                "jobs_attempt",
                "jobs_log",
                "jobs_history",
                "jobs_history_sum",
                "jobs_pause",
                "jobs_queue",
                "jobs_limit",
                "jobs_holder",
                "jobs_permit",
                "jobs_held_lane",
                "jobs_past_pause")) {
            for (final String column : columns(url, table)) {
                Sql.execute(url, "alter table " + table + " rename column " + column + " to renamed");

                assertThatThrownBy(() -> JdbcJobStore.open(url, CHECK))
                        .as("%s without %s", table, column)
                        .isInstanceOf(JobStoreConfigurationException.class)
                        .hasMessageContainingAll(
                                "say that they have version " + Steps.NEWEST, "what version " + Steps.NEWEST + " has")
                        .message()
                        .containsIgnoringCase(column);
                Sql.execute(url, "alter table " + table + " rename column renamed to " + column);
            }
        }
        JdbcJobStore.open(url, CHECK).close();
    }

    private static List<String> columns(final String url, final String table) {
        final List<String> columns = Sql.query(
                url,
                "select lower(column_name) from information_schema.columns where table_schema = current_schema"
                        + " and lower(table_name) = '" + table + "'");
        assertThat(columns).hasSizeGreaterThan(1);
        return columns;
    }

    @Test
    final void checkingAnEmptyDatabaseSaysWhatToDoAndMakesNothing() {
        final String url = newUrl();

        assertThatThrownBy(() -> JdbcJobStore.open(url, CHECK))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContainingAll("missing", "needs version " + Steps.NEWEST, "schema=create", Steps.after(0));

        assertThat(tables(url)).isEmpty();
    }

    @Test
    final void tablesMadeByAnotherToolFromTheFilesInTheJarPassTheCheck() {
        final String url = newUrl();
        Sql.execute(url, Steps.sql(folder()));

        try (JobStore store = JdbcJobStore.open(url, CHECK)) {
            assertThat(store.find(store.submit(REQUEST))).isPresent();
        }
    }

    /** The name of the database's folder in the jar. */
    abstract String folder();

    @Test
    final void toldToLeaveTheTablesAloneItMakesNoneAndLooksAtNone() {
        final String url = newUrl();

        try (JobStore store = JdbcJobStore.open(url, NONE)) {
            assertThatThrownBy(() -> store.submit(REQUEST))
                    .isInstanceOf(JobStoreConfigurationException.class)
                    .message()
                    .containsIgnoringCase("jobs_job");
        }

        assertThat(tables(url)).isEmpty();
    }

    @Test
    final void toldToLeaveTheTablesAloneItWorksOnThoseThatAreThere() {
        final String url = newUrl();
        JdbcJobStore.open(url, CREATE).close();
        Sql.execute(url, "drop table jobs_schema");

        try (JobStore store = JdbcJobStore.open(url, NONE)) {
            assertThat(store.find(store.submit(REQUEST))).isPresent();
        }
    }

    private static List<String> tables(final String url) {
        return Sql.query(
                url,
                "select table_name from information_schema.tables where table_schema = current_schema"
                        + " and lower(table_name) like 'jobs%'");
    }
}
