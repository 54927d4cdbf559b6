package dev.jobs.benchmarks;

/** The limits of this machine's PostgreSQL, by the least SQL: the yardstick of the others, which measure it in their turn. */
final class LimitBenchmark implements Benchmark {
    @Override
    public String purpose() {
        return "the same work in the barest SQL: batch claims and completions in two threads, and COPY";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int jobs = options.number("jobs", 100_000);
        try (Server server = Server.start(output)) {
            final Race drain = new Race(output, "jobs/s");
            final Race copy = new Race(output, "jobs/s");
            for (final BareSql sql : BareSql.values()) {
                sql.drain(server, jobs / 5);
                drain.add("drain, " + sql.label(), () -> sql.drain(server, jobs));
                copy.add("copy, " + sql.label(), () -> {
                    try (Database database = server.newDatabase()) {
                        sql.makeTable(database);
                        return sql.copy(database, jobs);
                    }
                });
            }
            drain.run(options.number("rounds", 3));
            copy.run(options.number("rounds", 3));
        }
    }
}
