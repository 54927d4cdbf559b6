package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The promises of a claim: the jobs that start next, each under a new lease, and to nobody who does not live. */
abstract class ClaimContract extends ContractFixture {
    ClaimContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void aClaimedJobIsProcessingAndItsAttemptCounted() {
        final JobId id = submit();
        final Job pending = job(id);

        final ClaimedJob claimed = worker().claimOne();

        assertThat(claimed.job()).isEqualTo(job(id));
        assertThat(claimed.job())
                .returns(JobStatus.PROCESSING, Job::status)
                .returns(1, Job::attempt)
                .returns(Optional.empty(), Job::stage)
                .returns(0.0, Job::progress)
                .returns(Optional.empty(), Job::finishedAt)
                .returns(pending.createdAt(), Job::createdAt);
        assertThat(claimed.job().startedAt()).contains(claimed.job().updatedAt());
    }

    @Test
    final void aClaimedJobIsNotClaimedAgain() {
        submit();
        final TestWorker worker = worker();
        worker.claimOne();

        assertThat(worker.claim(10)).isEmpty();
        assertThat(worker().claim(10)).isEmpty();
    }

    @Test
    final void jobsOfOneQueueStartByPriorityAndThenInOrderOfSubmission() {
        final List<JobId> ids = Stream.of(0, 5, Integer.MIN_VALUE, 5, -1, Integer.MAX_VALUE, 0)
                .map(priority -> store.submit(request().priority(priority).build()))
                .toList();

        final List<ClaimedJob> claimed = worker().claim(100);

        assertThat(ids(claimed))
                .containsExactly(ids.get(5), ids.get(1), ids.get(3), ids.get(0), ids.get(6), ids.get(4), ids.get(2));
    }

    @Test
    final void jobsOfOneSubmissionStartInTheOrderOfItsRequests() {
        final List<JobId> ids = submit(200);
        final TestWorker worker = worker();

        assertThat(ids(worker.claim(77))).isEqualTo(ids.subList(0, 77));
        assertThat(ids(worker.claim(1))).isEqualTo(ids.subList(77, 78));
        assertThat(ids(worker.claim(500))).isEqualTo(ids.subList(78, 200));
    }

    @Test
    final void typesAndQueuesInterleaveInOneOrder() {
        final List<JobId> ids = List.of(
                store.submit(request(TYPE).queue(QUEUE).build()),
                store.submit(request(OTHER_TYPE).queue(OTHER_QUEUE).build()),
                store.submit(request(OTHER_TYPE).queue(QUEUE).build()),
                store.submit(request(TYPE).queue(OTHER_QUEUE).priority(1).build()),
                store.submit(request(TYPE).queue(OTHER_QUEUE).build()));

        assertThat(ids(worker().claim(4))).containsExactly(ids.get(3), ids.get(0), ids.get(1), ids.get(2));
    }

    @Test
    final void onlyTheTypesAndQueuesAskedForAreClaimed() {
        store.submit(request(OTHER_TYPE).queue(QUEUE).priority(9).build());
        store.submit(request(TYPE).queue(OTHER_QUEUE).priority(9).build());
        final JobId wanted = store.submit(request(TYPE).queue(QUEUE).build());

        final List<ClaimedJob> claimed = worker(Set.of(TYPE), Set.of(QUEUE)).claim(10);

        assertThat(ids(claimed)).containsExactly(wanted);
    }

    @Test
    final void noMoreAreClaimedThanAskedFor() {
        final List<JobId> ids = submit(5);

        assertThat(ids(worker().claim(2))).isEqualTo(ids.subList(0, 2));
        assertThat(ids.subList(2, 5))
                .allSatisfy(id -> assertThat(job(id))
                        .returns(JobStatus.PENDING, Job::status)
                        .returns(0, Job::attempt));
    }

    @Test
    final void aClaimBehindThousandsOfOtherTypesFindsItsOwnAndLeavesTheRestToOthers() {
        final List<JobId> others =
                store.submit(Collections.nCopies(5_000, request(OTHER_TYPE).build()));
        final TestWorker worker = worker(Set.of(TYPE), Set.of(QUEUE));

        assertThat(worker.claim(10)).isEmpty();
        final JobId own = submit();
        assertThat(ids(worker.claim(10))).containsExactly(own);
        assertThat(ids(worker(Set.of(OTHER_TYPE), Set.of(QUEUE)).claim(10))).isEqualTo(others.subList(0, 10));
    }

