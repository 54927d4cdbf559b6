package dev.jobs.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.operations.RunningChildren;
import dev.jobs.worker.WorkerTest;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandResult;
import dev.jobs.worker.process.ChildProcesses;
import dev.jobs.worker.process.CommandScope;
import dev.jobs.worker.process.output.OutputObserver;
import dev.jobs.worker.process.tree.Death;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest extends WorkerTest {
    @Test
    void anAttemptWhoseEndIsWrittenBeforeItsSlotIsFreeHasAnEnd() {
        final Attempts attempts = new Attempts(1);
        try (ChildProcesses processes = ChildProcesses.start("attempts", SHORT)) {
            final Attempt attempt = new Attempt(
                    claimed(), AttemptBounds.STANDARD, processes.scope("1"), new SilentOwner(), System::nanoTime);
            attempts.add(attempt);
            assertThat(attempts.isWithoutEnd(attempt)).isTrue();

            attempts.toWrite(attempt);
            attempts.forget(attempt);

            assertThat(attempts.working()).containsExactly(attempt);
            assertThat(attempts.isWithoutEnd(attempt))
                    .as("a heartbeat that finds its lease gone must not be told as a loss")
                    .isFalse();
        }
    }

    /** The commands of an attempt that has so many child processes. */
    private record Running(int number) implements CommandScope {
        @Override
        public CommandResult run(final Command command, final OutputObserver observer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<RunningChildren.Child> children() {
            return Collections.nCopies(number, new RunningChildren.Child(1, "sleep", Duration.ZERO));
        }

        @Override
        public void stop() {}

        @Override
        public Death awaitDeath() {
            return Death.SEEN;
        }
    }

    private Attempts working(final int attempts, final int childrenOfEach) {
        final Attempts all = new Attempts(attempts);
        for (int i = 0; i < attempts; i++) {
            all.add(new Attempt(
                    claimed(),
                    AttemptBounds.STANDARD,
                    new Running(childrenOfEach),
                    new SilentOwner(),
                    System::nanoTime));
        }
        return all;
    }

    @Test
    void nothingIsClaimedUntilWhatIsHandedBackIsInItsPlaceAgain() {
        final Attempts attempts = working(1, 0);
        final Attempt attempt = attempts.working().iterator().next();
        assertThat(attempts.free(5)).isEqualTo(5);

        attempts.returns(attempt);
        assertThat(attempts.free(5)).isZero();
        attempts.toWrite(attempt);
        attempts.ended(attempt);
        assertThat(attempts.free(5)).as("its end is not written yet").isZero();

        attempts.forget(attempt);
        assertThat(attempts.free(5)).isEqualTo(6);
    }

    @Test
    void ofManyChildProcessesTheFirstAreToldAndAllAreCounted() {
        assertThat(working(1, 25).children().values()).singleElement().satisfies(told -> {
            assertThat(told.count()).isEqualTo(25);
            assertThat(told.first()).hasSize(RunningChildren.MOST_TOLD);
        });
        assertThat(working(1, 0).children()).isEmpty();
    }

    @Test
    void aHeartbeatStaysSmallHoweverManyChildProcessesThereAre() {
        final Collection<RunningChildren> told = working(60, 25).children().values();

        assertThat(told).hasSize(60).allMatch(children -> children.count() == 25);
        assertThat(told.stream().mapToInt(children -> children.first().size()).sum())
                .isEqualTo(1_000);
    }
}
