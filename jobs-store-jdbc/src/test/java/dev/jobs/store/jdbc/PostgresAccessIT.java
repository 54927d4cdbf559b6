package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.testing.Await;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store needs of its user and its database, and what it says where that is missing. */
class PostgresAccessIT {
    private static final String OTHER_TABLES =
            "jobs_duration, jobs_attempt, jobs_log, jobs_history, jobs_history_sum, jobs_pause, jobs_queue,"
                    + " jobs_limit, jobs_holder, jobs_permit, jobs_held_lane, jobs_past_pause";

    private static final JobRequest REQUEST = JobRequest.builder("ingest", "{}").build();

    private final String user = "u" + UUID.randomUUID().toString().replace("-", "");
    private String schema = "";

    @BeforeEach
    void newUserAndSchema() {
        schema = Postgres.shared().newSchema();
        Postgres.shared().execute("create role " + user + " login");
    }

    /** As the new user, who has no rights but those given by the test. */
    private String usersUrl() {
        return ownersUrl().replace("user=postgres", "user=" + user);
    }

    private String ownersUrl() {
        return Postgres.shared().url(schema);
    }

    private void makeTables() {
        JdbcJobStore.open(ownersUrl()).close();
    }

    private void grant(final String rights, final String on) {
        Sql.execute(ownersUrl(), "grant " + rights + " on " + on + " to " + user);
    }

    @Test
    void aUserWhoMayNotMakeTablesHearsSo() {
        grant("usage", "schema " + schema);

        assertThatThrownBy(() -> JdbcJobStore.open(usersUrl()))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContainingAll("create the job tables", "permission denied for schema " + schema);
    }

    @Test
    void aUserWhoMayNotMakeTablesUsesThoseThatAreThere() {
        makeTables();
        grant("usage", "schema " + schema);
        grant("select, insert, update, delete", "jobs_job, jobs_worker, " + OTHER_TABLES);
        grant("select", "jobs_schema, jobs_job_seq_seq");

        try (JobStore store = JdbcJobStore.open(usersUrl())) {
            final JobId id = store.submit(REQUEST);

            assertThat(new SomeWorker(store).claim(1)).hasSize(1);
            assertThat(store.find(id)).isPresent();
        }
    }

    @Test
    void aUserWhoLacksRightsToTheTablesHearsWhich() {
        makeTables();
        grant("usage", "schema " + schema);
        grant("select", "jobs_job, jobs_worker, jobs_schema, jobs_job_seq_seq");
        grant("insert, update", "jobs_job");
        grant("select, insert, update, delete", OTHER_TABLES);

        assertThatThrownBy(() -> JdbcJobStore.open(usersUrl()))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("lacks these rights: delete on jobs_job, delete on jobs_worker,"
                        + " insert on jobs_worker, update on jobs_worker");
    }

    @Test
    void aUserWhoMayNotReadATableHearsThatAndNotThatItIsNotAsItShouldBe() {
        makeTables();
        grant("usage", "schema " + schema);
        grant("select, insert, update, delete", "jobs_job, " + OTHER_TABLES);
        grant("select", "jobs_schema, jobs_job_seq_seq");

        assertThatThrownBy(() -> JdbcJobStore.open(usersUrl()))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessage("the database user lacks these rights: delete on jobs_worker, insert on jobs_worker,"
                        + " select on jobs_worker, update on jobs_worker");
    }

    @Test
    void aUserWhoMayNotUseTheSchemaHearsThatNoTablesAreToBeSeenOrMade() {
        makeTables();

        assertThatThrownBy(() -> JdbcJobStore.open(usersUrl()))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("no schema has been selected to create in");
    }

    @Test
    void aUserWhoseTransactionsAreReadOnlyHearsSo() {
        makeTables();
        Postgres.shared().execute("alter role " + user + " set default_transaction_read_only = on");

        for (final SchemaMode mode : Set.of(SchemaMode.CREATE, SchemaMode.CHECK)) {
            assertThatThrownBy(() -> JdbcJobStore.open(
                            usersUrl(), JdbcSettings.defaults().withSchema(mode)))
                    .isInstanceOf(JobStoreConfigurationException.class)
                    .hasMessageContainingAll("can only be read", "the primary");
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNamedAndThePasswordIsNot() {
        assertThatThrownBy(() -> JdbcJobStore.open(
                        ownersUrl().replace("/postgres?", "/elsewhere?") + "&password=s3cret&connectTimeout=10"))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("database \"elsewhere\" does not exist")
                .satisfies(UrlTest::doesNotTellThePassword);
    }

    @Test
    void storesInTwoSchemasOfOneDatabaseKnowNothingOfEachOther() {
        final Set<JobSignal> heard = ConcurrentHashMap.newKeySet();
        try (JobStore here = JdbcJobStore.open(ownersUrl());
                JobStore hereToo = JdbcJobStore.open(ownersUrl());
                JobStore elsewhere = JdbcJobStore.open(Postgres.shared().newUrl())) {
            hereToo.subscribe(heard::add);
            Await.until("jobs of the same schema are heard of", () -> {
                here.cancel(here.submit(REQUEST));
                return heard.contains(CallersTransactionTests.claimable("ingest"));
            });

            final JobId id = elsewhere.submit(CallersTransactionTests.request("save"));

            assertThat(here.find(id)).isEmpty();
            assertThat(new SomeWorker(here).claim(1)).isEmpty();
            here.submit(CallersTransactionTests.request("marker"));
            Await.until("the next one was heard of", () -> heard.contains(CallersTransactionTests.claimable("marker")));
            assertThat(heard).doesNotContain(CallersTransactionTests.claimable("save"));
        }
    }
}
