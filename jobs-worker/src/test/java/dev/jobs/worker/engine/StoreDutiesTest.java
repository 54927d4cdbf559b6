package dev.jobs.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.WorkerProfile;
import dev.jobs.worker.WorkerTest;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.AttemptBounds;
import dev.jobs.worker.attempt.Attempts;
import dev.jobs.worker.attempt.SilentOwner;
import dev.jobs.worker.process.ChildProcesses;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StoreDutiesTest extends WorkerTest {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int IN_TWO_TIMES_TO_LIVE = 12;

    private final ChildProcesses processes = ChildProcesses.start("store-duties", TIME_TO_LIVE);
    private final Attempts attempts = new Attempts(1);
    private final List<Duty> duties = new StoreDuties(
                    store,
                    new EngineSettings(
                            WorkerProfile.builder("test")
                                    .types(Set.of("echo"))
                                    .queues(Set.of("default"))
                                    .slots(1)
                                    .build(),
                            TIME_TO_LIVE,
                            TIME_TO_LIVE,
                            TIME_TO_LIVE,
                            TIME_TO_LIVE,
                            TIME_TO_LIVE,
                            AttemptBounds.STANDARD,
                            () -> 0),
                    attempts,
                    () -> false)
            .all();
    private final Duty recovery = duties.get(0);
    private final Duty pruning = duties.get(1);

    @AfterEach
    void close() {
        processes.close();
    }

    private void recovers(final int times) {
        for (int i = 0; i < times; i++) {
            recovery.work().run();
        }
    }

    private void holdsAJob() {
        attempts.add(new Attempt(
                claimed(), AttemptBounds.STANDARD, processes.scope("1"), new SilentOwner(), System::nanoTime));
    }

    @Test
    void aWorkerThatHasHeldNoJobForTwoTimesToLiveRecoversHalfAsOften() {
        recovers(IN_TWO_TIMES_TO_LIVE - 1);
        assertThat(recovery.interval().get()).isEqualTo(INTERVAL);

        recovers(1);

        assertThat(recovery.interval().get()).isEqualTo(INTERVAL.multipliedBy(2));
    }

    @Test
    void aWorkerThatHasHeldNoJobForTwoTimesToLivePrunesSeldomUntilItHoldsOneAgain() {
        assertThat(pruning.interval().get()).isEqualTo(Duration.ofMinutes(1));
        recovers(IN_TWO_TIMES_TO_LIVE);
        assertThat(pruning.interval().get()).isEqualTo(Duration.ofMinutes(5));

        holdsAJob();
        recovers(1);

        assertThat(pruning.interval().get()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aWorkerThatHoldsAJobAgainRecoversAsOftenAgain() {
        recovers(2 * IN_TWO_TIMES_TO_LIVE);
        holdsAJob();

        recovers(1);

        assertThat(recovery.interval().get()).isEqualTo(INTERVAL);
    }
}
