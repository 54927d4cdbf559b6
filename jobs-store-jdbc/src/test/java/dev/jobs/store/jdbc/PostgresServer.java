package dev.jobs.store.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server of a test's own, which waits for its disk, can be killed, and started again on what it left. */
final class PostgresServer implements AutoCloseable {
    private final Path data;
    private final int port;
    private Optional<EmbeddedPostgres> running = Optional.empty();

    /** Started, on a new directory. */
    PostgresServer(final Path data) {
        this.data = data;
        this.port = freePort();
        start();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return Postgres.url(port, "public");
    }

    /** Starts it where it was before, and waits until it answers. */
    void start() {
        try {
            running = Optional.of(EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it with SIGKILL, and waits until none of its processes is left. */
    void kill() throws IOException {
        final ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(
                        Files.readAllLines(data.resolve("postmaster.pid")).get(0)))
                .orElseThrow();
        final List<ProcessHandle> processes =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        Await.until("the server is dead", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
        close();
    }

    @Override
    public void close() throws IOException {
        if (running.isPresent()) {
            running.get().close();
            running = Optional.empty();
        }
    }
}
