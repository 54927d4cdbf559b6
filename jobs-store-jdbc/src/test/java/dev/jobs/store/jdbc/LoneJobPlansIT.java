package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often PostgreSQL plans the statements of jobs that come alone: planning takes longer than the rest of the work. */
class LoneJobPlansIT {
    private static final JobType<String, Void> TYPE = JobType.of("ingest", String.class, Void.class);
    private static final JobRequest REQUEST = TYPE.request("");
    private static final int JOBS = 150;
    private static final int JOBS_BEFORE = 3_000;

    private final String url = Postgres.shared().newUrl();
    private final JdbcJobStore store = JdbcJobStore.open(url);
    private final SomeWorker worker = new SomeWorker(store);

    /** Jobs that have been there, as the statistics know: those of an empty table hide what a plan costs. */
    @BeforeEach
    void fill() {
        store.submit(Collections.nCopies(JOBS_BEFORE, REQUEST));
        List<ClaimedJob> claimed = worker.claim(JOBS_BEFORE);
        while (!claimed.isEmpty()) {
            complete(claimed);
            claimed = worker.claim(JOBS_BEFORE);
        }
        Sql.execute(url, "analyze");
        Postgres.shared().countStatements();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void complete(final List<ClaimedJob> claimed) {
        store.report(claimed.stream()
                .<Report>map(job -> Report.completed(job.lease(), Optional.empty()))
                .toList());
    }

    /** How many plans each statement on jobs had that was called for each of them, in all connections together. */
    private String plannedOften() {
        return Sql.query(
                        url,
                        "select plans || ' plans of ' || calls || ' calls: ' || query from public.pg_stat_statements"
                                + " where calls >= " + JOBS / 2 + " and query like '%jobs_job%' and plans > calls / 2")
                .stream()
                .collect(Collectors.joining("\n"));
    }

    private List<String> called() {
        return Sql.query(
                url,
                "select query from public.pg_stat_statements where calls >= " + JOBS / 2
                        + " and query like '%jobs_job%'");
    }

    @Test
    void oneThatIsClaimedIsNotPlannedAnew() {
        for (int i = 0; i < JOBS; i++) {
            store.submit(REQUEST);
            complete(worker.claim(1));
        }

        assertThat(called()).as("insert, claim and report").hasSize(3);
        assertThat(plannedOften()).isEmpty();
    }

    @Test
    void oneThatSomebodyLooksAtIsNotPlannedAnew() {
        final JobId id = store.submit(REQUEST);

        for (int i = 0; i < JOBS; i++) {
            assertThat(store.find(id)).isPresent();
            assertThat(store.poll(id)).isPresent();
            assertThat(store.log(id, 0, 10)).isPresent();
        }

        assertThat(called()).as("find, poll and log").hasSizeGreaterThanOrEqualTo(3);
        assertThat(plannedOften()).isEmpty();
    }

    @Test
    void oneThatStartsAtItsSubmissionIsNotPlannedAnew() {
        try (Worker starter =
                Worker.builder(store).slots(2).handle(TYPE, context -> null).start()) {
            for (int i = 0; i < JOBS; i++) {
                final JobId id = store.submit(REQUEST);
                Await.until(
                        "the end of " + id,
                        () -> store.find(id).orElseThrow().finishedAt().isPresent());
            }
            assertThat(starter.isRunning()).isTrue();
        }

        assertThat(called()).as("inserts that start them").anyMatch(query -> query.contains("ready"));
        assertThat(plannedOften()).isEmpty();
    }
}
