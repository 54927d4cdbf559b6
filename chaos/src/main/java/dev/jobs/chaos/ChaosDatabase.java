package dev.jobs.chaos;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server that waits for its disk as in production, and that can be killed and started again. For one thread. */
final class ChaosDatabase implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(60);
    private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts", "postgresql.auto.conf");

    /** The store's time, in a schema that is looked at before that of PostgreSQL itself: a clock that can jump. */
    private static final String[] CLOCK = {
        "create table clock_jump (millis bigint not null)", "insert into clock_jump values (0)", """
                create function public.statement_timestamp() returns timestamptz language sql stable as
                $$ select pg_catalog.statement_timestamp()
                    + (select millis from public.clock_jump) * interval '1 millisecond' $$"""
    };

    private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");

    private final Path data;
    private final Path programs;
    private final Path log;
    private final int port;
    private Process server;

    private ChaosDatabase(final Path data, final Path programs, final Path log) throws IOException {
        this.data = data;
        this.programs = programs;
        this.log = log;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        this.server = launch();
    }

    /** Makes one in this directory, and starts it. */
    static ChaosDatabase create(final Path directory) throws IOException, SQLException, InterruptedException {
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
        final var database = new ChaosDatabase(data, programs, directory.resolve("postgresql.log"));
        database.awaitReady();
        database.execute(CLOCK);
        for (final String setting : DURABLE) {
            if (!query(database.url(database.port), "show " + setting).equals("on")) {
                throw new IllegalStateException(setting + " is not on");
            }
        }
        return database;
    }

    /** A standby of this server, on a new directory beside it, which copies what is written without being waited for. */
    ChaosDatabase newStandby(final String name) throws IOException, SQLException, InterruptedException {
        final Path directory = data.resolveSibling(name);
        try (Connection connection = DriverManager.getConnection(url(port));
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('chaos', true)");
            copyTo(directory);
            try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                row.next();
                Files.writeString(directory.resolve("backup_label"), row.getString(1));
            }
        }
        Files.createFile(directory.resolve("standby.signal"));
        Files.writeString(
                directory.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres'\n");
        final var standby = new ChaosDatabase(directory, programs, log);
        standby.awaitReady();
        return standby;
    }

    // Its log comes from the primary; other files come and go while it works, and what matters of them is in the log.
    private void copyTo(final Path directory) throws IOException {
        try (var all = Files.walk(data)) {
            for (final Path from : all.filter(Files::exists).toList()) {
                final Path to = directory.resolve(data.relativize(from));
                if (Files.isDirectory(from)) {
                    Files.createDirectory(
                            to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } else if (!from.startsWith(data.resolve("pg_wal"))
                        && !NOT_COPIED.contains(from.getFileName().toString())) {
                    copy(from, to);
                }
            }
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void copy(final Path from, final Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (final NoSuchFileException gone) {
            // As above.
        }
    }

    /** Lets this standby hear no more of its primary. */
    void hearNoMore() throws SQLException {
        execute("alter system set primary_conninfo = ''", "select pg_reload_conf()");
    }

    /** Makes a primary of this standby, and waits until it is one. */
    void promote() throws SQLException {
        execute("select pg_promote()");
    }

    /** Lets the clock by which the store goes jump. */
    void jumpClock(final Duration by) throws SQLException {
        execute("update clock_jump set millis = millis + " + by.toMillis());
    }

    void execute(final String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(port));
                Statement statement = connection.createStatement()) {
            for (final String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    int port() {
        return port;
    }

    /** Its URL by way of a port. */
    String url(final int by) {
        return "jdbc:postgresql://127.0.0.1:" + by
                + "/postgres?user=postgres&sslmode=disable&connectTimeout=2&socketTimeout=10"
                + "&currentSchema=public,pg_catalog";
    }

    /** Kills every process of it, as a crash of its machine would but for what the disk has been told. */
    void kill() throws InterruptedException {
        final List<ProcessHandle> all = new ArrayList<>(server.descendants().toList());
        all.add(0, server.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        server.waitFor();
    }

    /** Deletes all of it after a kill. */
    void delete() throws IOException {
        delete(data);
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
                "checkpoint_timeout=30s",
                "-c",
                "wal_keep_size=256MB"));
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

    /** The columns of each row that a query gives. */
    List<String[]> rows(final String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(port));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            final var rows = new ArrayList<String[]>();
            while (row.next()) {
                final var columns = new String[row.getMetaData().getColumnCount()];
                for (int i = 0; i < columns.length; i++) {
                    columns[i] = row.getString(i + 1);
                }
                rows.add(columns);
            }
            return rows;
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
