package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.Workload;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The promises of pauses: nothing of a paused queue or type starts, what runs goes on, and those who wait are told why. */
abstract class PauseContract extends ContractFixture {
    private static final PauseTarget THE_QUEUE = PauseTarget.queue(QUEUE);
    private static final PauseTarget THE_TYPE = PauseTarget.type(TYPE);
    private static final Duration LATER = Duration.ofHours(1);

    PauseContract(final JobStoreContract contract) {
        super(contract);
    }

    private void pause(final PauseTarget target) {
        store.pause(PauseRequest.builder(target).build());
    }

    private JobPollResponse poll(final JobId id) {
        return store.poll(id).orElseThrow();
    }

    private Waiting waiting(final JobId id) {
        return poll(id).waiting().orElseThrow();
    }

    @Test
    final void nothingOfAPausedQueueStartsUntilItIsResumed() {
        final TestWorker worker = worker();
        final List<JobId> before = submit(2);
        pause(THE_QUEUE);
        final JobId after = submit();

        assertThat(worker.claim(10)).isEmpty();

        store.resume(THE_QUEUE);
        assertThat(ids(worker.claim(10))).containsExactly(before.get(0), before.get(1), after);
    }

    @Test
    final void nothingOfAPausedTypeStartsInAnyQueueUntilItIsResumed() {
        final TestWorker worker = worker();
        submit();
        store.submit(request().queue(OTHER_QUEUE).build());
        pause(THE_TYPE);

        assertThat(worker.claim(10)).isEmpty();

        store.resume(THE_TYPE);
        assertThat(worker.claim(10)).hasSize(2);
    }

    @Test
    final void onlyWhatIsPausedIsKeptBack() {
        final TestWorker worker = worker();
        submit(3);
        final JobId otherQueue = store.submit(request().queue(OTHER_QUEUE).build());
        pause(THE_QUEUE);
        assertThat(ids(worker.claim(10))).containsExactly(otherQueue);
        store.resume(THE_QUEUE);
        final JobId otherType = store.submit(request(OTHER_TYPE).build());
        pause(THE_TYPE);

        assertThat(ids(worker.claim(10))).containsExactly(otherType);
    }

