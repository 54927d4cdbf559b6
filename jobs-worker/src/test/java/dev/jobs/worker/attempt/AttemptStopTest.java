package dev.jobs.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.testing.Await;
import dev.jobs.worker.WorkerTest;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.handler.TypedHandler;
import dev.jobs.worker.process.ChildProcesses;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptStopTest extends WorkerTest {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger interrupts = new AtomicInteger();
    private final AtomicInteger actions = new AtomicInteger();

    /** The owner of one attempt, whose guard looks at it in the middle of the stop. */
    private final class GuardWhileItStops extends SilentOwner {
        private final AtomicBoolean looked = new AtomicBoolean();
        private final CompletableFuture<Attempt> attempt = new CompletableFuture<>();

        @Override
        public void startAside(final Runnable task) {
            Await.until("the interrupt", () -> interrupts.get() == 1);
            if (looked.compareAndSet(false, true)) {
                attempt.join().carryOutStop();
            }
            task.run();
        }
    }

    private String handle(final JobContext<String> context) {
        context.onStop(actions::incrementAndGet);
        begun.countDown();
        while (over.getCount() > 0) {
            try {
                over.await();
            } catch (final InterruptedException told) {
                interrupts.incrementAndGet();
            }
        }
        interrupts.addAndGet(Thread.interrupted() ? 1 : 0);
        return "done";
    }

    @Test
    void aStopThatTwoThreadsCarryOutInterruptsTheHandlerOnceAndRunsItsActionsOnce() throws InterruptedException {
        final GuardWhileItStops owner = new GuardWhileItStops();
        final Handlers handlers = new Handlers(List.of(TypedHandler.of(ECHO, this::handle)), List.of(), SHORT);
        try (ChildProcesses processes = ChildProcesses.start("stop", SHORT)) {
            final Attempt attempt =
                    new Attempt(claimed(), AttemptBounds.STANDARD, processes.scope("1"), owner, System::nanoTime);
            owner.attempt.complete(attempt);
            final Thread thread = new Thread(() -> attempt.run(handlers));
            thread.start();
            begun.await();

            attempt.stop(StopReason.CANCELLED);
            over.countDown();
            thread.join();

            assertThat(interrupts).hasValue(1);
            assertThat(actions).hasValue(1);
        }
    }
}
