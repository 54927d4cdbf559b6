package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.RunningChildren;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a worker tells operators of the child processes of its jobs. */
@Tag("slow")
class ToldChildrenTest extends WorkerTest {
    private LiveWorker live() {
        return store.workers().workers().get(0);
    }

    private Optional<RunningChildren> children(final JobId id) {
        return Optional.ofNullable(live().children().get(id));
    }

    @Test
    void aProcessIsToldByItsNumberAndProgramAloneWhileItRuns() throws InterruptedException {
        final AtomicLong pid = new AtomicLong();
        started(context -> {
            context.exec(Command.of("sh", "-c", "echo $$; while :; do sleep 1; done", "--password=secret")
                    .onLine(line -> pid.set(Long.parseLong(line))));
            return "done";
        });
        final JobId id = submit("x");

        Await.until("the process is told", () -> children(id).isPresent());
        final RunningChildren told = children(id).orElseThrow();
        Await.until("the process has told its number", () -> pid.get() != 0);

        assertThat(told.count()).isEqualTo(1);
        assertThat(told.first()).singleElement().satisfies(child -> {
            assertThat(child.processId()).isEqualTo(pid.get());
            assertThat(child.command()).isEqualTo("sh");
            assertThat(child.age()).isGreaterThanOrEqualTo(Duration.ZERO);
        });
        assertThat(live().toString()).doesNotContain("secret");
        store.cancel(id);
        finished(id);
        Await.until("no process is told", () -> live().children().isEmpty());
    }

    @Test
    void aJobWithoutProcessesTellsOfNone() throws InterruptedException {
        final CountDownLatch begun = new CountDownLatch(1);
        started(context -> {
            begun.countDown();
            return waitForInterrupt();
        });
        final JobId id = submit("x");
        begun.await();
        final var heard = live().heardAt();

        Await.until("another heartbeat", () -> live().heardAt().isAfter(heard));

        assertThat(live().children()).isEqualTo(Map.of());
        store.cancel(id);
    }
}