    @Test
    final void whatRunsGoesOn() {
        submit(3);
        final TestWorker worker = worker();
        final List<ClaimedJob> claimed = worker.claim(3);
        final ClaimedJob first = claimed.get(0);
        pause(THE_QUEUE);

        assertThat(worker.lives(
                        first.lease(), claimed.get(1).lease(), claimed.get(2).lease()))
                .isEmpty();
        assertThat(store.report(List.of(
                        progressed(first.lease(), "downloading", 50),
                        completed(claimed.get(1).lease(), "1"),
                        failed(claimed.get(2).lease(), "busy"))))
                .containsOnly(ReportOutcome.APPLIED);
        assertThat(job(first).status()).isEqualTo(JobStatus.PROCESSING);
        assertThat(job(claimed.get(1)).status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(worker.claim(10)).as("a job that waits again").isEmpty();
    }

    @Test
    final void aJobThatAWorkerDeclinedIsPausedLikeOthers() {
        final ClaimedJob declined = processing();
        final TestWorker another = worker();
        store.report(Report.declined(declined.lease(), LATER));
        pause(THE_QUEUE);

        assertThat(another.claim(10)).isEmpty();

        store.resume(THE_QUEUE);
        Await.until("the job is claimed", () -> !another.claim(10).isEmpty());
    }

    @Test
    final void everyHandleOfTheStoreKnowsOfAPauseAtOnce() {
        final JobStore second = secondStore();
        final TestWorker worker = worker();
        final JobId id = submit();
        assertThat(ids(worker.claimThrough(second, 10))).containsExactly(id);
        submit();

        pause(THE_QUEUE);

        assertThat(worker.claimThrough(second, 10)).isEmpty();
        assertThat(second.pauses()).isEqualTo(store.pauses()).hasSize(1);
        second.resume(THE_QUEUE);
        assertThat(worker.claim(10)).hasSize(1);
    }

    @Test
    final void aPauseHoldsOverARestart() {
        final JobId id = submit();
        final Pause pause = store.pause(PauseRequest.builder(THE_QUEUE)
                .reason("moving house")
                .lasting(LATER)
                .build());

        restart();

        assertThat(store.pauses()).containsExactly(pause);
        assertThat(worker().claim(10)).isEmpty();
        assertThat(waiting(id).waitMessage()).contains("moving house");
    }

    @Test
    final void aPauseEndsByItselfByTheStoresClock() {
        final TestWorker worker = worker();
        final JobId id = submit();
        final Pause pause = store.pause(
                PauseRequest.builder(THE_QUEUE).lasting(Duration.ofMillis(700)).build());
        final Instant end = pause.until().orElseThrow();
        assertThat(end).isEqualTo(pause.pausedAt().plusMillis(700));

        Await.until("the job starts", () -> !worker.claim(1).isEmpty());

        assertThat(job(id).startedAt().orElseThrow()).isAfterOrEqualTo(end);
        assertThat(store.pauses()).isEmpty();
        assertThat(store.resume(THE_QUEUE)).isEmpty();
    }

    @Test
    final void anEndThatHasPassedPausesNothing() {
        final TestWorker worker = worker();
        final Instant past = job(submit()).createdAt().minusSeconds(60);
        pause(THE_QUEUE);

        store.pause(PauseRequest.builder(THE_QUEUE).until(past).build());

        assertThat(store.pauses()).isEmpty();
        assertThat(worker.claim(10)).hasSize(1);
    }

    @Test
    final void thoseWhoWaitAreToldWhyAndUntilWhen() {
        worker();
        final JobId first = submit();
        final JobId second = submit();
        final Instant end = job(first).createdAt().plus(LATER).truncatedTo(ChronoUnit.MILLIS);
        store.pause(PauseRequest.builder(THE_QUEUE)
                .reason("We move house \u2713\u0007")
                .until(end)
                .build());

        assertThat(waiting(second))
                .isEqualTo(
                        Waiting.inQueue(WaitReason.PAUSED, 2, 2).withUntil(end).withMessage("We move house \u2713 "));

        pause(THE_QUEUE);
        assertThat(waiting(first)).isEqualTo(Waiting.inQueue(WaitReason.PAUSED, 1, 2));
        store.resume(THE_QUEUE);
        assertThat(waiting(first)).isEqualTo(Waiting.inQueue(WaitReason.WORKERS_BUSY, 1, 2));
    }

    @Test
    final void otherReasonsToWaitStayAsTheyAre() {
        worker();
        pause(THE_QUEUE);
        final JobId scheduled = store.submit(request().delay(LATER).build());
        final JobId elsewhere = store.submit(request().queue(OTHER_QUEUE).build());
        final JobId unhandled =
                store.submit(request("unheard of").queue(OTHER_QUEUE).build());

        assertThat(waiting(scheduled).reason()).isEqualTo(WaitReason.SCHEDULED);
        assertThat(waiting(elsewhere).reason()).isEqualTo(WaitReason.WORKERS_BUSY);
        assertThat(waiting(unhandled).reason()).isEqualTo(WaitReason.NO_WORKER);
    }

    @Test
    final void thePauseOfAQueueIsToldBeforeThatOfAType() {
        final JobId id = submit();
        final JobId elsewhere = store.submit(request().queue(OTHER_QUEUE).build());
        store.pause(PauseRequest.builder(THE_TYPE).reason("the type").build());
        store.pause(PauseRequest.builder(THE_QUEUE).reason("the queue").build());

        assertThat(waiting(id).waitMessage()).contains("the queue");
        assertThat(waiting(elsewhere).waitMessage()).contains("the type");

        store.resume(THE_QUEUE);
        assertThat(waiting(id).waitMessage()).contains("the type");
        assertThat(worker().claim(10)).as("what another pause holds for").isEmpty();
    }

    @Test
    final void pausingAgainReplacesReasonAndEnd() {
        final TestWorker worker = worker();
        submit();
        store.pause(PauseRequest.builder(THE_QUEUE)
                .reason("for a moment")
                .lasting(Duration.ofMillis(1))
                .build());
        final Pause second =
                store.pause(PauseRequest.builder(THE_QUEUE).reason("for long").build());

        assertThat(second)
                .returns(Optional.of("for long"), Pause::reason)
                .returns(Optional.empty(), Pause::until)
                .returns(THE_QUEUE, Pause::target);
        assertThat(store.pauses()).containsExactly(second);
        assertThat(worker.claim(10)).isEmpty();
    }

    @Test
    final void pausesAreListedAndResumedOnce() {
        final Pause ofType = store.pause(PauseRequest.builder(THE_TYPE).build());
        final Pause ofQueue = store.pause(PauseRequest.builder(THE_QUEUE).build());
        final Pause ofOther = store.pause(
                PauseRequest.builder(PauseTarget.queue("a queue of no jobs")).build());

        assertThat(store.pauses()).containsExactly(ofOther, ofQueue, ofType);

        assertThat(store.resume(THE_TYPE)).contains(ofType);
        assertThat(store.resume(THE_TYPE)).isEmpty();
        assertThat(store.pauses()).containsExactly(ofOther, ofQueue);
    }

    @Test
    final void workersAreToldOfAResume() {
        worker();
        submit();
        pause(THE_QUEUE);
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        store.resume(THE_QUEUE);

        if (signals()) {
            Await.until("the signal was heard", () -> heard.contains(new JobSignal.Claimable(QUEUE, TYPE)));
        }
        assertThat(heard)
                .allMatch(signal -> signal instanceof JobSignal.Claimable claimable
                        && claimable.queue().equals(QUEUE));
    }

    @Test
    final void theOverviewTellsPausedJobsFromThoseThatMayStart() {
        submit(3);
        store.submit(request().queue(OTHER_QUEUE).build());
        final Job elsewhere =
                job(store.submit(request(OTHER_TYPE).queue(OTHER_QUEUE).build()));
        pause(THE_TYPE);

        assertThat(workload(QUEUE, TYPE))
                .returns(0L, found -> found.startable().jobs())
                .returns(3L, found -> found.paused().jobs())
                .returns(Optional.empty(), Workload::oldestStartable)
                .returns(Optional.empty(), Workload::unhandledSince);
        assertThat(workload(OTHER_QUEUE, OTHER_TYPE))
                .returns(1L, found -> found.startable().jobs())
                .returns(0L, found -> found.paused().jobs())
                .returns(Optional.of(elsewhere.createdAt()), Workload::oldestStartable);
    }

    private Workload workload(final String queue, final String type) {
        return store.overview().workloads().stream()
                .filter(found -> found.queue().equals(queue) && found.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    final void noStartOfAPausedJobIsForeseen() {
        submit(3);
        final TestWorker worker = worker();
        worker.claim(3).forEach(claimed -> store.report(completed(claimed.lease(), "1")));
        final JobId id = submit();
        if (estimates()) {
            Await.until(
                    "its start is foreseen",
                    () -> store.poll(id).orElseThrow().estimate().isPresent());
        }

        pause(THE_QUEUE);

        assertThat(poll(id).estimate()).isEmpty();
    }
}
