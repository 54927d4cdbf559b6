package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.RecoveredJob;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.process.Processes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The work of a worker that cannot reach its store for longer than its time to live. */
@Tag("slow")
class OutageTest extends WorkerTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void itsChildrenAreDeadBeforeItsLeasesCanBeGivenAway() throws InterruptedException {
        final AtomicLong child = new AtomicLong();
        final Command command = Command.of("sh", "-c", """
                setsid sh -c 'trap "" TERM; echo $$; while :; do sleep 1000; done' &
                wait
                """).onLine(line -> child.set(Long.parseLong(line)));
        started(worker().timeToLive(Duration.ofSeconds(4))
                .closeGrace(Duration.ZERO)
                .handle(ECHO, context -> context.exec(command).outputTail()));
        submit("x");
        Await.until("a child", () -> child.get() != 0);
        final TestStore elsewhere = store.another();

        store.outOfReach = true;
        List<RecoveredJob> recovered = elsewhere.recover();
        while (recovered.isEmpty()) {
            recovered = elsewhere.recover();
        }

        assertThat(Processes.runs(child.get())).isFalse();
    }

    @Test
    void anEndThatCannotBeWrittenInTimeChangesNothingAndTheJobRunsAgainElsewhere() throws InterruptedException {
        final CountDownLatch outOfReach = new CountDownLatch(1);
        started(worker().timeToLive(Duration.ofSeconds(4)).handle(ECHO, context -> {
            outOfReach.await();
            return "here";
        }));
        final JobId id = submit("x");
        Await.until("its claim", () -> store.job(id).attempt() == 1);
        store.outOfReach = true;
        outOfReach.countDown();
        final TestStore elsewhere = store.another();
        started(on(elsewhere).handle(ECHO, context -> "elsewhere"));

        final Job job = finished(id);
        store.outOfReach = false;

        // It may be refused, or not be written at all, since a heartbeat was answered first.
        final int before = store.heartbeats.size();
        Await.until(
                "nothing is held any more",
                () -> store.heartbeats.stream()
                        .skip(before)
                        .anyMatch(heartbeat -> heartbeat.held().isEmpty()));
        assertThat(ECHO.result(job)).contains("elsewhere");
        assertThat(store.job(id)).isEqualTo(job).returns(2, Job::attempt);
    }
}
