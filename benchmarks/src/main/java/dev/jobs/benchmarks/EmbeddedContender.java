package dev.jobs.benchmarks;

import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.memory.MemoryJobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * This library where submitters and worker share a store within one process. It has no use for a PostgreSQL.
 *
 * @param name of the contender
 * @param opened opens an empty store
 */
record EmbeddedContender(String name, Function<IntConsumer, Session> opened) implements Contender {
    static final EmbeddedContender MEMORY =
            new EmbeddedContender("jobs in memory", onJob -> session(new MemoryJobStore(), onJob, () -> {}));

    static final EmbeddedContender H2 = new EmbeddedContender("jobs on h2", onJob -> {
        try {
            final Path folder = Files.createTempDirectory("jobs-benchmark");
            final JobStore store = JdbcJobStore.open("jdbc:h2:file:" + folder.resolve("jobs"));
            return session(store, onJob, () -> delete(folder));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    });

    @Override
    public String configuration() {
        return "defaults but for the slots; submitters and worker share the store, H2 has a file";
    }

    @Override
    public Session open(final Database database, final IntConsumer onJob) {
        return opened.apply(onJob);
    }

    private static Session session(final JobStore store, final IntConsumer onJob, final Runnable drop) {
        return new JobsSession(store, store, onJob, Hooks.NONE) {
            @Override
            public long complete() {
                // No job waits or runs: all that were submitted are complete, since none fails here.
                return store.overview().workloads().isEmpty() ? Long.MAX_VALUE : 0;
            }

            @Override
            public void close() {
                super.close();
                drop.run();
            }
        };
    }

    private static void delete(final Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
