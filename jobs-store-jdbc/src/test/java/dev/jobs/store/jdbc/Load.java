package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Backoff;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Submits jobs one after the other for as long as it is wanted, and knows which of them were acknowledged. */
final class Load implements AutoCloseable {
    static final JobType<Integer, Integer> TYPE = JobType.of("ingest", Integer.class, Integer.class);

    /** Notes each time that a job comes to its end. */
    private static final String[] NOTE_ENDS = {"create table ends (id uuid)", """
        create function note_end() returns trigger language plpgsql as
        $$ begin insert into ends values (new.id); return null; end $$""", """
        create trigger note_end after update on jobs_job for each row
        when (old.status is distinct from new.status and new.status in ('complete', 'failed', 'cancelled'))
        execute function note_end()"""};

    private static final int MORE = 20;
    private static final int PATIENCE_SECONDS = 60;

    private final JobStore store;
    private final Queue<JobId> acknowledged = new ConcurrentLinkedQueue<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Future<?> submitting;
    private volatile boolean enough;

    /** Begins, on a PostgreSQL whose job tables are there, at a URL that works while the load begins. */
    Load(final JobStore store, final String url) {
        this.store = store;
        Sql.execute(url, NOTE_ENDS);
        this.submitting = thread.submit(this::submit);
    }

    /** A worker that does what a load submits, and is in a hurry. */
    static Worker.Builder worker(final JobStore store) {
        return Worker.builder(store)
                .slots(4)
                .pollInterval(Duration.ofMillis(200))
                .killGrace(Duration.ofMillis(500))
                .timeToLive(Duration.ofSeconds(4))
                .closeGrace(Duration.ofSeconds(1));
    }

    static Worker start(final JobStore store) {
        return worker(store).handle(TYPE, job -> job.payload()).start();
    }

    private void submit() {
        int number = 0;
        while (!enough) {
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

    /** Waits until some more jobs are acknowledged. */
    void awaitMore() {
        awaitMore(MORE);
    }

    void awaitMore(final int more) {
        final int wanted = acknowledged.size() + more;
        Await.until("more jobs are acknowledged", () -> acknowledged.size() >= wanted || submitting.isDone());
        assertThat(submitting).as("what submits").isNotDone();
    }

    /** Submits no more, and waits until each job that was acknowledged is complete, and has ended once. */
    void endsEachJobOnce(final String url) throws InterruptedException, ExecutionException, TimeoutException {
        enough = true;
        submitting.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Await.until(
                "all jobs have ended",
                () -> store.list(JobQuery.all().withStatuses(JobStatus.PENDING, JobStatus.PROCESSING))
                        .isEmpty());
        assertThat(Sql.query(url, "select cast(id as text) from jobs_job where status = 'complete'"))
                .containsAll(acknowledged.stream().map(JobId::toString).toList());
        assertThat(Sql.query(url, "select cast(id as text) from ends")).doesNotHaveDuplicates();
    }

    @Override
    public void close() {
        enough = true;
        thread.shutdown();
    }
}
