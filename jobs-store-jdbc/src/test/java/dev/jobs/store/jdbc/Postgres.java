package dev.jobs.store.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * The PostgreSQL server that the tests of this JVM share, with a fresh schema for whoever asks. It ends with the JVM, and
 * does not wait for its disk: what is about crashes has a {@link PostgresServer} of its own.
 */
public final class Postgres {
    private final EmbeddedPostgres server;

    private Postgres() {
        try {
            server = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .setServerConfig("max_connections", "200")
                    .setServerConfig("deadlock_timeout", "500ms")
                    .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                    .setServerConfig("pg_stat_statements.track_planning", "on")
                    .start();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Started by the first who asks. */
    private static final class Shared {
        private static final Postgres SERVER = new Postgres();
    }

    public static Postgres shared() {
        return Shared.SERVER;
    }

    public int port() {
        return server.getPort();
    }

    /** The URL of a new schema without tables. */
    public String newUrl() {
        return url(newSchema());
    }

    public String newSchema() {
        final String schema = "s" + UUID.randomUUID().toString().replace("-", "");
        execute("create schema " + schema);
        return schema;
    }

    public String url(final String schema) {
        return url(port(), schema);
    }

    /** The URL of a schema, by way of another port. */
    public static String url(final int port, final String schema) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&sslmode=disable&currentSchema="
                + schema;
    }

    public void execute(final String... statements) {
        Sql.execute(url("public"), statements);
    }

    /** Counts statements from now on, in {@code public.pg_stat_statements}. */
    public void countStatements() {
        execute(
                "create extension if not exists pg_stat_statements schema public",
                "do 'begin perform public.pg_stat_statements_reset(); end'");
    }

    /** Where the server's programs are. */
    public Path programs() {
        return Path.of(Sql.query(url("public"), "select setting from pg_config where name = 'BINDIR'")
                .get(0));
    }
}
