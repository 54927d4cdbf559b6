package dev.jobs.store.jdbc;

import dev.jobs.testing.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A PgBouncer before the PostgreSQL that the tests of this JVM share: it gives a connection to whoever asks for the length
 * of a transaction. Each of its databases is a schema of that server.
 */
final class PgBouncer implements AutoCloseable {
    private static final String PROGRAM = "pgbouncer";
    private static final int POOL_SIZE = 20;
    private static final int MOST_DATABASES = 1_000;

    /** The database whose clients share one connection. */
    private static final int NARROW = 0;

    private final AtomicInteger databases = new AtomicInteger(NARROW + 1);
    private final String prefix = Postgres.shared().newSchema();
    private final int port = PostgresServer.freePort();
    private final Process process;

    /** Started. */
    PgBouncer() {
        try {
            // It may run as somebody who can read nobody's files.
            final Path directory = Files.createTempDirectory(
                    PROGRAM, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            final Path users = Files.writeString(directory.resolve("users"), "\"postgres\" \"\"\n");
            final Path settings = Files.writeString(directory.resolve("settings"), settings(users));
            final Path log = directory.resolve("log");
            process = new ProcessBuilder(PROGRAM, settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            for (final Path file : new Path[] {directory, users, settings, log}) {
                file.toFile().deleteOnExit();
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("PgBouncer answers", () -> !Sql.query(newUrl(), "select 1").isEmpty());
    }

    /** Whether there is one to be started. */
    static boolean isInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
    }

    private String settings(final Path users) {
        final String lines = IntStream.range(0, MOST_DATABASES)
                .mapToObj(number -> String.format(
                        Locale.ROOT, """
                        %1$s_%2$d = host=127.0.0.1 port=%3$d dbname=postgres pool_size=%4$d \
                        connect_query='set search_path to %1$s_%2$d'
                        """, prefix, number, Postgres.shared().port(), number == NARROW ? 1 : POOL_SIZE))
                .collect(Collectors.joining());
        // It refuses to run as root.
        final String user = System.getProperty("user.name").equals("root") ? "user = nobody" : "";
        return String.format(Locale.ROOT, """
                [databases]
                %s
                [pgbouncer]
                pool_mode = transaction
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = trust
                auth_file = %s
                ignore_startup_parameters = extra_float_digits
                max_client_conn = 1000
                max_user_connections = 80
                server_idle_timeout = 5
                %s
                """, lines, port, users, user);
    }

    /** The URL of a new schema without tables. */
    String newUrl() {
        return newUrl(databases.getAndIncrement());
    }

    /** The URL of a new schema without tables, all of whose clients share one connection; once. */
    String newNarrowUrl() {
        return newUrl(NARROW);
    }

    private String newUrl(final int number) {
        final String database = prefix + "_" + number;
        Postgres.shared().execute("create schema " + database);
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres&sslmode=disable";
    }

    @Override
    public void close() {
        process.destroy();
        Await.until("PgBouncer has ended", () -> !process.isAlive());
    }
}
