package dev.jobs.worker.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A job may be started by a caller that submits it, or by a thread on which another job has just ended: it finds nothing of them. */
class CleanThreadsTest {
    private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();

    private static String state() {
        final Thread thread = Thread.currentThread();
        return INHERITABLE.get() + ", " + thread.getPriority() + ", " + thread.getContextClassLoader();
    }

    /** The state of a thread that another one starts which has much to leave. */
    @SuppressWarnings("ThreadPriorityCheck") // that is one of the leftovers
    private static String stateOfOneStartedByAnother(final JobThreads threads)
            throws InterruptedException, ExecutionException, TimeoutException {
        final CompletableFuture<String> state = new CompletableFuture<>();
        final Thread starter = new Thread(() -> {
            INHERITABLE.set("ada");
            Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
            Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
            threads.start(() -> state.complete(state()));
        });
        starter.start();
        return state.get(1, TimeUnit.MINUTES);
    }

    @Test
    void aJobFindsNothingOfTheThreadThatStartsIt() throws Exception {
        try (JobThreads threads = JobThreads.standard()) {
            assertThat(stateOfOneStartedByAnother(threads)).isEqualTo(state());
        }
    }

    @Test
    void aJobOnAThreadOfTheUsersFactoryFindsNothingOfTheThreadThatStartsIt() throws Exception {
        try (JobThreads threads = JobThreads.from(Thread::new)) {
            assertThat(stateOfOneStartedByAnother(threads)).isEqualTo(state());
        }
    }

    @Test
    void whatGoesOnAsideFindsNothingOfTheThreadThatStartsItEither() throws Exception {
        try (JobThreads threads = JobThreads.from(Thread::new)) {
            final CompletableFuture<String> state = new CompletableFuture<>();
            final Thread starter = new Thread(() -> {
                INHERITABLE.set("ada");
                threads.startAside(() -> state.complete(state()));
            });
            starter.start();

            assertThat(state.get(1, TimeUnit.MINUTES)).isEqualTo(state());
        }
    }
}
