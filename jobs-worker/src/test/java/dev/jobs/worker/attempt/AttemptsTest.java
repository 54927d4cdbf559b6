package dev.jobs.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.worker.WorkerTest;
import dev.jobs.worker.process.ChildProcesses;
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
}
