package dev.jobs.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.micrometer.StoreMeters;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.TimeRange;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The cost of what operators ask for, among few and many jobs of mixed status: milliseconds, and what PostgreSQL reads for it. */
final class OperationsBenchmark implements Benchmark {
    private static final Duration DAY = Duration.ofDays(1);

    @Override
    public String purpose() {
        return "what operators ask of stores of 100, 100,000 and 5,000,000 jobs of mixed status: time, rows and blocks read";
    }

    @Override
    public void run(final Options options, final Output output) {
        final int[] sizes = options.numbers("jobs", 100, 100_000, 5_000_000);
        final int calls = options.number("calls", 11);
        try (Server server = Server.start(output)) {
            for (final int jobs : sizes) {
                try (Database database = server.newDatabase();
                        HikariDataSource pool = database.pool(1);
                        JobStore store = JdbcJobStore.on(
                                pool, JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF))) {
                    MixedJobs.fill(database, jobs);
                    for (final Map.Entry<String, Runnable> question :
                            questions(store, database).entrySet()) {
                        final Costs costs = costs(pool, question.getValue(), calls);
                        final String name = String.format(Locale.ROOT, "%,d: %s", jobs, question.getKey());
                        output.figure(name + ", median", costs.median(), "ms");
                        output.figure(name + ", most", costs.most(), "ms");
                        output.figure(name + ", rows and entries read", (double) costs.rows(), "");
                        output.figure(name + ", blocks", (double) costs.blocks(), "");
                    }
                }
            }
        }
    }

    private static Map<String, Runnable> questions(final JobStore store, final Database database) {
        final Instant now = store.overview().at();
        final TimeRange lately = new TimeRange(now.minus(DAY), now.plus(DAY));
        final JobQuery all = JobQuery.all().withPageSize(50);
        final JobId some = JobId.parse(database.text("select id from jobs_job order by seq offset 10 limit 1"))
                .orElseThrow();
        final List<JobId> ended = new ArrayList<>();
        Arrays.stream(database.text(
                                "select string_agg(id::text, ',') from (select id from jobs_job where finished_at is not null limit 20) as j")
                        .split(",", -1))
                .forEach(id -> ended.add(JobId.parse(id).orElseThrow()));
        final Map<String, Runnable> questions = new LinkedHashMap<>();
        questions.put("overview", store::overview);
        questions.put("a scrape", () -> scrape(store));
        questions.put("workers", store::workers);
        final Map<String, JobSearch.Builder> searches = new LinkedHashMap<>();
        searches.put("the newest", JobSearch.builder(all));
        searches.put("by id", JobSearch.builder(all).id(some));
        searches.put("by idempotency key", JobSearch.builder(all).idempotencyKey("key 11"));
        searches.put(
                "of an owner", JobSearch.builder(JobQuery.ofOwner("owner 7").withPageSize(50)));
        searches.put("what runs", JobSearch.builder(all.withStatuses(JobStatus.PROCESSING)));
        searches.put("failed, by id", JobSearch.builder(all.withStatuses(JobStatus.FAILED)));
        searches.put(
                "failed lately, by end",
                JobSearch.builder(all.withStatuses(JobStatus.FAILED)).ended(lately));
        searches.put("ended lately", JobSearch.builder(all).ended(lately));
        searches.put(
                "by an attribute of one in a thousand", JobSearch.builder(all).attribute("tenant", "7"));
        searches.put("by an attribute of the oldest", JobSearch.builder(all).attribute("tenant", "the oldest"));
        searches.put("by a text in one error of fifty", JobSearch.builder(all).errorText("host 7 "));
        searches.forEach((name, search) -> questions.put("search: " + name, () -> store.search(search.build())));
        questions.put("failures of a day", () -> store.failures(now.minus(DAY)));
        questions.put(
                "history: an hour by the minute", () -> store.history(HistoryQuery.last(Duration.ofHours(1), now)));
        questions.put("history: a day by the minute", () -> store.history(HistoryQuery.last(DAY, now)));
        final TimeRange week = new TimeRange(now.minus(HistoryQuery.KEPT), now);
        questions.put(
                "history: a week by the quarter of an hour",
                () -> store.history(new HistoryQuery(week, Duration.ofMinutes(15))));
        questions.put("history: a week by the hour", () -> store.history(new HistoryQuery(week, Duration.ofHours(1))));
        questions.put("delete", () -> store.delete(ended.remove(ended.size() - 1)));
        return questions;
    }

    /** The first scrape of a process, which waits for the store, and the next, which has a meter for each type and does not ask again. */
    private static void scrape(final JobStore store) {
        final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (StoreMeters meters =
                StoreMeters.builder(store).patience(Duration.ofMinutes(1)).build()) {
            meters.bindTo(registry);
            registry.scrape();
            registry.scrape();
        }
    }

    /** The times of several calls, and what the last of them read: entries of indexes and rows, and blocks of the server's memory. */
    private record Costs(double median, double most, long rows, long blocks) {}

    private static Costs costs(final HikariDataSource pool, final Runnable question, final int calls) {
        question.run();
        final double[] millis = new double[calls];
        ServerReads read = new ServerReads(0, 0);
        for (int i = 0; i < calls; i++) {
            final ServerReads before = ServerReads.of(pool);
            final long begin = System.nanoTime();
            question.run();
            millis[i] = (System.nanoTime() - begin) / 1e6;
            read = ServerReads.of(pool).minus(before);
        }
        Arrays.sort(millis);
        return new Costs(millis[calls / 2], millis[calls - 1], read.rows(), read.blocks());
    }
}
