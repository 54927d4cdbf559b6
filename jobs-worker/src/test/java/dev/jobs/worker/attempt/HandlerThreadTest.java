package dev.jobs.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.testing.Await;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HandlerThreadTest {
    private final HandlerThread handler = new HandlerThread();
    private final CountDownLatch interrupting = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final AtomicBoolean disturbed = new AtomicBoolean();

    /** The thread of a handler that returns while its interrupt is under way, and then does something else. */
    private final class SlowlyInterrupted extends Thread {
        @Override
        public void run() {
            handler.begin();
            try {
                interrupting.await();
                handler.end();
                interrupted.await();
            } catch (final InterruptedException tooLate) {
                disturbed.set(true);
            }
        }

        @Override
        public void interrupt() {
            interrupting.countDown();
            try {
                goOn.await();
            } catch (final InterruptedException stray) {
                disturbed.set(true);
            }
            super.interrupt();
            interrupted.countDown();
        }
    }

    @Test
    void whatItsThreadDoesNextIsNotInterruptedWithTheHandler() throws InterruptedException {
        final Thread thread = new SlowlyInterrupted();
        thread.start();
        Await.until("the handler", handler::isRunning);

        handler.interrupt();
        interrupting.await();
        Await.until("the end of the handler", () -> thread.getState() == Thread.State.BLOCKED || !handler.isRunning());
        goOn.countDown();
        thread.join();

        assertThat(disturbed).isFalse();
        assertThat(handler.isRunning()).isFalse();
    }
}
