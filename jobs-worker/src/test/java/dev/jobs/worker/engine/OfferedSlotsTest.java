package dev.jobs.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.StartAtSubmission.OfferedSlot;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.testing.Await;
import dev.jobs.worker.WorkerTest;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.AttemptBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class OfferedSlotsTest extends WorkerTest {
    private static final WorkerId WORKER = WorkerId.random();
    private static final Duration TIME = Duration.ofSeconds(10);

    private LongSupplier time = System::nanoTime;
    private final EngineSettings settings = new EngineSettings(
            WorkerProfile.builder("test")
                    .types(Set.of("echo"))
                    .queues(Set.of(JobRequest.DEFAULT_QUEUE))
                    .slots(2)
                    .build(),
            TIME,
            TIME.multipliedBy(4),
            TIME,
            TIME,
            TIME,
            AttemptBounds.STANDARD,
            () -> time.getAsLong());
    private final Slots<Attempt> slots = new Slots<>(2, System::nanoTime);
    private final List<String> calls = new ArrayList<>();
    private boolean mayTake = true;
    private final OfferedSlots offers = new OfferedSlots(WORKER, settings, slots, new OfferedSlots.Uses() {
        @Override
        public boolean mayTake() {
            return mayTake;
        }

        @Override
        public void begin(final ClaimedJob claimed) {
            calls.add("begin while " + offers().taken() + " are expected");
        }

        @Override
        public void unused() {
            calls.add("unused");
            slots.unused();
        }

        @Override
        public void unknown() {
            calls.add("unknown");
        }
    });

    private OfferedSlots offers() {
        return offers;
    }

    private Optional<OfferedSlot> take() {
        return offers.take(JobId.random(), JobRequest.DEFAULT_QUEUE, "echo");
    }

    @Test
    void asManySlotsAreTakenAsAreFree() {
        assertThat(take()).isPresent();
        assertThat(take()).isPresent();
        assertThat(take()).isEmpty();
    }

    @Test
    void aSlotIsTakenOnlyForJobsOfTheWorkersQueuesAndTypes() {
        assertThat(offers.take(JobId.random(), "other", "echo")).isEmpty();
        assertThat(offers.take(JobId.random(), JobRequest.DEFAULT_QUEUE, "other"))
                .isEmpty();
    }

    @Test
    void noSlotIsTakenWhileAClaimMayBringJobs() {
        mayTake = false;

        assertThat(take()).isEmpty();
    }

    @Test
    void aHeartbeatNamesTheLeasesOfJobsOnTheirWayAndLetsNoneBeTaken() {
        final Lease lease = take().orElseThrow().lease();

        assertThat(offers.heartbeatBegins()).containsExactly(lease);
        assertThat(take()).isEmpty();
        offers.heartbeatEnds();
        assertThat(take()).isPresent();
    }

    @Test
    void aSlotIsTakenWhenAHeartbeatThatWasUnderWayHasEnded() throws InterruptedException, ExecutionException {
        time = () -> 0; // the time that it is waited for is not over
        assertThat(offers.heartbeatBegins()).isEmpty();
        final FutureTask<Optional<OfferedSlot>> taking = new FutureTask<>(this::take);
        final Thread submitter = new Thread(taking);
        submitter.start();
        Await.until(
                "it waits, or has an answer",
                () -> taking.isDone() || submitter.getState() == Thread.State.TIMED_WAITING);

        offers.heartbeatEnds();

        assertThat(taking.get()).isPresent();
    }

    @Test
    void aJobThatStartsIsExpectedUntilItsWorkHasBegun() {
        take().orElseThrow().start(claimed());

        assertThat(calls).containsExactly("begin while 1 are expected");
        assertThat(offers.taken()).isZero();
        assertThat(slots.takeFree()).isTrue();
        assertThat(slots.takeFree()).as("its slot is taken").isFalse();
    }

    @Test
    void aSlotThatIsGivenBackIsFree() {
        take().orElseThrow().giveBack();

        assertThat(calls).containsExactly("unused");
        assertThat(List.of(take().isPresent(), take().isPresent())).containsOnly(true);
    }

    @Test
    void whereItIsNotKnownWhetherTheJobIsStoredAHeartbeatGivesItBack() {
        take().orElseThrow().giveUp();

        assertThat(calls).containsExactly("unused", "unknown");
        assertThat(offers.heartbeatBegins()).isEmpty();
    }

    @Test
    void aCloseWaitsForJobsOnTheirWayAndOffersNothingMore() throws InterruptedException {
        final OfferedSlot slot = take().orElseThrow();
        final Thread giving = new Thread(slot::giveBack);
        giving.start();

        offers.close(Duration.ofMinutes(1));

        assertThat(offers.taken()).isZero();
        assertThat(take()).isEmpty();
        giving.join();
    }
}
