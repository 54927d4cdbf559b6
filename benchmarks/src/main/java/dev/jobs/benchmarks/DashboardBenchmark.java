package dev.jobs.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.dashboard.DashboardAccess;
import dev.jobs.dashboard.DashboardServlet;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The cost of the dashboard among many jobs: what PostgreSQL reads for each page, how long the answers take while jobs come and are run,
 * and how much fewer jobs are run while dashboards are looked at.
 */
final class DashboardBenchmark implements Benchmark {
    private static final int WAITING = 20_000;
    private static final int REFILL = 1_000;
    /** The jobs of a month stay: to prune them meanwhile is another benchmark's load. */
    private static final Hooks KEEPING_ALL =
            new Hooks("keeping all", store -> store, builder -> builder.retention(Duration.ofDays(365)));

    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(2);

    @Override
    public String purpose() {
        return "the dashboard among 5,000,000 jobs: each page's reads, its times at 2,000 jobs/s, and what 20 open ones cost the rest";
    }

    /** The load of a run: a steady part at this rate, and a part as fast as may be, of as many seconds each. */
    private record Load(int rate, int seconds, int slots, int pages, Optional<StatementCosts> statements) {}

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final int pages = options.number("pages", 20);
        final boolean counts = options.number("statements", 0) == 1;
        try (Server server = counts ? Server.startCounting(output) : Server.start(output);
                Database statistics = server.newDatabase();
                Database database = server.newDatabase()) {
            final Load load = new Load(
                    options.number("rate", 2_000),
                    options.number("seconds", 60),
                    options.number("slots", 500),
                    pages,
                    counts ? Optional.of(counting(statistics, database)) : Optional.empty());
            create(database);
            MixedJobs.fill(database, options.number("jobs", 5_000_000));
            final List<OpenPages.Page> kinds = kinds(database);
            tellReads(database, kinds, output);
            final double without = under(server, database, load, List.of(), output);
            final double with = under(server, database, load, kinds, output);
            output.atLeast(0.95, "jobs a second with " + pages + " open dashboards ÷ without", with / without);
        }
    }

    private static StatementCosts counting(final Database statistics, final Database database) {
        statistics.execute("create extension pg_stat_statements");
        return new StatementCosts(statistics, database);
    }

    private static void create(final Database database) {
        JdbcJobStore.open(database.url()).close();
    }

    private static List<OpenPages.Page> kinds(final Database database) {
        final String now = Instant.now().minus(Duration.ofDays(1)).toString();
        final String running = database.text("select id from jobs_job where status = 'processing' limit 1");
        final String waiting = database.text("select id from jobs_job where status = 'pending' and due limit 1");
        return List.of(
                new OpenPages.Page("overview", "/dashboard/api/overview", 1),
                new OpenPages.Page("workers", "/dashboard/api/workers", 1),
                new OpenPages.Page("failures of a day", "/dashboard/api/failures?since=" + now, 5),
                new OpenPages.Page("jobs", "/dashboard/api/jobs", 3),
                new OpenPages.Page("jobs of an owner", "/dashboard/api/jobs?owner=owner%207", 3),
                new OpenPages.Page("failed jobs of a day", "/dashboard/api/jobs?status=failed&endedFrom=" + now, 3),
                new OpenPages.Page("a running job", "/dashboard/api/jobs/" + running, 1),
                new OpenPages.Page("a waiting job", "/dashboard/api/jobs/" + waiting, 1));
    }

    private static WebServer dashboard(final JobStore store) {
        final WebServer web = new WebServer();
        web.add(
                "/dashboard/*",
                DashboardServlet.builder(store, DashboardAccess.everything(request -> true))
                        .build());
        return web;
    }

    /** Asks for each page once on a server of its own, which has nothing to share yet; the first time is not counted. */
    private static void tellReads(final Database database, final List<OpenPages.Page> kinds, final Output output) {
        final HttpClient client = HttpClient.newHttpClient();
        try (HikariDataSource pool = database.pool(1);
                JobStore store =
                        JdbcJobStore.on(pool, JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF))) {
            for (final OpenPages.Page page : kinds) {
                askOnce(store, client, page);
                final ServerReads before = ServerReads.of(pool);
                final long begin = System.nanoTime();
                askOnce(store, client, page);
                final double millis = (System.nanoTime() - begin) / 1e6;
                final ServerReads read = ServerReads.of(pool).minus(before);
                output.figure(page.name() + ", alone, with a server's start", millis, "ms");
                output.figure(page.name() + ", rows and entries read", (double) read.rows(), "");
                output.figure(page.name() + ", blocks", (double) read.blocks(), "");
            }
        }
    }

    private static void askOnce(final JobStore store, final HttpClient client, final OpenPages.Page page) {
        try (WebServer web = dashboard(store)) {
            OpenPages.get(client, web.start(), page.path());
        }
    }

    /** Runs the load while these pages are open, if any; returns the jobs a second of its second part. */
    private static double under(
            final Server server,
            final Database database,
            final Load load,
            final List<OpenPages.Page> kinds,
            final Output output)
            throws InterruptedException {
        final AtomicLong handled = new AtomicLong();
        final String name = kinds.isEmpty() ? "without dashboards" : "with " + load.pages() + " open dashboards";
        try (Contender.Session session = new JobsContender(JdbcSettings.Signalling.ON, KEEPING_ALL)
                        .open(database, number -> handled.incrementAndGet());
                JobStore store = JdbcJobStore.open(database.url());
                WebServer web = dashboard(store)) {
            final int port = web.start();
            session.start(load.slots());
            try (OpenPages pages = OpenPages.of(port, kinds, kinds.isEmpty() ? 0 : load.pages())) {
                load.statements().ifPresent(StatementCosts::reset);
                final double cpu = CpuTime.withChildren(server.process());
                final SteadyLoad steady = new SteadyLoad(load.rate(), load.seconds());
                steady.submit(session, new SteadyLoad.Times(steady.jobs()));
                output.figure(
                        name + ", the server's CPU at " + load.rate() + " jobs/s, part of one core",
                        (CpuTime.withChildren(server.process()) - cpu) / load.seconds(),
                        "");
                load.statements().ifPresent(costs -> costs.tell(output, load.seconds(), "second"));
                pages.tell(output);
                final double rate = flood(session, handled, load.seconds());
                output.figure(name + ", as fast as may be", rate, "jobs/s");
                return rate;
            }
        }
    }

    /** Keeps jobs waiting for so long, the first quarter of which is not counted; returns how many are run a second. */
    private static double flood(final Contender.Session session, final AtomicLong handled, final int seconds) {
        final long measured = TimeUnit.SECONDS.toNanos(seconds);
        final long from = System.nanoTime() + measured / 4;
        long submitted = handled.get();
        long handledBefore = -1;
        while (System.nanoTime() - from < measured) {
            if (handledBefore < 0 && System.nanoTime() - from >= 0) {
                handledBefore = handled.get();
            }
            if (submitted - handled.get() < WAITING) {
                session.submit(REFILL);
                submitted += REFILL;
            } else {
                LockSupport.parkNanos(LOOK_AGAIN);
            }
        }
        return (handled.get() - Math.max(0, handledBefore)) / ((System.nanoTime() - from) / 1e9);
    }
}
