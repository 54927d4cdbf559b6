package dev.jobs.benchmarks;

import dev.jobs.store.jdbc.JdbcJobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The climb of a database of version 1, in which many jobs wait, to the tables of this version; and for how long others wait meanwhile. */
final class ClimbBenchmark implements Benchmark {
    private static final String FIRST_STEP = "/dev/jobs/store/jdbc/schema/postgresql/V1__jobs.sql";

    @Override
    public String purpose() {
        return "a database of version 1 with a million waiting jobs climbs to this version: each step, and who waits for how long";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int jobs = options.number("jobs", 1_000_000);
        try (Server server = Server.start(output)) {
            for (int round = 1; round <= options.number("rounds", 1); round++) {
                try (Database database = server.newDatabase()) {
                    climb(database, jobs, output);
                }
            }
        }
    }

    private static void climb(final Database database, final int jobs, final Output output)
            throws InterruptedException {
        database.execute(firstStep(), String.format(Locale.ROOT, """
                insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms)
                select gen_random_uuid(), 'type ' || i %% 10, 'queue ' || i %% 5, i %% 3, 'owner ' || i %% 1000,
                    '{"number":' || i || '}', 3, 1000, 600000
                from generate_series(1, %d) as i""", jobs));
        database.settle();
        final Bystanders bystanders = Bystanders.start(database);
        final long begin = System.nanoTime();
        JdbcJobStore.open(database.url()).close();
        final double seconds = (System.nanoTime() - begin) / 1e9;
        bystanders.stop();

        final long last = database.number("select max(version) from jobs_schema");
        output.figure("version 1 to " + last + ", all of it", seconds, "s");
        final double end = Double.parseDouble(database.text("select extract(epoch from now())"));
        final long first = database.number("select min(version) from jobs_schema") + 1;
        for (long version = first; version <= last; version++) {
            final double from = applied(database, version);
            // A step is done when the next one begins; after the last one the store is opened.
            final double until = version == last ? end : applied(database, version + 1);
            output.figure(step(version) + (version == last ? ", and the opening" : ""), until - from, "s");
            bystanders.tell(output, step(version), from, until);
        }
        output.figure(
                "jobs that wait after it",
                (double) database.number("select count(*) from jobs_job where status = 'pending'"),
                "");
    }

    private static String step(final long version) {
        return "step to version " + version;
    }

    private static double applied(final Database database, final long version) {
        return Double.parseDouble(
                database.text("select extract(epoch from applied_at) from jobs_schema where version = " + version));
    }

    private static String firstStep() {
        try (InputStream file = JdbcJobStore.class.getResourceAsStream(FIRST_STEP)) {
            if (file == null) {
                throw new IllegalStateException("the library's jar lacks " + FIRST_STEP);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
