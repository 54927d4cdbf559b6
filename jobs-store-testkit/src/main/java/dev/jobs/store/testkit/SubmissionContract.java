package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Backoff;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobState;
import dev.jobs.JobStatus;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises of a submission: all or none, once for each idempotency key, and kept as it was asked for. */
abstract class SubmissionContract extends ContractFixture {
    SubmissionContract(final JobStoreContract contract) {
        super(contract);
    }

    @Test
    final void aSubmittedJobIsPendingAndIsWhatWasAskedFor() {
        final Instant due = Instant.parse("2020-02-29T12:34:56.789Z");
        final Backoff backoff = new Backoff(Duration.ofMillis(1_500), Duration.ofHours(3));
        final JobRequest request = JobRequest.builder(TYPE, "{\"file\":\"a.wav\"}")
                .queue(OTHER_QUEUE)
                .priority(7)
                .dueAt(due)
                .maxAttempts(5)
                .backoff(backoff)
                .idempotencyKey("key")
                .stages(STAGES)
                .owner("ann")
                .build();

        final JobId id = store.submit(request);

        final Job job = job(id);
        assertThat(job.createdAt()).isEqualTo(job.updatedAt());
        assertThat(job)
                .isEqualTo(new Job(
                        id,
                        JobRequest.storedBuilder(TYPE)
                                .queue(OTHER_QUEUE)
                                .priority(7)
                                .owner("ann")
                                .idempotencyKey("key")
                                .storedPayload("{\"file\":\"a.wav\"}")
                                .maxAttempts(5)
                                .backoff(backoff)
                                .stages(STAGES)
                                .build(),
                        JobState.builder(job.createdAt()).dueAt(due).build()));
    }

    @Test
    final void aJobThatNamesNoDueTimeIsDueAtItsSubmission() {
        final Job job = job(store.submit(JobRequest.builder(TYPE, "{}").build()));

        assertThat(job.dueAt()).isEqualTo(job.createdAt());
        assertThat(job.owner()).isEmpty();
        assertThat(job.idempotencyKey()).isEmpty();
        assertThat(job.backoff()).isEqualTo(Backoff.standard());
        assertThat(job.maxAttempts()).isEqualTo(JobRequest.DEFAULT_MAX_ATTEMPTS);
    }

    @Test
    final void manyJobsSubmittedAtOnceGetTheirIdsInTheOrderOfTheRequests() {
        final List<JobId> ids = store.submit(IntStream.range(0, 1_000)
                .mapToObj(i -> JobRequest.builder(TYPE, "" + i).build())
                .toList());

        assertThat(ids).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(store.find(ids)).hasSize(1_000);
        assertThat(ids)
                .extracting(id -> job(id).payload().orElseThrow())
                .isEqualTo(IntStream.range(0, 1_000).mapToObj(Integer::toString).toList());
    }

    @Test
    final void aSubmissionOfNothingStoresNothing() {
        assertThat(store.submit(List.of())).isEmpty();
        assertThat(store.overview().workloads()).isEmpty();
    }

    @Test
    final void aRepeatOfAnIdempotencyKeyGivesTheFirstJobAndStoresNothing() {
        final JobRequest request = request().idempotencyKey("key").build();
        final JobId first = store.submit(request);

        // Only the type and the payload make it another request.
        final JobId repeated = store.submit(
                request().idempotencyKey("key").queue(OTHER_QUEUE).priority(9).build());

        assertThat(repeated).isEqualTo(first);
        assertThat(job(first).priority()).isZero();
        assertThat(store.overview().workloads())
                .singleElement()
                .returns(1L, workload -> workload.startable().jobs());
    }

    @Test
    final void aRepeatWithinOneSubmissionGivesTheFirstJob() {
        final JobRequest keyed = request().idempotencyKey("key").build();

        final List<JobId> ids =
                store.submit(List.of(request().build(), keyed, request().build(), keyed));

        assertThat(ids.get(3)).isEqualTo(ids.get(1));
        assertThat(new HashSet<>(ids)).hasSize(3);
        assertThat(store.find(ids)).hasSize(3);
    }

