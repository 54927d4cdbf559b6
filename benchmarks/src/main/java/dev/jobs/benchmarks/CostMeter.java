package dev.jobs.benchmarks;

/** The costs of one kind of operation on a database: of the server, of this process, and in the log. */
final class CostMeter {
    private final Database statistics;
    private final Database database;
    private final long id;

    /** @param statistics a database of the same server with {@code pg_stat_statements} */
    CostMeter(final Database statistics, final Database database) {
        this.statistics = statistics;
        this.database = database;
        this.id = database.number("select oid from pg_database where datname = current_database()");
    }

    /**
     * The costs of one operation.
     *
     * @param serverMicros processor time of the server
     * @param ownMicros processor time of this process
     */
    record Cost(String name, double serverMicros, double ownMicros, double walBytes, double statements) {
        void tell(final Output output) {
            output.figure(name + ": CPU of the server", serverMicros, "µs");
            output.figure(name + ": own CPU", ownMicros, "µs");
            output.figure(name + ": WAL", walBytes, "bytes");
            output.figure(name + ": statements", statements, "");
        }
    }

    /** Something that is done again and again. */
    @FunctionalInterface
    interface Work {
        /** Does it, and answers how often. */
        double run() throws InterruptedException;
    }

    Cost measure(final String name, final Work work) throws InterruptedException {
        statistics.execute("select pg_stat_statements_reset()");
        final double server = CpuTime.withChildren(database.serverProcess());
        final double own = CpuTime.of(ProcessHandle.current());
        final long wal = database.walPosition();
        final double times = work.run();
        return new Cost(
                name,
                (CpuTime.withChildren(database.serverProcess()) - server) * 1e6 / times,
                (CpuTime.of(ProcessHandle.current()) - own) * 1e6 / times,
                (database.walPosition() - wal) / times,
                statistics.number("select cast(coalesce(sum(calls), 0) as bigint) from pg_stat_statements where dbid = "
                                + id)
                        / times);
    }
}
