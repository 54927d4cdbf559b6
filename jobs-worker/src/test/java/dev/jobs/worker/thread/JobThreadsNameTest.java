package dev.jobs.worker.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class JobThreadsNameTest {
    private static final int WAIT_SECONDS = 60;
    private static final Path NAME_IN_THE_SYSTEM = Path.of("/proc/thread-self/comm");

    private static <T> T on(final JobThreads threads, final Supplier<T> task) {
        final CompletableFuture<T> done = new CompletableFuture<>();
        threads.start(() -> done.completeAsync(task, Runnable::run));
        return done.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    }

    private static String named(final JobThreads threads, final String name) {
        threads.name(name);
        return Thread.currentThread().getName();
    }

    @Test
    void aThreadHasTheNameThatItsTaskGivesIt() {
        try (JobThreads threads = JobThreads.standard()) {
            assertThat(on(threads, () -> named(threads, "one"))).isEqualTo("one");
            assertThat(on(threads, () -> named(threads, "two"))).isEqualTo("two");
        }
    }

    @Test
    void aThreadOfTheUsersFactoryHasTheNameThatItsTaskGivesIt() {
        final ThreadFactory factory = Thread::new;
        try (JobThreads threads = JobThreads.from(factory)) {
            assertThat(on(threads, () -> named(threads, "one"))).isEqualTo("one");
        }
    }

    @Test
    void theSystemIsNotToldTheNameOfEachTask() {
        assumeThat(NAME_IN_THE_SYSTEM).exists();
        assumeThat(Runtime.version().feature()).isLessThan(21); // virtual threads have no name there
        try (JobThreads threads = JobThreads.standard()) {
            assertThat(on(threads, () -> named(threads, "other") + " in Java, " + nameInTheSystem()))
                    .isEqualTo("other in Java, jobs-handler-1\n");
        }
    }

    private static String nameInTheSystem() {
        try {
            return Files.readString(NAME_IN_THE_SYSTEM);
        } catch (final IOException e) {
            return "unreadable: " + e;
        }
    }
}