    @Test
    final void aRepeatGivesTheFirstJobEvenWhenThatHasEnded() {
        final JobRequest request = request().idempotencyKey("key").build();
        final JobId first = store.submit(request);
        store.cancel(first);

        assertThat(store.submit(request)).isEqualTo(first);
        assertThat(job(first).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    final void anIdempotencyKeyIsUniquePerOwner() {
        final JobId nobodys = store.submit(request().idempotencyKey("key").build());
        final JobId anns =
                store.submit(request().idempotencyKey("key").owner("ann").build());
        final JobId bobs =
                store.submit(request().idempotencyKey("key").owner("bob").build());

        assertThat(List.of(nobodys, anns, bobs)).doesNotHaveDuplicates();
        assertThat(store.submit(request().idempotencyKey("key").build())).isEqualTo(nobodys);
        assertThat(store.submit(request().idempotencyKey("key").owner("ann").build()))
                .isEqualTo(anns);
    }

    @Test
    final void aKeyUsedAgainForAnotherPayloadIsRefusedAndNothingOfTheSubmissionStored() {
        store.submit(JobRequest.builder(TYPE, "1").idempotencyKey("key").build());

        assertThatThrownBy(() -> store.submit(List.of(
                        request().idempotencyKey("new").build(),
                        request().build(),
                        JobRequest.builder(TYPE, "2").idempotencyKey("key").build())))
                .isInstanceOf(IdempotencyConflictException.class)
                .hasMessageContaining("request 3");

        assertThat(store.overview().workloads())
                .singleElement()
                .returns(1L, workload -> workload.startable().jobs());
        // The refused submission has left no claim on its other key.
        store.submit(JobRequest.builder(TYPE, "3").idempotencyKey("new").build());
    }

    @Test
    final void aKeyUsedAgainForAnotherTypeIsRefused() {
        final JobId first = store.submit(request().idempotencyKey("key").build());

        assertThatThrownBy(() ->
                        store.submit(request(OTHER_TYPE).idempotencyKey("key").build()))
                .isInstanceOf(IdempotencyConflictException.class);

        assertThat(job(first).type()).isEqualTo(TYPE);
    }

    @Test
    final void aKeyUsedTwiceInOneSubmissionForDifferentPayloadsIsRefused() {
        assertThatThrownBy(() -> store.submit(List.of(
                        JobRequest.builder(TYPE, "1").idempotencyKey("key").build(),
                        JobRequest.builder(TYPE, "2").idempotencyKey("key").build())))
                .isInstanceOf(IdempotencyConflictException.class)
                .hasMessageContaining("request 2");

        assertThat(store.overview().workloads()).isEmpty();
    }

    @Test
    final void ofTenThousandRequestsNoneIsStoredIfOneIsRefused() {
        store.submit(JobRequest.builder(TYPE, "0").idempotencyKey("key").build());
        final List<JobRequest> requests = new ArrayList<>(IntStream.range(0, 10_000)
                .mapToObj(i -> request(OTHER_TYPE).build())
                .toList());
        requests.set(7_776, JobRequest.builder(TYPE, "1").idempotencyKey("key").build());

        assertThatThrownBy(() -> store.submit(requests))
                .isInstanceOf(IdempotencyConflictException.class)
                .hasMessageContaining("request 7777");

        assertThat(store.overview().workloads()).singleElement().returns(TYPE, workload -> workload.type());
    }

    @Test
    final void aNullAmongTheRequestsIsRefusedAndNoneIsStored() {
        assertThatThrownBy(() -> store.submit(Arrays.asList(request().build(), null)))
                .isInstanceOf(NullPointerException.class);

        assertThat(store.overview().workloads()).isEmpty();
    }

    @Test
    final void anIdempotencyKeyIsFreeAgainOnceItsJobIsPruned() {
        final JobRequest request = request().idempotencyKey("key").build();
        final JobId first = store.submit(request);
        store.cancel(first);
        Await.until("the job is pruned", () -> store.prune(Duration.ZERO, 10) == 1);

        assertThat(store.submit(request)).isNotEqualTo(first);
    }

    @Test
    final void findGivesTheJobsThatThereAre() {
        final List<JobId> ids = submit(2);

        assertThat(store.find(List.of(ids.get(0), JobId.random(), ids.get(1), ids.get(0))))
                .containsOnlyKeys(ids);
        assertThat(store.find(JobId.random())).isEmpty();
        assertThat(store.find(List.of())).isEmpty();
    }

    @Test
    final void whatOneStoreWritesAnotherOneSeesAtOnce() {
        final JobStore second = secondStore();

        final JobId id = second.submit(request().idempotencyKey("key").build());
        final var claimed = worker().claimOne();
        assertThat(second.find(id)).map(Job::status).contains(JobStatus.PROCESSING);
        store.report(Report.completed(claimed.lease(), Optional.of("1")));

        assertThat(second.find(id)).contains(job(id));
        assertThat(store.submit(request().idempotencyKey("key").build())).isEqualTo(id);
    }
}
