package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Backoff;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.JobQuery;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.worker.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers whose PostgreSQL dies, or is out of reach for a while: they go on by themselves. */
class WorkersIT {
    private static final JobType<Integer, Integer> TYPE = JobType.of("ingest", Integer.class, Integer.class);
    private static final int CRASHES = 3;
    private static final int JOBS_BETWEEN_CRASHES = 100;

    /** Notes each time that a job comes to its end. */
    private static final String[] NOTE_ENDS = {"create table ends (id uuid)", """
        create function note_end() returns trigger language plpgsql as
        $$ begin insert into ends values (new.id); return null; end $$""", """
        create trigger note_end after update on jobs_job for each row
        when (old.status is distinct from new.status and new.status in ('complete', 'failed', 'cancelled'))
        execute function note_end()"""};

    @TempDir
    private static Path directory;

    private static Worker.Builder worker(final JobStore store) {
        return Worker.builder(store)
                .slots(4)
                .pollInterval(Duration.ofMillis(200))
                .killGrace(Duration.ofMillis(500))
                .timeToLive(Duration.ofSeconds(4))
                .closeGrace(Duration.ofSeconds(1));
    }

    @Test
    void aServerKilledUnderLoadAndStartedAgainLosesNothingAndEachJobEndsOnce() throws Exception {
        try (PostgresServer server = new PostgresServer(directory.resolve("killed"));
                JobStore store = JdbcJobStore.open(server.url());
                JobStore otherStore = JdbcJobStore.open(server.url());
                Worker one = worker(store).handle(TYPE, job -> job.payload()).start();
                Worker other =
                        worker(otherStore).handle(TYPE, job -> job.payload()).start()) {
            assertThat(one.id()).isNotEqualTo(other.id());
            assertThat(Sql.query(server.url(), "show fsync")).containsExactly("on");
            Sql.execute(server.url(), NOTE_ENDS);
            final BlockingQueue<JobId> acknowledged = new LinkedBlockingQueue<>();
            final AtomicBoolean enough = new AtomicBoolean();
            final ExecutorService submitter = Executors.newSingleThreadExecutor();
            final Future<?> submitting = submitter.submit(() -> submitUntil(enough, store, acknowledged));

            for (int crash = 1; crash <= CRASHES; crash++) {
                final int wanted = crash * JOBS_BETWEEN_CRASHES;
                Await.until("the next jobs are acknowledged", () -> acknowledged.size() > wanted);
                server.kill();
                server.start();
            }
            final int before = acknowledged.size();
            Await.until("submitting goes on", () -> acknowledged.size() > before);
            enough.set(true);
            submitting.get(60, TimeUnit.SECONDS);
            submitter.shutdown();

            Await.until(
                    "all jobs have ended",
                    () -> store.list(JobQuery.all().withStatuses(JobStatus.PENDING, JobStatus.PROCESSING))
                            .isEmpty());
            assertThat(Sql.query(server.url(), "select cast(id as text) from jobs_job where status = 'complete'"))
                    .containsAll(acknowledged.stream().map(JobId::toString).toList());
            assertThat(Sql.query(server.url(), "select cast(id as text) from ends"))
                    .doesNotHaveDuplicates();
        }
    }

    private static void submitUntil(
            final AtomicBoolean enough, final JobStore store, final BlockingQueue<JobId> acknowledged) {
        int number = 0;
        while (!enough.get()) {
            final JobRequest request = TYPE.requestBuilder(number)
                    .idempotencyKey("job " + number)
                    .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                    .maxAttempts(10)
                    .build();
            try {
                acknowledged.add(store.submit(request));
                number++;
            } catch (final JobStoreUnavailableException e) {
                // The same again: its key keeps it from becoming two.
            }
        }
    }

    @Test
    void workIsStoppedBeforeItsLeaseCanBeGivenAwayWhenTheDatabaseIsGoneForLongerAndGoesOnLater() throws IOException {
        final String schema = Postgres.shared().newSchema();
        final String direct = Postgres.shared().url(schema);
        final CountDownLatch begun = new CountDownLatch(1);
        final BlockingQueue<List<String>> alive = new LinkedBlockingQueue<>();
        try (Proxy proxy = new Proxy(Postgres.shared().port());
                JobStore store = JdbcJobStore.open(Postgres.url(proxy.port(), schema));
                JobStore elsewhere = JdbcJobStore.open(direct);
                Worker worker = worker(store)
                        .handle(TYPE, job -> {
                            if (begun.getCount() > 0) {
                                begun.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } finally {
                                    alive.add(Sql.query(
                                            direct,
                                            "select cast(expires_at > clock_timestamp() as text) from jobs_worker"));
                                }
                            }
                            return job.payload();
                        })
                        .start()) {
            final JobId id = store.submit(TYPE.requestBuilder(7)
                    .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                    .build());
            Await.until("the handler has begun", () -> begun.getCount() == 0);

            proxy.shut();

            final List<List<String>> seen = new ArrayList<>();
            Await.until("the handler was stopped", () -> alive.drainTo(seen) > 0);
            assertThat(seen).containsExactly(List.of("true"));
            Await.until("the lease is given away", () -> !elsewhere.recover().isEmpty());
            assertThat(worker.activeJobs()).isZero();
            proxy.open();
            Await.until(
                    "the job is run again",
                    () -> elsewhere.find(id).orElseThrow().status() == JobStatus.COMPLETE);
        }
    }
}
