package dev.jobs.chaos;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server that waits for its disk as in production, and that can be killed and started again. For one thread. */
final class Database implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    private final Path data;
    private final Path programs;
    private final Path log;
    private final int port;
    private Process server;

    private Database(final Path directory, final Path data, final Path programs) throws IOException {
        this.data = data;
        this.programs = programs;
        this.log = directory.resolve("postgresql.log");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        this.server = launch();
    }

    /** Makes one in this directory, and starts it. */
    static Database create(final Path directory) throws IOException, SQLException, InterruptedException {
        final Path data = directory.resolve("data").toAbsolutePath();
        final Path programs;
        // It makes the cluster and has the programs; its own server does not wait for the disk, so it is ended.
        try (EmbeddedPostgres maker = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setErrorRedirector(Redirect.DISCARD)
                .setOutputRedirector(Redirect.DISCARD)
                .start()) {
            programs = Path.of(query(
                    "jdbc:postgresql://127.0.0.1:" + maker.getPort() + "/postgres?user=postgres",
                    "select setting from pg_config where name = 'BINDIR'"));
        }
        final var database = new Database(directory, data, programs);
        database.awaitReady();
        for (final String setting : DURABLE) {
            if (!query(database.url(database.port), "show " + setting).equals("on")) {
                throw new IllegalStateException(setting + " is not on");
            }
        }
        return database;
    }

    int port() {
        return port;
    }

    /** Its URL by way of a port. */
    String url(final int by) {
        return "jdbc:postgresql://127.0.0.1:" + by
                + "/postgres?user=postgres&sslmode=disable&connectTimeout=2&socketTimeout=10";
    }

    /** Kills every process of it, as a crash of its machine would but for what the disk has been told. */
    void kill() throws InterruptedException {
        final List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
        all.add(0, server.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        server.waitFor();
    }

    /** Starts it after a kill, and waits until it answers. */
    void start() throws IOException, InterruptedException {
        server = launch();
        awaitReady();
    }

    private Process launch() throws IOException {
        final var line = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            // It refuses to run as root; in a user namespace of its own it is nobody.
            line.addAll(List.of("unshare", "-U"));
        }
        line.addAll(List.of(
                programs.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=100",
                "-c",
                "checkpoint_timeout=30s"));
        DURABLE.forEach(setting -> line.addAll(List.of("-c", setting + "=on")));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
    }

    private void awaitReady() throws IOException, InterruptedException {
        final long end = System.nanoTime() + LONGEST_START.toNanos();
        while (true) {
            try {
                query(url(port), "select 1");
                return;
            } catch (final SQLException notYet) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("The database does not start; see " + log, notYet);
                }
            }
            if (!server.isAlive()) {
                // What a kill left behind, its shared memory above all, may need a moment to go.
                server = launch();
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static String query(final String url, final String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its directory must be gone before another run. */
    static void delete(final Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var all = Files.walk(directory)) {
            for (final Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
