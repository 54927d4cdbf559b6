package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.RunningChildren;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The promises of the list of workers: who lives, what each runs, and what does not stop. */
abstract class WorkersContract extends ContractFixture {
    WorkersContract(final JobStoreContract contract) {
        super(contract);
    }

    private Optional<LiveWorker> find(final TestWorker worker) {
        return store.workers().workers().stream()
                .filter(live -> live.id().equals(worker.id().value()))
                .findFirst();
    }

    private LiveWorker live(final TestWorker worker) {
        return find(worker).orElseThrow(() -> new AssertionError("worker " + worker.id() + " does not live"));
    }

    @Test
    final void aStoreThatNoWorkerHasCalledHasNone() {
        submit();

        assertThat(store.workers().workers()).isEmpty();
    }

    @Test
    final void aWorkerIsListedAsItDescribesItself() {
        final TestWorker worker = new TestWorker(store, Set.of(TYPE, OTHER_TYPE), Set.of(QUEUE), 7);
        worker.lives();

        assertThat(live(worker))
                .returns("contract", LiveWorker::name)
                .returns(Set.of(TYPE, OTHER_TYPE), LiveWorker::types)
                .returns(Set.of(QUEUE), LiveWorker::queues)
                .returns(7, LiveWorker::slots)
                .satisfies(live -> assertThat(live.jobs()).isEmpty())
                .satisfies(live -> assertThat(live.stuck()).isEmpty());
    }

    @Test
    final void aWorkerLivesSinceItsFirstHeartbeatAndWasHeardAtItsLast() {
        final TestWorker worker = worker();
        final Instant first = live(worker).since();
        assertThat(live(worker).heardAt()).isEqualTo(first);
        Await.until(
                "the store's clock has gone on", () -> job(submit()).createdAt().isAfter(first));

        worker.lives(Duration.ofMinutes(5), Set.of());

        final LiveWorker live = live(worker);
        assertThat(live.since()).isEqualTo(first);
        assertThat(live.heardAt())
                .isAfter(first)
                .isBeforeOrEqualTo(store.workers().at());
        assertThat(Duration.between(live.heardAt(), live.expiresAt())).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    final void theWorkersThatHaveLivedLongestAreListedFirst() {
        final TestWorker first = worker();
        Await.until(
                "the store's clock has gone on",
                () -> store.workers().at().isAfter(live(first).since()));
        final TestWorker second = worker();

        first.lives();

        assertThat(store.workers().workers())
                .extracting(LiveWorker::id)
                .containsExactly(first.id().value(), second.id().value());
    }

    @Test
    final void aWorkerIsListedWithWhatItRunsAndIsStopping() {
        final TestWorker worker = worker();
        final TestWorker other = worker();
        submit(3);
        final ClaimedJob running = worker.claimOne();
        final ClaimedJob stopping = worker.claimOne();
        final ClaimedJob others = other.claimOne();
        store.report(progressed(running.lease(), "decoding", 10));
        store.cancel(stopping.job().id());

        assertThat(live(worker).jobs())
                .containsExactlyInAnyOrder(
                        job(running).withoutPayload(), job(stopping).withoutPayload());
        assertThat(live(worker).jobs())
                .extracting(Job::status)
                .containsExactlyInAnyOrder(JobStatus.PROCESSING, JobStatus.CANCELLED);
        assertThat(live(other).jobs()).containsExactly(job(others).withoutPayload());
        store.report(completed(running.lease(), "1"));
        store.report(released(stopping.lease()));
        assertThat(live(worker).jobs()).isEmpty();
    }

    @Test
    final void aWorkerSaysWithEachHeartbeatWhichHandlersAreStuck() {
        submit(2);
        final TestWorker worker = worker();
        final ClaimedJob stuck = worker.claimOne();
        final ClaimedJob fine = worker.claimOne();

        worker.lives(Set.of(stuck.lease(), fine.lease()), Set.of(stuck.lease()));

        assertThat(live(worker).stuck()).containsExactly(stuck.job().id());
        worker.lives(stuck.lease(), fine.lease());
        assertThat(live(worker).stuck()).isEmpty();
    }

    private static RunningChildren.Child child(final long processId, final String command, final Duration age) {
        return new RunningChildren.Child(processId, command, age);
    }

    @Test
    final void aWorkerSaysWithEachHeartbeatWhichChildProcessesRun() {
        submit(3);
        final TestWorker worker = worker();
        final ClaimedJob one = worker.claimOne();
        final ClaimedJob other = worker.claimOne();
        final ClaimedJob without = worker.claimOne();
        final RunningChildren two = RunningChildren.of(List.of(
                child(4_711, "ffmpeg", Duration.ofMillis(61_250)),
                child(4_194_304, "nice \u2713 \"'[{,", Duration.ZERO)));
        final RunningChildren many = new RunningChildren(300, List.of(child(1, "make", Duration.ofDays(2))));

        worker.lives(Map.of(one.lease(), two, other.lease(), many));

        assertThat(live(worker).children())
                .isEqualTo(Map.of(one.job().id(), two, other.job().id(), many));
        assertThat(live(worker).jobs())
                .extracting(Job::id)
                .doesNotContain(without.job().id());
        worker.lives(Map.of(one.lease(), many));
        assertThat(live(worker).children()).isEqualTo(Map.of(one.job().id(), many));
        worker.lives(one.lease());
        assertThat(live(worker).children()).isEmpty();
    }

    @Test
    final void theFirstHeartbeatOfAWorkerSaysWhichChildProcessesRun() {
        submit();
        final ClaimedJob lost = worker().claimOne();
        final TestWorker worker = new TestWorker(store, Set.of(TYPE), Set.of(QUEUE), 1);
        final RunningChildren one = RunningChildren.of(List.of(child(7, "sleep", Duration.ofSeconds(1))));

        worker.lives(Map.of(lost.lease(), one));

        assertThat(live(worker).children()).isEqualTo(Map.of(lost.job().id(), one));
    }

    @Test
    final void ofManyChildProcessesAsManyAsMayBeAreTold() {
        final TestWorker worker = worker();
        final Map<Lease, RunningChildren> all = new HashMap<>();
        final Map<JobId, RunningChildren> ofJobs = new HashMap<>();
        final String longest = "\u00e4".repeat(RunningChildren.Child.MAX_COMMAND);
        for (int attempt = 0; attempt < 50; attempt++) {
            submit();
            final Lease lease = worker.claimOne().lease();
            final RunningChildren most = RunningChildren.of(Collections.nCopies(
                    RunningChildren.MOST_TOLD + 1, child(Long.MAX_VALUE, longest, Duration.ofDays(3))));
            all.put(lease, most);
            ofJobs.put(lease.jobId(), most);
        }

        worker.lives(all);

        assertThat(live(worker).children()).isEqualTo(ofJobs);
    }

    @Test
    final void aHandlerThatIsStuckUnderALostLeaseIsTold() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob lost = worker.claimOne();
        worker.vanishes(lost.lease());
        store.recover();

        worker.lives(Set.of(lost.lease()), Set.of(lost.lease()));

        assertThat(live(worker).jobs()).isEmpty();
        assertThat(live(worker).stuck()).containsExactly(lost.job().id());
    }

