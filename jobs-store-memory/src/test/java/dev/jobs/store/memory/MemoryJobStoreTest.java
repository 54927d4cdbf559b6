package dev.jobs.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStoreClosedException;
import dev.jobs.store.JobStores;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.StopOrder;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryJobStoreTest {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
    private static final WorkerProfile PROFILE = WorkerProfile.builder("test")
            .types(Set.of("ingest"))
            .queues(Set.of("default"))
            .slots(1)
            .build();

    private Instant now = Instant.parse("2026-01-05T10:00:00Z");
    private long tick;
    private final MemoryJobStore store = new MemoryJobStore(() -> now, () -> tick);
    private final WorkerId worker = WorkerId.random();

    @Test
    void aJobIsSubmittedClaimedAndCompleted() {
        final JobId id = store.submit(request("ingest"));
        final ClaimedJob claimed = claim(1).get(0);

        final ReportOutcome outcome = store.report(Report.completed(claimed.lease(), Optional.of("{\"a\":1}")));

        assertThat(claimed.job().id()).isEqualTo(id);
        assertThat(outcome).isEqualTo(ReportOutcome.APPLIED);
        assertThat(store.find(id).orElseThrow())
                .returns(JobStatus.COMPLETE, Job::status)
                .returns(Optional.of("{\"a\":1}"), Job::result)
                .returns(1, Job::attempt);
    }

    @Test
    void cancelOfAProcessingJobIsFinishedByItsRelease() {
        final JobId id = store.submit(request("ingest"));
        final ClaimedJob claimed = claim(1).get(0);

        final CancelOutcome cancel = store.cancel(id);

        assertThat(cancel).isEqualTo(new CancelOutcome.Cancelled());
        assertThat(store.find(id).orElseThrow().isStopping()).isTrue();
        assertThat(store.heartbeat(heartbeat(Set.of(claimed))))
                .containsExactly(new StopOrder(claimed.lease(), StopOrder.Reason.CANCELLED));
        assertThat(store.report(Report.completed(claimed.lease(), Optional.empty())))
                .isEqualTo(ReportOutcome.CANCELLED);
        assertThat(store.report(Report.released(claimed.lease(), Release.CONFIRMED)))
                .isEqualTo(ReportOutcome.APPLIED);
        assertThat(store.find(id).orElseThrow().release()).contains(Release.CONFIRMED);
        assertThat(store.cancel(id)).isEqualTo(new CancelOutcome.AlreadyTerminal(JobStatus.CANCELLED));
    }

    @Test
    void theJobOfALostWorkerIsRunAgainAndItsOldLeaseRefused() {
        final JobId id = store.submit(request("ingest"));
        final ClaimedJob lost = claim(1).get(0);
        pass(TIME_TO_LIVE);

        assertThat(store.recover()).hasSize(1);

        assertThat(store.find(id).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
        assertThat(store.report(Report.failed(lost.lease(), "late", Duration.ZERO)))
                .isEqualTo(ReportOutcome.LEASE_LOST);
        assertThat(claim(1)).isEmpty();
        now = now.plusSeconds(1);
        assertThat(claim(1)).singleElement().returns(2, claimed -> claimed.job().attempt());
    }

    @Test
    void aClockThatJumpsForwardGivesNoLiveLeaseAway() {
        store.submit(request("ingest"));
        final ClaimedJob claimed = claim(1).get(0);

        now = now.plus(Duration.ofDays(1));

        assertThat(store.recover()).isEmpty();
        assertThat(store.heartbeat(heartbeat(Set.of(claimed)))).isEmpty();
        pass(TIME_TO_LIVE.minusNanos(1_000));
        assertThat(store.recover()).isEmpty();
        pass(Duration.ofNanos(1_000));
        assertThat(store.recover()).hasSize(1);
    }

    @Test
    void aClockThatJumpsBackDoesNotKeepALostWorkersJobs() {
        store.submit(request("ingest"));
        claim(1);

        now = now.minus(Duration.ofDays(1));

        assertThat(store.recover()).isEmpty();
        pass(TIME_TO_LIVE);
        assertThat(store.recover()).hasSize(1);
    }

    @Test
    void aWorkerThatSaidGoodbyeIsNotWaitedForWhateverTheClock() {
        store.submit(request("ingest"));
        final ClaimedJob claimed = claim(1).get(0);
        store.heartbeat(
                Heartbeat.builder(worker, PROFILE).held(Set.of(claimed.lease())).build());

        now = now.minus(Duration.ofDays(1));

        assertThat(store.recover()).hasSize(1);
    }

    /** On both clocks. */
    private void pass(final Duration time) {
        now = now.plus(time);
        tick += time.toNanos();
    }

    @Test
    void positionsFallAsJobsAheadLeave() {
        final List<JobId> ids = store.submit(List.of(request("a"), request("b"), request("a"), request("b")));
        store.cancel(ids.get(0));

        assertThat(store.poll(ids.get(3)).orElseThrow().queuePosition()).hasValue(3);
        assertThat(store.poll(ids.get(0)).orElseThrow().queuePosition()).isEmpty();
    }

    @Test
    void aListenerHearsOfJobsAndItsFailuresChangeNothing() {
        final List<JobSignal> heard = new ArrayList<>();
        store.subscribe(signal -> {
            throw new IllegalStateException("a listener that fails on purpose");
        });
        store.subscribe(heard::add);

        final JobId id = store.submit(request("ingest"));
        store.cancel(id);

        assertThat(heard).containsExactly(new JobSignal.Claimable("default", "ingest"), new JobSignal.Finished(id));
    }

    @Test
    void aPrunedJobLeavesNothingBehind() {
        final JobRequest request =
                JobRequest.builder("ingest", "{}").idempotencyKey("k").build();
        final JobId id = store.submit(request);
        store.cancel(id);
        now = now.plusSeconds(10);

        assertThat(store.prune(Duration.ofSeconds(11), 10)).isZero();
        assertThat(store.prune(Duration.ofSeconds(10), 10)).isEqualTo(1);
        assertThat(store.find(id)).isEmpty();
        assertThat(store.submit(request)).isNotEqualTo(id);
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();
        store.close();

        assertThatThrownBy(store::recover).isInstanceOf(JobStoreClosedException.class);
    }

    @Test
    void theClassPathOpensIt() {
        try (var opened = JobStores.open("memory:")) {
            assertThat(opened).isInstanceOf(MemoryJobStore.class);
        }
    }

    private static JobRequest request(final String type) {
        return JobRequest.builder(type, "{}").build();
    }

    private List<ClaimedJob> claim(final int limit) {
        store.heartbeat(heartbeat(Set.of()));
        return store.claim(ClaimRequest.builder(worker)
                .types(Set.of("ingest"))
                .queues(Set.of("default"))
                .limit(limit)
                .build());
    }

    private Heartbeat heartbeat(final Set<ClaimedJob> held) {
        return Heartbeat.builder(worker, PROFILE)
                .timeToLive(TIME_TO_LIVE)
                .held(held.stream().map(ClaimedJob::lease).collect(java.util.stream.Collectors.toSet()))
                .build();
    }
}
