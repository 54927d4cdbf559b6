package dev.jobs.store.jdbc;

import dev.jobs.testing.Await;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A PostgreSQL server of a test's own, which waits for its disk, can be killed, and started again on what it left. */
final class PostgresServer implements AutoCloseable {
    private static final Set<String> NOT_COPIED =
            Set.of("postmaster.pid", "postmaster.opts", "epg-lock", "postgresql.auto.conf");

    private final Path data;
    private final int port;
    private Optional<EmbeddedPostgres> running = Optional.empty();

    /** Started, on a new directory, or on what another server left in it. */
    PostgresServer(final Path data) {
        this(data, freePort());
    }

    private PostgresServer(final Path data, final int port) {
        this.data = data;
        this.port = port;
        start();
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return Postgres.url(port, "public");
    }

    int port() {
        return port;
    }

    /** Starts it where it was before, and waits until it answers. */
    void start() {
        try {
            running = Optional.of(EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it after it ended by itself. */
    void startAgain() throws IOException {
        close();
        start();
    }

    /** A standby of this server, on a new directory; it goes by the directory's name. */
    PostgresServer newStandby(final Path directory) {
        try {
            copyAtWork(directory);
            Files.createFile(directory.resolve("standby.signal"));
            Files.writeString(
                    directory.resolve("postgresql.auto.conf"),
                    String.format(
                            Locale.ROOT,
                            "primary_conninfo = 'host=127.0.0.1 port=%d user=postgres application_name=%s'\n",
                            port,
                            directory.getFileName()));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PostgresServer(directory);
    }

    /** Backs this server up, on a new directory, from which another is to recover. */
    void backUp(final Path directory) {
        try {
            copyAtWork(directory);
            copy(data.resolve("pg_wal"), directory.resolve("pg_wal"), file -> true);
            Files.createFile(directory.resolve("recovery.signal"));
            // There is no archive: the log that was copied is all that there is.
            Files.writeString(directory.resolve("postgresql.auto.conf"), "restore_command = 'false'\n");
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server that goes on in this one's place, which is dead, with what is in a backup. */
    PostgresServer restored(final Path backup) {
        return new PostgresServer(backup, port);
    }

    /** All but the log, with the label that tells where in the log to begin. */
    private void copyAtWork(final Path directory) throws IOException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('copy', true)");
            copy(
                    data,
                    directory,
                    file -> !file.startsWith(data.resolve("pg_wal"))
                            && !NOT_COPIED.contains(file.getFileName().toString()));
            try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                row.next();
                Files.writeString(directory.resolve("backup_label"), row.getString(1));
            }
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(final Path source, final Path directory, final Predicate<Path> copied) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(final Path from, final BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(
                        directory.resolve(source.relativize(from)),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(final Path from, final BasicFileAttributes attributes) throws IOException {
                if (copied.test(from)) {
                    Files.copy(from, directory.resolve(source.relativize(from)));
                }
                return FileVisitResult.CONTINUE;
            }

            // Files come and go while it works; what matters of it is in the log.
            @Override
            public FileVisitResult visitFileFailed(final Path from, final IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    /** Lets no commit be answered that this standby has not on its disk. */
    void waitFor(final PostgresServer standby) {
        final String name = String.valueOf(standby.data.getFileName());
        Sql.execute(url(), "alter system set synchronous_standby_names = '" + name + "'", "select pg_reload_conf()");
        Await.until(
                "the standby is synchronous",
                () -> Sql.query(url(), "select sync_state from pg_stat_replication")
                        .contains("sync"));
    }

    /** Lets this standby hear no more of its primary: what is written there from now on would be lost with it. */
    void hearNoMore() {
        Sql.execute(url(), "alter system set primary_conninfo = ''", "select pg_reload_conf()");
        Await.until(
                "nothing is received",
                () -> Sql.query(url(), "select 1 from pg_stat_wal_receiver").isEmpty());
    }

    /** Makes a primary of a standby. */
    void promote() {
        Sql.execute(url(), "select pg_promote()");
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

    /** Whether anybody can connect. */
    boolean isAlive() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (final IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        if (running.isPresent()) {
            running.get().close();
            running = Optional.empty();
        }
    }
}
