package dev.jobs.worker;

import dev.jobs.JobId;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.worker.process.ChildProcesses;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReporterTest extends WorkerTest {
    private static final Set<String> TYPES = Set.of(ECHO.name());
    private static final Set<String> QUEUES = Set.of("default");

    @Test
    void aReporterThatFindsNothingNewToWriteGoesOn() throws Exception {
        final ClaimedJob claimed = claimed();
        final JobId id = claimed.job().id();
        final Reporter reporter = new Reporter(store, new Attempts(1), () -> {});
        final Thread thread = new Thread(reporter, "reporter");
        try (ChildProcesses processes = ChildProcesses.start("reporter", SHORT);
                JobThreads threads = JobThreads.standard()) {
            final Attempt attempt = new Attempt(claimed, processes.scope("1"), threads, reporter::progressed);
            // As when what it said was written before its handler came to tell of it.
            reporter.progressed(attempt);
            thread.start();
            Await.until(
                    "the reporter has looked", () -> thread.getState() == Thread.State.WAITING || !thread.isAlive());

            attempt.progress(42);

            Await.until("it is written", () -> store.find(id).orElseThrow().progress() == 42);
        } finally {
            reporter.finish(Duration.ZERO);
            thread.join();
        }
    }

    private ClaimedJob claimed() {
        final WorkerId worker = WorkerId.random();
        store.submit(ECHO.request("hello"));
        store.heartbeat(new Heartbeat(worker, new WorkerProfile("test", TYPES, QUEUES, 1), LONG, Set.of()));
        return store.claim(new ClaimRequest(worker, TYPES, QUEUES, 1)).get(0);
    }
}
