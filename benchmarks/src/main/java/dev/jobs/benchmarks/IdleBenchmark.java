package dev.jobs.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The cost of a worker that has nothing to do: a process of its own with the defaults, beside a database. */
final class IdleBenchmark implements Benchmark {
    private static final int WARM_UP_SECONDS = 10;

    @Override
    public String purpose() {
        return "a worker without jobs: statements a second, and the CPU of its process";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int seconds = options.number("seconds", 30);
        try (Server server = Server.startCounting(output);
                Database statistics = server.newDatabase();
                Database database = server.newDatabase()) {
            statistics.execute("create extension pg_stat_statements");
            final String its = " from pg_stat_statements where dbid = "
                    + database.text("select oid from pg_database where datname = current_database()");
            final ProcessHandle ofServer = server.process();
            final Process process = start(database.url());
            try {
                TimeUnit.SECONDS.sleep(options.number("warmup", WARM_UP_SECONDS));
                statistics.execute("select pg_stat_statements_reset()");
                final double cpu = CpuTime.of(process.toHandle());
                final double cpuOfServer = CpuTime.withChildren(ofServer);
                TimeUnit.SECONDS.sleep(seconds);
                final double calls = Double.parseDouble(statistics.text("select coalesce(sum(calls), 0)" + its));
                output.figure(
                        "processor time of the worker", (CpuTime.of(process.toHandle()) - cpu) * 1e3 / seconds, "ms/s");
                output.figure(
                        "… of the server", (CpuTime.withChildren(ofServer) - cpuOfServer) * 1e3 / seconds, "ms/s");
                output.atMost(2, "statements a second", calls / seconds);
                output.atMost(
                        0.01,
                        "processor time of the worker, part of one core",
                        (CpuTime.of(process.toHandle()) - cpu) / seconds);
                output.say("%s", statistics.text("""
                                select string_agg(format('%s x %s', calls, left(regexp_replace(query, '\\s+', ' ', 'g'), 100)), chr(10)
                                    order by calls desc)""" + its));
            } finally {
                process.destroy();
                process.waitFor();
            }
        }
    }

    private static Process start(final String url) {
        try {
            final Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            IdleWorker.class.getName(),
                            url)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            final BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
            final String first = lines.readLine();
            if (first == null || !first.toLowerCase(Locale.ROOT).startsWith("started")) {
                throw new IllegalStateException("the worker does not start: " + first);
            }
            return process;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
