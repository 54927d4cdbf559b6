package dev.jobs.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.spring.ApplicationWorker;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.worker.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Restarts as spring-boot-devtools does them: the context is closed, and another begins with the classes of a new class loader. */
class RestartTest {
    /** Loads the classes of this test that an application would have changed itself, as the class loader of a restart does. */
    private static final class RestartClassLoader extends ClassLoader {
        RestartClassLoader() {
            super(RestartTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(final String name, final boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(RestartTest.class.getPackageName() + ".Restarted")) {
                return super.loadClass(name, resolve);
            }
            final Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(final String name) {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                final byte[] code = in.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A store that outlives its applications, as a database does. */
    private static final class Database extends ForwardingJobStore {
        Database(final JobStore store) {
            super(store);
        }

        @Override
        public void close() {
            // The next application uses it too.
        }
    }

    @Test
    void theOldWorkerIsClosedAndTheNewOneUsesTheNewClasses() throws ClassNotFoundException {
        final JobType<RestartedPayload, String> type = JobType.of("restarted", RestartedPayload.class, String.class);
        final AtomicReference<Worker> old = new AtomicReference<>();
        try (JobStore memory = JobStores.open("memory:")) {
            for (int start = 1; start <= 2; start++) {
                final ClassLoader restarted = new RestartClassLoader();
                run(memory, restarted, context -> {
                    final Job job =
                            Application.finished(memory, memory.submit(type.request(new RestartedPayload("x"))));

                    assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
                    assertThat(type.result(job)).contains("x by " + System.identityHashCode(restarted));
                    old.set(context.getBean(ApplicationWorker.class).worker().orElseThrow());
                });
                assertThat(old.get().isRunning()).isFalse();
            }
        }
    }

    private static void run(
            final JobStore memory, final ClassLoader restarted, final Consumer<ConfigurableApplicationContext> test)
            throws ClassNotFoundException {
        final Class<?> handler = restarted.loadClass(RestartedHandler.class.getName());
        Application.runner()
                .withClassLoader(restarted)
                .withAllowBeanDefinitionOverriding(true)
                .withBean("jobStore", JobStore.class, () -> new Database(memory))
                .withBean(handler)
                .run(context -> test.accept(context.getSourceApplicationContext()));
    }
}
