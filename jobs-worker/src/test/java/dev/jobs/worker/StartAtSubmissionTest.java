package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Lease;
import dev.jobs.store.StartAtSubmission.OfferedSlot;
import dev.jobs.store.StopOrder;
import dev.jobs.testing.Await;
import dev.jobs.worker.handler.JobContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A job that takes a slot by its submission, played by the test, while the worker sends heartbeats. */
class StartAtSubmissionTest extends WorkerTest {
    private final CompletableFuture<JobContext<String>> running = new CompletableFuture<>();
    private final CountDownLatch end = new CountDownLatch(1);

    private String run(final JobContext<String> context) throws InterruptedException {
        running.complete(context);
        end.await();
        return context.payload();
    }

    /** A job in a queue from which the worker claims nothing. */
    private JobId submitElsewhere() {
        return store.submit(ECHO.requestBuilder("x").queue("elsewhere").build());
    }

    private OfferedSlot taken(final JobId id) {
        return Await.value("a slot", () -> store.offers.get(0).take(id, JobRequest.DEFAULT_QUEUE, ECHO.name()));
    }

    /** The next heartbeat that names the lease meets a store that knows nothing of it yet, and the job begins before the answer. */
    private void startWithinAHeartbeat(final OfferedSlot slot) {
        final Lease lease = slot.lease();
        final AtomicBoolean started = new AtomicBoolean();
        store.onHeartbeat = (heartbeat, orders) -> {
            if (!heartbeat.held().contains(lease) || started.getAndSet(true)) {
                return List.of();
            }
            slot.start(new ClaimedJob(store.job(lease.jobId()), lease));
            running.join();
            return List.of(new StopOrder(lease, StopOrder.Reason.LEASE_LOST));
        };
    }

    @Test
    void aJobThatIsOnItsWayWhileAHeartbeatIsUnderWayIsNotStoppedByTheAnswer() {
        started(this::run);
        startWithinAHeartbeat(taken(submitElsewhere()));

        // A slot that is given up wants a heartbeat.
        taken(submitElsewhere()).giveUp();

        running.join();
        final int before = store.heartbeats.size();
        Await.until("the next heartbeat", () -> store.heartbeats.size() > before);
        assertThat(running.join().stopReason()).isEmpty();
        end.countDown();
    }
}
