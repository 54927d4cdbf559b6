package dev.jobs.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The costs of each statement of one database, as the server counts them in its processes; looked at from another database. */
final class StatementCosts {
    private final Database statistics;
    private final long database;

    /** @param statistics a database with {@code pg_stat_statements} */
    StatementCosts(final Database statistics, final Database database) {
        this.statistics = statistics;
        this.database = database.number("select oid from pg_database where datname = current_database()");
    }

    void reset() {
        statistics.execute("select pg_stat_statements_reset()");
    }

    /** Tells the costs of each statement for one of so many jobs, or seconds; returns the microseconds of all together. */
    double tell(final Output output, final int number, final String one) {
        output.say(
                "%9s %9s %12s %12s %10s %8s   %s",
                "calls", "plans", "planning µs", "running µs", "WAL bytes", "rows", "each for one " + one);
        return Database.asked(() -> {
            try (Connection connection = statistics.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            """
                            select calls, plans, 1000 * total_plan_time, 1000 * total_exec_time, wal_bytes, rows,
                                left(regexp_replace(query, '\\s+', ' ', 'g'), 120)
                            from pg_stat_statements
                            where dbid =\s""" + database + " order by total_plan_time + total_exec_time desc")) {
                return tell(output, row, number);
            }
        });
    }

    private static double tell(final Output output, final ResultSet row, final int number) throws SQLException {
        double all = 0;
        while (row.next()) {
            final double planning = row.getDouble(3) / number;
            final double running = row.getDouble(4) / number;
            all += planning + running;
            output.say(
                    "%9.3f %9.3f %12.1f %12.1f %10.0f %8.2f   %s",
                    row.getDouble(1) / number,
                    row.getDouble(2) / number,
                    planning,
                    running,
                    row.getDouble(5) / number,
                    row.getDouble(6) / number,
                    row.getString(7));
        }
        return all;
    }
}
