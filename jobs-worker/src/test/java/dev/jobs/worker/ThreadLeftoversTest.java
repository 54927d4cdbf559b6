package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobType;
import dev.jobs.worker.thread.ThreadLeftovers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

/** A job finds nothing of another one on its thread, on any JDK. */
class ThreadLeftoversTest extends WorkerTest {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();
    private static final JobType<String, String> LEAVE = JobType.of("leave", String.class, String.class);

    /** The state of a thread, where a job could leave something. */
    private static String state() {
        final Thread thread = Thread.currentThread();
        return LOCAL.get() + ", " + INHERITABLE.get() + ", " + thread.getPriority() + ", "
                + thread.getContextClassLoader() + ", "
                + thread.getUncaughtExceptionHandler().getClass() + ", " + thread.isInterrupted();
    }

    @SuppressWarnings("ThreadPriorityCheck") // that is one of the leftovers
    private static String leave(final String local, final String inheritable) {
        final Thread thread = Thread.currentThread();
        LOCAL.set(local);
        if (!inheritable.isEmpty()) {
            INHERITABLE.set(inheritable);
        }
        thread.setName(local);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        thread.setUncaughtExceptionHandler((failed, failure) -> {});
        thread.interrupt();
        return "left";
    }

    private List<String> statesAround(final Worker.Builder builder) throws InterruptedException {
        final List<String> states = new CopyOnWriteArrayList<>();
        started(builder.slots(1)
                .handle(ECHO, context -> {
                    states.add(state());
                    return context.payload();
                })
                .handle(LEAVE, context -> leave("ada", context.payload())));
        for (int round = 0; round < 3; round++) {
            finished(submit("look"));
            finished(store.submit(LEAVE.request("")));
            finished(submit("look"));
            finished(store.submit(LEAVE.request("inherited")));
        }
        finished(submit("look"));
        return states;
    }

    @Test
    void aJobFindsNothingThatAnotherLeftOnItsThread() throws InterruptedException {
        assertThat(statesAround(worker())).hasSize(7).containsOnly(state());
    }

    @Test
    void aJobOnAThreadOfTheUsersFactoryFindsWhatTheFactoryGaveIt() throws InterruptedException {
        final ThreadFactory factory = task -> new Thread(() -> {
            LOCAL.set("from the factory");
            task.run();
        });

        final List<String> states = statesAround(worker().threads(factory));

        assertThat(states).hasSize(7).allMatch(state -> state.startsWith("from the factory, null, 5"));
        assertThat(states).containsOnly(states.get(0));
    }

    @Test
    void whereJavaCannotClearAThreadNoneIsUsedTwice() {
        assertThat(ThreadLeftovers.find().isPresent() || Runtime.version().feature() > 20)
                .as("threads can be cleared where they have to be")
                .isTrue();
    }
}
