package dev.jobs.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.testing.Await;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.process.Processes;
import java.io.File;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Tag("slow")
class ManyJobsTest extends WorkerTest {
    private static final int AT_ONCE = 50;

    @Test
    void aThousandJobsWithChildrenFiftyAtOnceLeaveNoThreadFileOrZombie() throws InterruptedException {
        started(worker().slots(AT_ONCE)
                .handle(
                        ECHO,
                        context -> context.exec(Command.of("sh", "-c", "read line; echo $line")
                                        .input("hello\n".getBytes(UTF_8)))
                                .outputTail()));
        complete(AT_ONCE);
        final int files = openFiles();
        final int threads = Thread.activeCount();

        complete(1_000);

        Await.until("hardly more files open than before", () -> openFiles() <= files + 5);
        // A pool keeps for a while what the first fifty did not need all at once; a leak would be a thread for each
        // job.
        Await.until("far fewer new threads than jobs", () -> Thread.activeCount() <= threads + 3 * AT_ONCE);
        Await.until(
                "no zombies", () -> ProcessHandle.current().children().allMatch(child -> Processes.runs(child.pid())));
    }

    private void complete(final int jobs) throws InterruptedException {
        final List<JobId> ids = store.submit(
                IntStream.range(0, jobs).mapToObj(i -> ECHO.request("job " + i)).toList());
        for (final JobId id : ids) {
            final Job job = finished(id);
            assertThat(job.status()).as(job.error().orElse("no error")).isEqualTo(JobStatus.COMPLETE);
        }
    }

    private static int openFiles() {
        final String[] files = new File("/proc/self/fd").list();
        return files == null ? 0 : files.length;
    }
}
