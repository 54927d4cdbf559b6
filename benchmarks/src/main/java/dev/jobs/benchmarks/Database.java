package dev.jobs.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** One database of a {@link Server}, and a connection to look at it with. */
final class Database implements AutoCloseable {
    private final String url;
    private final Connection connection;
    private final Runnable onClose;

    private Database(final String url, final Connection connection, final Runnable onClose) {
        this.url = url;
        this.connection = connection;
        this.onClose = onClose;
    }

    static Database at(final String url, final Runnable onClose) {
        return new Database(url, asked(() -> DriverManager.getConnection(url)), onClose);
    }

    String url() {
        return url;
    }

    /** An action that may fail as JDBC fails; here that ends the run. */
    @FunctionalInterface
    interface Sql<T> {
        T run() throws SQLException;
    }

    static <T> T asked(final Sql<T> sql) {
        try {
            return sql.run();
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection connect() {
        return asked(() -> DriverManager.getConnection(url));
    }

    /** A pool of as many connections. */
    HikariDataSource pool(final int size) {
        final HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }

    void execute(final String... statements) {
        asked(() -> {
            try (Statement statement = connection.createStatement()) {
                for (final String sql : statements) {
                    statement.execute(sql);
                }
            }
            return true;
        });
    }

    String text(final String query) {
        return asked(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                return row.next() ? String.valueOf(row.getString(1)) : "";
            }
        });
    }

    long number(final String query) {
        return Long.parseLong(text(query));
    }

    /** The bytes of WAL that the server has written in its life. */
    long walPosition() {
        return number("select cast(pg_current_wal_lsn() - '0/0' as bigint)");
    }

    /** The process that all of the server's others are children of. */
    ProcessHandle serverProcess() {
        return ProcessHandle.of(number("select pg_backend_pid()"))
                .flatMap(ProcessHandle::parent)
                .orElseThrow();
    }

    /** As after a quiet while: statistics known, dead rows gone, nothing waiting to be written. */
    void settle() {
        execute("vacuum analyze", "checkpoint");
    }

    @Override
    public void close() {
        asked(() -> {
            connection.close();
            return true;
        });
        onClose.run();
    }
}
