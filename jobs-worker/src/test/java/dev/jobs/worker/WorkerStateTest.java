package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.testing.Await;
import dev.jobs.worker.handler.JobContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The answers of a worker to those who ask whether it is well, such as a health check. */
class WorkerStateTest extends WorkerTest {
    @Test
    void aWorkerIsRunningUntilItsCloseBegins() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final Worker worker = started(context -> {
            begun.countDown();
            go.await();
            return "done";
        });
        submit("x");
        begun.await();
        assertThat(worker.isRunning()).isTrue();

        final Thread closing = new Thread(worker::close);
        closing.start();

        Await.until("its close", () -> !worker.isRunning());
        assertThat(worker.activeJobs()).isOne();
        go.countDown();
        closing.join();
        assertThat(worker.isRunning()).isFalse();
    }

    @Test
    void itTellsItsSlots() {
        assertThat(started(worker().slots(7).handle(ECHO, JobContext::payload)).slots())
                .isEqualTo(7);
    }

    @Test
    void itTellsForHowLongTheStoreHasNotAnsweredAndWhenItAnswersAgain() throws InterruptedException {
        final AtomicLong ahead = new AtomicLong();
        final Worker worker =
                started(worker().ticker(() -> System.nanoTime() + ahead.get()).handle(ECHO, JobContext::payload));
        Await.until("a heartbeat", () -> !store.heartbeats.isEmpty());
        assertThat(worker.storeOutOfReachFor()).isEmpty();

        store.outOfReach = true;
        Await.until("the outage", () -> worker.storeOutOfReachFor().isPresent());
        ahead.addAndGet(Duration.ofMinutes(5).toNanos());

        assertThat(worker.storeOutOfReachFor())
                .hasValueSatisfying(time -> assertThat(time).isGreaterThanOrEqualTo(Duration.ofMinutes(5)));
        store.outOfReach = false;
        Await.until("its end", () -> worker.storeOutOfReachFor().isEmpty());
    }
}
