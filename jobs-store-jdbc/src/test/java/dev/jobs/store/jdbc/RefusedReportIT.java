package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.RecoveredJob;
import dev.jobs.testing.Await;
import dev.jobs.worker.Worker;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A database that refuses what a worker reports, by a trigger of its owner's. */
class RefusedReportIT {
    private static final JobType<String, String> FAILS = JobType.of("fails", String.class, String.class);

    @Test
    void aJobWhoseErrorATriggerRefusesFailsInOtherWordsAfterItsOneAttempt() {
        final String url = Postgres.shared().newUrl();
        final AtomicInteger runs = new AtomicInteger();
        try (JobStore store = JdbcJobStore.open(url)) {
            Sql.execute(
                    url,
                    "create function refuse() returns trigger language plpgsql as"
                            + " $$ begin if new.error like '%secret%' then raise exception 'not here'; end if;"
                            + " return new; end $$",
                    "create trigger refuse before update on jobs_job for each row execute function refuse()");
            try (Worker worker = Worker.builder(store)
                    .pollInterval(Duration.ofMillis(100))
                    .handle(FAILS, context -> {
                        runs.incrementAndGet();
                        throw new IllegalStateException("the secret of " + context.payload());
                    })
                    .start()) {
                final JobId id =
                        store.submit(FAILS.requestBuilder("x").maxAttempts(1).build());

                Await.until(
                        "the job ends",
                        () -> store.find(id)
                                .filter(job -> job.finishedAt().isPresent())
                                .isPresent());

                assertThat(store.find(id).orElseThrow())
                        .returns(JobStatus.FAILED, Job::status)
                        .returns(1, Job::attempt)
                        .satisfies(job -> assertThat(job.error().orElseThrow())
                                .contains("could not be stored")
                                .doesNotContain("secret", "not here"));
                assertThat(runs).hasValue(1);
                Await.until("the slot is free", () -> worker.activeJobs() == 0);
            }
        }
    }

    @Test
    void aJobThatATriggerKeepsFromBeingTakenKeepsNeitherOthersNorTheirWorkers() {
        final String url = Postgres.shared().newUrl();
        try (JobStore store = JdbcJobStore.open(url)) {
            final List<JobId> ids = store.submit(Collections.nCopies(
                    4, JobRequest.builder("ingest", "{}").maxAttempts(1).build()));
            final SomeWorker lost = new SomeWorker(store);
            final SomeWorker forgetful = new SomeWorker(store);
            final List<Lease> held =
                    lost.claim(2).stream().map(ClaimedJob::lease).toList();
            forgetful.claim(2);
            Sql.execute(
                    url,
                    "create function refuse() returns trigger language plpgsql as $$ begin"
                            + " if new.id in ('" + ids.get(0) + "', '" + ids.get(2)
                            + "') then raise exception 'not here';"
                            + " end if; return new; end $$",
                    "create trigger refuse before update on jobs_job for each row execute function refuse()");

            lost.lives(held, Duration.ZERO);
            assertThat(store.recover())
                    .containsExactly(RecoveredJob.workerLost(ids.get(1), JobStatus.FAILED, lost.id()));
            assertThat(forgetful.lives(List.of())).isEmpty();

            assertThat(store.find(ids.get(3)).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
            assertThat(store.recover()).isEmpty();
            Sql.execute(url, "drop trigger refuse on jobs_job");
            assertThat(store.recover())
                    .containsExactly(RecoveredJob.workerLost(ids.get(0), JobStatus.FAILED, lost.id()));
        }
    }
}
