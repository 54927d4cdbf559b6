package dev.jobs.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The reads of all sessions of a database so far.
 *
 * @param rows entries of indexes, and rows
 * @param blocks blocks, from the server's memory or not
 */
record ServerReads(long rows, long blocks) {
    /** Reads the figures on the connection that the store uses too, after it has handed in its own: the pool has one. */
    static ServerReads of(final HikariDataSource pool) {
        return Database.asked(() -> {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_stat_force_next_flush()");
                statement.execute("select 1");
                return read(statement);
            }
        });
    }

    private static ServerReads read(final Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                select (select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables)
                        + (select sum(idx_tup_read) from pg_stat_user_indexes),
                    (select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read, 0) + coalesce(idx_blks_hit, 0)
                        + coalesce(toast_blks_read, 0) + coalesce(toast_blks_hit, 0)) from pg_statio_user_tables)""")) {
            row.next();
            return new ServerReads(row.getLong(1), row.getLong(2));
        }
    }

    ServerReads minus(final ServerReads before) {
        return new ServerReads(rows - before.rows, blocks - before.blocks);
    }
}
