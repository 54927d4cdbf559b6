package dev.jobs.worker.engine;

import dev.jobs.JobId;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.WorkerId;
import dev.jobs.testing.Await;
import dev.jobs.worker.WorkerTest;
import dev.jobs.worker.attempt.Attempt;
import dev.jobs.worker.attempt.AttemptBounds;
import dev.jobs.worker.attempt.Attempts;
import dev.jobs.worker.attempt.SilentOwner;
import dev.jobs.worker.delivery.Listeners;
import dev.jobs.worker.process.ChildProcesses;
import dev.jobs.worker.thread.Endless;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReporterTest extends WorkerTest {
    @Test
    void aReporterThatFindsNothingNewToWriteGoesOn() throws Exception {
        final ClaimedJob claimed = claimed();
        final JobId id = claimed.job().id();
        final Listeners none = new Listeners(WorkerId.random(), List.of());
        final Reporter reporter = new Reporter(
                store, new Attempts(1), new StoreReach(none, System::nanoTime), none, () -> {}, System::nanoTime);
        final Thread thread = new Thread(new Endless("write reports", reporter::step), "reporter");
        try (ChildProcesses processes = ChildProcesses.start("reporter", SHORT)) {
            final Attempt.Owner owner = new SilentOwner() {
                @Override
                public void hasNews(final Attempt attempt) {
                    reporter.addNews(attempt);
                }
            };
            final Attempt attempt =
                    new Attempt(claimed, AttemptBounds.STANDARD, processes.scope("1"), owner, System::nanoTime);
            // As when its progress was written together with earlier progress.
            reporter.addNews(attempt);
            thread.start();
            Await.until(
                    "the reporter has looked",
                    () -> thread.getState() == Thread.State.TIMED_WAITING || !thread.isAlive());

            attempt.news().progress(42);

            Await.until("it is written", () -> store.find(id).orElseThrow().progress() == 42);
        } finally {
            reporter.finish(Duration.ZERO);
            thread.join();
        }
    }
}