    @Test
    final void theWorkerOfAJobIsTheOneThatRunsItOrIsStoppingIt() {
        submit(2);
        final TestWorker first = worker();
        final TestWorker second = worker();
        final Lease running = first.claimOne().lease();
        final Lease stopping = second.claimOne().lease();
        final RunningChildren child = RunningChildren.of(List.of(child(7, "sleep", Duration.ofSeconds(1))));
        first.lives(Map.of(running, child));
        second.lives(Set.of(stopping), Set.of(stopping));
        store.cancel(stopping.jobId());

        final LiveWorker ofRunning = store.workerOf(running.jobId()).orElseThrow();
        final LiveWorker ofStopping = store.workerOf(stopping.jobId()).orElseThrow();

        assertThat(ofRunning)
                .returns(first.id().value(), LiveWorker::id)
                .returns(live(first).name(), LiveWorker::name)
                .returns(live(first).types(), LiveWorker::types)
                .returns(live(first).queues(), LiveWorker::queues)
                .returns(live(first).slots(), LiveWorker::slots)
                .returns(live(first).since(), LiveWorker::since)
                .returns(live(first).heardAt(), LiveWorker::heardAt)
                .returns(live(first).expiresAt(), LiveWorker::expiresAt)
                .returns(child, worker -> worker.children().get(running.jobId()));
        assertThat(ofRunning.jobs()).extracting(Job::id).containsExactly(running.jobId());
        assertThat(ofStopping)
                .returns(second.id().value(), LiveWorker::id)
                .returns(Set.of(stopping.jobId()), LiveWorker::stuck);
        assertThat(ofStopping.jobs()).extracting(Job::isStopping).containsExactly(true);
    }

    @Test
    final void aJobThatNoLiveWorkerHasHasNoWorker() {
        submit();
        final TestWorker worker = worker();
        final ClaimedJob ended = worker.claimOne();
        store.report(completed(ended.lease(), "1"));
        submit();
        final ClaimedJob lost = worker.claimOne();
        final JobId waiting = submit();

        assertThat(store.workerOf(lost.job().id())).isPresent();
        assertThat(store.workerOf(ended.job().id())).isEmpty();
        assertThat(store.workerOf(waiting)).isEmpty();
        assertThat(store.workerOf(JobId.random())).isEmpty();
        worker.vanishes(lost.lease());
        assertThat(store.workerOf(lost.job().id())).isEmpty();
    }

    @Test
    final void aWorkerThatIsGoneIsNotListed() {
        final TestWorker worker = worker();
        worker();

        worker.vanishes();

        assertThat(find(worker)).isEmpty();
        assertThat(store.workers().workers()).hasSize(1);
    }
}
