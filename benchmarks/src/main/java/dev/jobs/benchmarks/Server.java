package dev.jobs.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL server of the benchmark's own, as durable as by default, with a fresh database for whoever asks. */
final class Server implements AutoCloseable {
    private static final int BLOCK = 8_192;
    private static final List<String> SHOWN = List.of(
            "server_version",
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "wal_sync_method",
            "shared_buffers",
            "max_wal_size",
            "autovacuum");

    private final EmbeddedPostgres postgres;
    private final AtomicInteger databases = new AtomicInteger();

    private Server(final EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** Starts a server, and says on what it runs. */
    static Server start(final Output output) {
        return start(output, Map.of());
    }

    /** Starts a server that counts statements, and says on what it runs. */
    static Server startCounting(final Output output) {
        return start(
                output,
                Map.of("shared_preload_libraries", "pg_stat_statements", "pg_stat_statements.track_planning", "on"));
    }

    private static Server start(final Output output, final Map<String, String> settings) {
        final Server server;
        try {
            final EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("shared_buffers", "1GB")
                    .setServerConfig("max_wal_size", "8GB");
            settings.forEach(builder::setServerConfig);
            server = new Server(builder.start());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        final Runtime runtime = Runtime.getRuntime();
        output.fact("java", Runtime.version().toString());
        output.figure("processors", runtime.availableProcessors(), "");
        output.figure("cost of one fsync of one block, median", fsyncMicros(), "µs");
        try (Database database = server.newDatabase()) {
            for (final String setting : SHOWN) {
                output.fact(setting, database.text("show " + setting));
            }
        }
        return server;
    }

    private static double fsyncMicros() {
        try {
            final Path file = Files.createTempFile("fsync", ".tmp");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                final int rounds = 200;
                final long[] nanos = new long[rounds];
                for (int i = 0; i < rounds; i++) {
                    final long begin = System.nanoTime();
                    channel.write(ByteBuffer.allocate(BLOCK), (long) (i % 16) * BLOCK);
                    channel.force(false);
                    nanos[i] = System.nanoTime() - begin;
                }
                Arrays.sort(nanos);
                return nanos[rounds / 2] / 1e3;
            } finally {
                Files.delete(file);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty database, which is dropped when it is closed. */
    Database newDatabase() {
        final String name = "b" + databases.incrementAndGet();
        final Database administration = Database.at(url("postgres"), () -> {});
        administration.execute("create database " + name);
        return Database.at(url(name), () -> {
            administration.execute("drop database " + name + " with (force)");
            administration.close();
        });
    }

    /** The process that all of the server's others are children of. */
    ProcessHandle process() {
        try (Database any = newDatabase()) {
            return any.serverProcess();
        }
    }

    private String url(final String database) {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database
                + "?user=postgres&sslmode=disable&reWriteBatchedInserts=true";
    }

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
