package dev.jobs.test.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.store.JobStore;
import dev.jobs.test.FakeCommands;
import dev.jobs.test.TestClock;
import dev.jobs.test.TestJobs;
import dev.jobs.worker.Worker;
import dev.jobs.worker.listener.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JobsExtensionTest {
    static final JobType<String, String> ECHO = JobType.of("echo", String.class, String.class);
    static final List<TestJobs> USED = new ArrayList<>();

    @RegisterExtension
    static final JobsExtension JOBS = JobsExtension.of(JobsExtensionTest::worker);

    private static Worker.Builder worker(final JobStore store) {
        return Worker.builder(store).handle(ECHO, context -> context.payload());
    }

    @BeforeEach
    void submitOne(final Jobs store) {
        store.submit(ECHO.request("before"));
    }

    @AfterAll
    static void eachTestHadJobsOfItsOwnWhichAreClosed() {
        assertThat(USED).hasSize(2).doesNotHaveDuplicates();
        assertThat(USED)
                .allSatisfy(jobs -> org.assertj.core.api.Assertions.assertThatThrownBy(jobs::runNext)
                        .hasMessageContaining("closed"));
    }

    @Test
    void aTestTakesItsJobsAndTheirParts(
            final TestJobs jobs, final JobStore store, final TestClock clock, final FakeCommands commands) {
        USED.add(jobs);

        assertThat(store).isSameAs(jobs.store());
        assertThat(clock).isSameAs(jobs.clock());
        assertThat(commands).isSameAs(jobs.commands());
        assertThat(jobs.runAll()).extracting(run -> run.outcome()).containsExactly(Outcome.COMPLETED);
    }

    @Test
    void anotherTestHasOthers(final TestJobs jobs) {
        USED.add(jobs);

        assertThat(jobs.submissions()).hasSize(1);
        assertThat(jobs.runAll()).hasSize(1);
    }
}
