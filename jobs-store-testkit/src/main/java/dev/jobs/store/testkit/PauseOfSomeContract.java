package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The promises of pauses that hold for some jobs of a queue: those of an owner, or of a limit key. */
abstract class PauseOfSomeContract extends ContractFixture {
    private static final PauseTarget ANN = PauseTarget.owner("ann");
    private static final PauseTarget KEY = PauseTarget.limitKey("ffmpeg");

    PauseOfSomeContract(final JobStoreContract contract) {
        super(contract);
    }

    private void pause(final PauseTarget target) {
        store.pause(PauseRequest.builder(target).build());
    }

    private static JobRequest.Builder anns() {
        return request().owner("ann");
    }

    private Waiting waiting(final JobId id) {
        return store.poll(id).orElseThrow().waiting().orElseThrow();
    }

    @Test
    final void nothingOfAPausedOwnerStartsUntilItIsResumed() {
        final TestWorker worker = worker();
        final JobId first = store.submit(anns().build());
        final JobId bobs = store.submit(request().owner("bob").build());
        final JobId nobodys = submit();
        pause(ANN);
        final JobId later = store.submit(anns().queue(OTHER_QUEUE).build());

        assertThat(ids(worker.claim(10))).containsExactly(bobs, nobodys);
        assertThat(worker.claim(10)).isEmpty();

        store.resume(ANN);
        assertThat(ids(worker.claim(10))).containsExactlyInAnyOrder(first, later);
    }

    @Test
    final void nothingOfAPausedLimitKeyStartsUntilItIsResumed() {
        final TestWorker worker = worker();
        final JobId first = store.submit(request().limitKeys("ffmpeg").build());
        final JobId second =
                store.submit(request().limitKeys("a", "ffmpeg", "z").build());
        final JobId other = store.submit(request().limitKeys("ffmpeg2").build());
        pause(KEY);

        assertThat(ids(worker.claim(10))).containsExactly(other);
        assertThat(worker.claim(10)).isEmpty();

        store.resume(KEY);
        assertThat(ids(worker.claim(10))).containsExactly(first, second);
    }

    @Test
    final void manyPausedJobsAtTheHeadKeepNothingBack() {
        store.submit(Collections.nCopies(450, anns().build()));
        pause(ANN);
        final JobId behind = store.submit(request().priority(-1).build());
        final TestWorker worker = worker();

        Await.until("the job behind them starts", () -> ids(worker.claim(1)).equals(List.of(behind)));

        assertThat(worker.claim(1)).isEmpty();
    }

    @Test
    final void whatWasPausedStartsInItsPlace() {
        final TestWorker worker = worker();
        final JobId first = store.submit(anns().build());
        final JobId second = store.submit(anns().priority(3).build());
        final JobId third = store.submit(request().priority(2).build());
        pause(ANN);
        assertThat(ids(worker.claim(1))).containsExactly(third);
        assertThat(worker.claim(1)).isEmpty();
        final JobId fourth = submit();
        store.resume(ANN);

        assertThat(ids(worker.claim(10))).containsExactly(second, first, fourth);
    }

    @Test
    final void whatRunsOfAPausedOwnerGoesOn() {
        final TestWorker worker = worker();
        store.submit(anns().build());
        final ClaimedJob running = worker.claimOne();
        pause(ANN);

        assertThat(worker.lives(running.lease())).isEmpty();
        store.report(failed(running.lease(), "try again"));
        assertThat(worker.claim(10)).as("a job that waits again").isEmpty();
    }

    @Test
    final void thoseWhoWaitAreToldOfThePauseOfTheirOwnerOrKey() {
        worker();
        final JobId id = store.submit(anns().limitKeys("ffmpeg").build());
        final JobId bobs = store.submit(request().owner("bob").build());
        final Pause ofKey = store.pause(PauseRequest.builder(KEY)
                .reason("the encoder is gone")
                .lasting(Duration.ofHours(1))
                .build());

        assertThat(waiting(id))
                .isEqualTo(Waiting.inQueue(WaitReason.PAUSED, 1, 2)
                        .withUntil(ofKey.until().orElseThrow())
                        .withMessage("the encoder is gone"));
        assertThat(waiting(bobs).reason()).isEqualTo(WaitReason.WORKERS_BUSY);

        store.pause(PauseRequest.builder(ANN).reason("the owner").build());
        assertThat(waiting(id).waitMessage()).contains("the owner");
        store.pause(PauseRequest.builder(PauseTarget.queue(QUEUE))
                .reason("the queue")
                .build());
        assertThat(waiting(id).waitMessage()).contains("the queue");
        assertThat(store.pauses()).extracting(Pause::target).containsExactly(PauseTarget.queue(QUEUE), ANN, KEY);
    }

    @Test
    final void aPauseOfAnOwnerEndsByItself() {
        final TestWorker worker = worker();
        final JobId id = store.submit(anns().build());
        final Pause pause = store.pause(
                PauseRequest.builder(ANN).lasting(Duration.ofMillis(700)).build());
        final Instant end = pause.until().orElseThrow();

        Await.until("the job starts", () -> !worker.claim(1).isEmpty());

        assertThat(job(id).startedAt().orElseThrow()).isAfterOrEqualTo(end);
        assertThat(store.pauses()).isEmpty();
    }

    @Test
    final void anEarlierEndTakesThePlaceOfALaterOne() {
        final TestWorker worker = worker();
        store.submit(anns().build());
        store.pause(PauseRequest.builder(ANN).lasting(Duration.ofHours(1)).build());
        assertThat(worker.claim(1)).isEmpty();

        store.pause(PauseRequest.builder(ANN).lasting(Duration.ofMillis(50)).build());

        Await.until("the job starts", () -> !worker.claim(1).isEmpty());
    }

    @Test
    final void everyHandleOfTheStoreKnowsOfAPausedOwnerAtOnce() {
        final JobStore second = secondStore();
        final TestWorker worker = worker();
        store.submit(anns().build());
        assertThat(worker.claimThrough(second, 10)).hasSize(1);
        store.submit(anns().build());

        pause(ANN);

        assertThat(worker.claimThrough(second, 10)).isEmpty();
        second.resume(ANN);
        assertThat(worker.claim(10)).hasSize(1);
    }

    @Test
    final void aPauseOfAnOwnerHoldsOverARestart() {
        store.submit(anns().build());
        final Pause pause = store.pause(PauseRequest.builder(ANN).build());

        restart();

        assertThat(store.pauses()).containsExactly(pause);
        assertThat(worker().claim(10)).isEmpty();
    }

    @Test
    final void workersAreToldOfAResumedOwner() {
        final TestWorker worker = worker();
        store.submit(anns().build());
        pause(ANN);
        assertThat(worker.claim(1)).isEmpty();
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        store.subscribe(heard::add);

        assertThat(store.resume(ANN)).isPresent();
        assertThat(store.resume(ANN)).isEqualTo(Optional.empty());

        if (signals()) {
            Await.until("the signal was heard", () -> heard.contains(new JobSignal.Claimable(QUEUE, TYPE)));
        }
    }
}
