package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StopOrder;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises to two callers who want the same job at the same moment: one wins, and both are told the same truth. */
abstract class RaceContract extends RaceFixture {
    RaceContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void claimAgainstClaim() throws InterruptedException {
        rounds(() -> {
            final JobId id = submit();
            final TestWorker one = worker();
            final TestWorker other = worker();

            final var answers = Threads.race(() -> one.claim(1), () -> other.claim(1));

            assertThat(answers.first().size() + answers.second().size()).isEqualTo(1);
            assertThat(job(id).attempt()).isEqualTo(1);
            one.lives();
            other.lives();
        });
    }

    @Test
    final void claimAgainstFailure() throws InterruptedException {
        claimAgainstHandingBack(lease -> failed(lease, "busy"), 2);
    }

    @Test
    final void claimAgainstRelease() throws InterruptedException {
        claimAgainstHandingBack(lease -> released(lease), 1);
    }

    private void claimAgainstHandingBack(final Function<Lease, Report> end, final int attempt)
            throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();
            final TestWorker other = worker();

            final var answers = Threads.race(() -> store.report(end.apply(claimed.lease())), () -> other.claim(1));

            assertThat(answers.first()).isEqualTo(ReportOutcome.APPLIED);
            if (answers.second().isEmpty()) {
                assertThat(job(claimed).status()).isEqualTo(JobStatus.PENDING);
            } else {
                final ClaimedJob again = answers.second().get(0);
                assertThat(again.job().attempt()).isEqualTo(attempt);
                assertThat(again.lease().number()).isGreaterThan(claimed.lease().number());
                assertThat(job(claimed)).isEqualTo(again.job());
            }
            other.lives();
        });
    }

    @Test
    final void claimAgainstComplete() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();
            final TestWorker other = worker();

            final var answers = Threads.race(() -> store.report(completed(claimed.lease(), "1")), () -> other.claim(1));

            assertThat(answers.first()).isEqualTo(ReportOutcome.APPLIED);
            assertThat(answers.second()).isEmpty();
            assertThat(job(claimed).status()).isEqualTo(JobStatus.COMPLETE);
        });
    }

    @Test
    final void claimAgainstRecover() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob lost = lost();
            final TestWorker other = worker();

            final var answers = Threads.race(() -> recovered(lost.job().id()), () -> other.claim(1));

            assertThat(answers.first()).contains(JobStatus.PENDING);
            if (answers.second().isEmpty()) {
                assertThat(job(lost).status()).isEqualTo(JobStatus.PENDING);
            } else {
                assertThat(answers.second().get(0).job()).isEqualTo(job(lost)).returns(2, Job::attempt);
            }
            assertThat(store.report(completed(lost.lease(), "1"))).isEqualTo(ReportOutcome.LEASE_LOST);
            other.lives();
        });
    }

    @Test
    final void completeAgainstFailure() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();

            final var answers = Threads.race(
                    () -> store.report(completed(claimed.lease(), "1")),
                    () -> store.report(failedForGood(claimed.lease(), "for good")));

            assertThat(List.of(answers.first(), answers.second()))
                    .containsExactlyInAnyOrder(ReportOutcome.APPLIED, ReportOutcome.LEASE_LOST);
            assertThat(job(claimed).status())
                    .isEqualTo(answers.first() == ReportOutcome.APPLIED ? JobStatus.COMPLETE : JobStatus.FAILED);
        });
    }

    @Test
    final void completeAgainstItsRepeat() throws InterruptedException {
        rounds(() -> {
            final ClaimedJob claimed = processing();
            final Callable<ReportOutcome> complete = () -> store.report(completed(claimed.lease(), "1"));

            final var answers = Threads.race(complete, complete);

            assertThat(List.of(answers.first(), answers.second()))
                    .containsExactlyInAnyOrder(ReportOutcome.APPLIED, ReportOutcome.REPEATED);
        });
    }

    @Test
    final void completeAgainstRecover() throws InterruptedException {
        endAgainstRecover(lease -> completed(lease, "1"), JobStatus.COMPLETE);
    }

    @Test
    final void failureAgainstRecover() throws InterruptedException {
        endAgainstRecover(lease -> failedForGood(lease, "for good"), JobStatus.FAILED);
    }

    private void endAgainstRecover(final Function<Lease, Report> end, final JobStatus status)
            throws InterruptedException {
        rounds(() -> {
            final ClaimedJob lost = lost();

            final var answers = Threads.race(
                    () -> store.report(end.apply(lost.lease())),
                    () -> recovered(lost.job().id()));

            if (answers.first() == ReportOutcome.APPLIED) {
                assertThat(answers.second()).isEmpty();
                assertThat(job(lost)).returns(status, Job::status);
            } else {
                assertThat(answers.first()).isEqualTo(ReportOutcome.LEASE_LOST);
                assertThat(answers.second()).contains(JobStatus.PENDING);
                assertThat(job(lost)).returns(JobStatus.PENDING, Job::status);
            }
        });
    }

    @Test
    final void recoverAgainstRecover() throws InterruptedException {
        rounds(() -> {
            final JobId id = lost().job().id();

            final var answers = Threads.race(() -> recovered(id), () -> recovered(id));

            assertThat(answers.first().isPresent())
                    .isNotEqualTo(answers.second().isPresent());
            assertThat(job(id)).returns(JobStatus.PENDING, Job::status).returns(1, Job::attempt);
        });
    }

    @Test
    final void recoverAgainstTheHeartbeatOfALateWorker() throws InterruptedException {
        rounds(() -> {
            submit(3);
            final TestWorker worker = worker();
            final Lease[] leases =
                    worker.claim(3).stream().map(ClaimedJob::lease).toArray(Lease[]::new);
            worker.vanishes(leases);

            final var answers = Threads.race(() -> store.recover(), () -> worker.lives(leases));

            if (answers.first().isEmpty()) {
                assertThat(answers.second()).isEmpty();
                assertThat(worker.lives(leases)).as("it kept them all").isEmpty();
                assertThat(leases)
                        .allSatisfy(lease ->
                                assertThat(store.report(completed(lease, "1"))).isEqualTo(ReportOutcome.APPLIED));
            } else {
                assertThat(answers.first()).as("it lost them all").hasSize(3);
                assertThat(answers.second())
                        .extracting(StopOrder::lease)
                        .as("and knows")
                        .containsExactlyInAnyOrderElementsOf(List.of(leases));
                worker.claim(3).forEach(again -> store.report(completed(again.lease(), "1")));
            }
        });
    }

    @Test
    final void progressAgainstHeartbeat() throws InterruptedException {
        rounds(() -> {
            submit();
            final TestWorker worker = worker();
            final Lease lease = worker.claimOne().lease();

            final var answers =
                    Threads.race(() -> store.report(progressed(lease, "downloading", 50)), () -> worker.lives(lease));

            assertThat(answers.first()).isEqualTo(ReportOutcome.APPLIED);
            assertThat(answers.second()).isEmpty();
            assertThat(job(lease.jobId()).progress()).isEqualTo(50);
            store.report(completed(lease, "1"));
        });
    }

    @Test
    final void completeAgainstAHeartbeatThatNoLongerHoldsTheJob() throws InterruptedException {
        rounds(() -> {
            submit();
            final TestWorker worker = worker();
            final Lease lease = worker.claimOne().lease();

            final var answers = Threads.race(() -> store.report(completed(lease, "1")), () -> worker.lives());

            assertThat(answers.second()).isEmpty();
            assertThat(job(lease.jobId()).status())
                    .isEqualTo(answers.first() == ReportOutcome.APPLIED ? JobStatus.COMPLETE : JobStatus.PENDING);
        });
    }

    @Test
    final void batchesThatNameTheSameJobsInOppositeOrdersDoNotBlockEachOther() throws InterruptedException {
        for (int i = 0; i < Math.min(KitSettings.rounds(), 50); i++) {
            submit(40);
            final List<ClaimedJob> claimed = worker().claim(40);
            final List<Report> forwards = claimed.stream()
                    .<Report>map(one -> completed(one.lease(), "1"))
                    .toList();
            final List<Report> backwards = claimed.stream()
                    .<Report>map(one -> failedForGood(one.lease(), "for good"))
                    .sorted(Collections.reverseOrder((a, b) -> Integer.compare(
                            ids(claimed).indexOf(a.lease().jobId()),
                            ids(claimed).indexOf(b.lease().jobId()))))
                    .toList();

            final var answers = Threads.race(() -> store.report(forwards), () -> store.report(backwards));

            IntStream.range(0, 40)
                    .forEach(j -> assertThat(List.of(
                                    answers.first().get(j), answers.second().get(39 - j)))
                            .containsExactlyInAnyOrder(ReportOutcome.APPLIED, ReportOutcome.LEASE_LOST));
        }
    }

    @Test
    final void oneIdempotencyKeyFromEightThreadsIsOneJob() throws InterruptedException {
        for (int i = 0; i < Math.max(1, KitSettings.rounds() / 10); i++) {
            final JobRequest request = request().idempotencyKey("key " + i).build();

            final List<JobId> ids =
                    Threads.together(Collections.nCopies(8, (Callable<JobId>) () -> store.submit(request)));

            assertThat(ids).containsOnly(ids.get(0));
            assertThat(store.find(ids)).hasSize(1);
        }
        assertThat(store.overview().workloads())
                .singleElement()
                .returns(
                        (long) Math.max(1, KitSettings.rounds() / 10),
                        workload -> workload.startable().jobs());
    }
}