    @Test
    final void aJobThatNoWorkerHandlesStaysPendingAndUntouched() {
        final JobId id = store.submit(request("unheard-of").build());
        final Job before = job(id);

        final TestWorker worker = worker();
        worker.claim(10);
        worker.vanishes();
        store.recover();

        assertThat(job(id)).isEqualTo(before);
        assertThat(QueuePositions.of(store, id)).hasValue(1);
    }

    @Test
    final void aJobIsNotClaimedBeforeItIsDue() {
        final JobId id = store.submit(
                request().dueAt(Instant.now().plus(Duration.ofHours(5))).build());

        assertThat(worker().claim(10)).isEmpty();
        assertThat(QueuePositions.of(store, id)).isEmpty();
        assertThat(job(id).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    final void aJobWithADelayIsDueAfterItByTheStoresClock() {
        final Duration delay = Duration.ofHours(5);
        final JobId id = store.submit(request().delay(delay).build());

        assertThat(job(id).dueAt()).isEqualTo(job(id).createdAt().plus(delay));
        assertThat(worker().claim(10)).isEmpty();
        assertThat(QueuePositions.of(store, id)).isEmpty();
    }

    @Test
    final void aJobWithADelayIsClaimedWhenItIsOver() {
        final JobId id = store.submit(request().delay(Duration.ofMillis(100)).build());
        final TestWorker worker = worker();

        Await.until("the delay is over", () -> ids(worker.claim(1)).contains(id));

        assertThat(job(id).startedAt().orElseThrow()).isAfterOrEqualTo(job(id).dueAt());
    }

    @Test
    final void aJobThatBecomesDueTakesItsPlaceByPriorityAndSubmission() {
        final JobId later =
                store.submit(request().dueAt(Instant.now().plusMillis(200)).build());
        final JobId first = submit();
        final JobId urgent = store.submit(request().priority(1).build());

        Await.until("the job is due", () -> QueuePositions.of(store, later).isPresent());

        assertThat(QueuePositions.of(store, later)).hasValue(2);
        assertThat(ids(worker().claim(10))).containsExactly(urgent, later, first);
    }

    @Test
    final void aHandedBackJobTakesItsOldPlace() {
        final List<JobId> ids = submit(3);
        final ClaimedJob claimed = worker().claimOne();

        store.report(Report.released(claimed.lease(), Release.CONFIRMED));

        assertThat(QueuePositions.of(store, ids.get(0))).hasValue(1);
        assertThat(ids(worker().claim(10))).isEqualTo(ids);
    }

    @Test
    final void everyClaimOfAJobHasAHigherLease() {
        submit();
        long last = 0;
        for (int i = 0; i < 5; i++) {
            final ClaimedJob claimed = worker().claimOne();
            assertThat(claimed.lease().number()).isGreaterThan(last);
            last = claimed.lease().number();
            store.report(Report.released(claimed.lease(), Release.CONFIRMED));
        }
        final TestWorker lost = worker();
        lost.vanishes(lost.claimOne().lease());
        store.recover();

        assertThat(worker().claimOne().lease().number()).isGreaterThan(last + 1);
    }

    @Test
    final void nothingIsGivenToAWorkerThatHasNeverBeenHeardOf() {
        submit();

        assertThat(new TestWorker(store, Set.of(TYPE), Set.of(QUEUE)).claim(1)).isEmpty();
    }

    @Test
    final void nothingIsGivenToAWorkerThatHasSaidGoodbye() {
        submit();
        final TestWorker worker = worker();
        worker.vanishes();

        assertThat(worker.claim(1)).isEmpty();
        worker.lives();
        assertThat(worker.claim(1)).hasSize(1);
    }

    @Test
    final void nothingIsGivenToAWorkerWhoseTimeToLiveIsOver() {
        submit();
        final TestWorker worker = worker();
        worker.lives(Duration.ofMillis(1), Set.of());
        // A second worker's time to live, said later and as long, is over: so is the first one's.
        final TestWorker clock = new TestWorker(store, Set.of("clock"), Set.of("clock"));
        final JobId tick = store.submit(request("clock").queue("clock").build());
        clock.lives();
        final ClaimedJob held = clock.claimOne();
        clock.lives(Duration.ofMillis(1), Set.of(held.lease()));
        Await.until("a time to live is over", () -> !store.recover().isEmpty());

        assertThat(worker.claim(1)).isEmpty();
        assertThat(job(tick).status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    final void whatOneClaimerLeftTheNextOneGets() {
        final List<JobId> ids = submit(10);

        final List<JobId> claimed = IntStream.range(0, 5)
                .mapToObj(i -> worker())
                .flatMap(worker -> ids(worker.claim(2)).stream())
                .toList();

        assertThat(claimed).isEqualTo(ids);
    }
}
