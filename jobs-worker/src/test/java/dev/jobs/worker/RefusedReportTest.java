package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.Report;
import dev.jobs.testing.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A store that refuses some reports for good, as a database does by a trigger or a constraint of its service's own. */
class RefusedReportTest extends WorkerTest {
    private final AtomicInteger runs = new AtomicInteger();

    private void refuse(final Predicate<Report> refused) {
        store.beforeReport = reports -> {
            if (reports.stream().anyMatch(refused)) {
                throw new JobStoreException("refused for a test", new IllegalStateException());
            }
        };
    }

    private void startFailing() {
        started(context -> {
            runs.incrementAndGet();
            throw new IllegalStateException("no such file");
        });
    }

    @Test
    void aFailureWhoseWordsAreRefusedIsToldInOthersAndItsAttemptCounts() throws InterruptedException {
        refuse(report ->
                report instanceof Report.Failed failed && failed.error().contains("no such file"));
        final JobId id = submitRetried("x", 2);

        startFailing();

        assertThat(finished(id))
                .returns(JobStatus.FAILED, Job::status)
                .returns(2, Job::attempt)
                .satisfies(job -> assertThat(job.error().orElseThrow()).contains("could not be stored"));
        assertThat(runs).hasValue(2);
    }

    @Test
    void aFailureThatMayNotBeTriedAgainByTheStoreIsAFailureForGood() throws InterruptedException {
        refuse(report ->
                report instanceof Report.Failed failed && failed.retryAfter().isPresent());
        final JobId id = submitRetried("x", 3);

        startFailing();

        assertThat(finished(id)).returns(JobStatus.FAILED, Job::status).returns(1, Job::attempt);
        assertThat(runs).hasValue(1);
    }

    @Test
    void anEndThatIsRefusedInAnyWordsIsNotGivenBackAndIsWrittenWhenTheStoreTakesIt() throws InterruptedException {
        refuse(Report.Failed.class::isInstance);
        final JobId id = submitRetried("x", 1);
        startFailing();
        Await.until("the handler has run", () -> runs.get() == 1);
        final int before = store.heartbeats.size();

        Await.until("heartbeats went by", () -> store.heartbeats.size() > before + 5);

        assertThat(store.job(id)).returns(JobStatus.PROCESSING, Job::status).returns(1, Job::attempt);
        assertThat(runs).hasValue(1);
        refuse(report -> false);
        assertThat(finished(id)).returns(JobStatus.FAILED, Job::status).returns(1, Job::attempt);
        assertThat(runs).hasValue(1);
    }

    @Test
    void aWorkerThatClosesWithAnEndThatIsRefusedDoesNotGiveItsAttemptBack() throws InterruptedException {
        refuse(Report.Failed.class::isInstance);
        final JobId id = submitRetried("x", 1);
        final Worker worker =
                started(worker().timeToLive(SHORT).closeGrace(Duration.ZERO).handle(ECHO, context -> {
                    runs.incrementAndGet();
                    throw new IllegalStateException("no such file");
                }));
        Await.until("the handler has run", () -> runs.get() == 1 && worker.activeJobs() == 0);

        worker.close();

        assertThat(store.job(id)).returns(JobStatus.PROCESSING, Job::status).returns(1, Job::attempt);
        Await.until(
                "it is recovered",
                () -> !store.recover().isEmpty() || store.job(id).status().isTerminal());
        assertThat(store.job(id)).returns(JobStatus.FAILED, Job::status).returns(1, Job::attempt);
    }

    @Test
    void aResultThatIsRefusedFailsTheJobWithoutTheWordsOfTheDatabase() throws InterruptedException {
        refuse(Report.Completed.class::isInstance);
        final JobId id = submit("x");

        started(context -> "result");

        assertThat(finished(id).error()).contains("The result of this job could not be stored.");
    }

    @Test
    void oneRefusedReportKeepsNoOtherFromBeingWritten() throws InterruptedException {
        refuse(report -> report instanceof Report.Completed completed
                && completed.result().filter("\"a\""::equals).isPresent());
        final JobId refused = submit("a");
        final JobId taken = submit("b");

        started(context -> context.payload());

        assertThat(finished(taken).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(finished(refused).status()).isEqualTo(JobStatus.FAILED);
    }
}
