package dev.jobs.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.operations.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The cost of claims behind many jobs of one full limit key, which stand at the head of the queue. */
final class KeptBenchmark implements Benchmark {
    private static final String KEY = "full";
    private static final Set<String> TYPES = Set.of(JobsContender.NOOP.name());
    private static final Set<String> QUEUES = Set.of(JobRequest.DEFAULT_QUEUE);
    private static final int AT_ONCE = 5_000;
    private static final int MOST_ENDS = 100;
    private static final int MOST_FIRST_CLAIMS = 500;
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

    @Override
    public String purpose() {
        return "claims behind 0, 1,000 and 100,000 jobs of one full limit key: how many a second, what the server does for one, and"
                + " how long the first ones take";
    }

    @Override
    public void run(final Options options, final Output output) {
        final int[] sizes = options.numbers("kept", 0, 1_000, 100_000);
        final int claims = options.number("claims", 5_000);
        final Medians medians = new Medians();
        try (Server server = Server.start(output)) {
            for (int round = 1 - options.number("warm", 1); round <= options.number("rounds", 3); round++) {
                for (final int kept : sizes) {
                    final Medians noted = round < 1 ? new Medians() : medians;
                    measure(server, kept, claims, noted);
                    limitedLater(server, kept, noted);
                }
            }
        }
        medians.tell(output, ", median");
        final int fewest = sizes[0];
        final int most = sizes[sizes.length - 1];
        output.figure(
                name(most) + " ÷ " + name(fewest) + ", claims a second",
                medians.ratio(name(most) + ": claims", name(fewest) + ": claims"),
                "");
    }

    private static String name(final int kept) {
        return String.format(Locale.ROOT, "%,d kept back", kept);
    }

    private static void measure(final Server server, final int kept, final int claims, final Medians medians) {
        try (Database database = server.newDatabase();
                HikariDataSource pool = database.pool(1);
                JobStore store =
                        JdbcJobStore.on(pool, JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF))) {
            final Claimer claimer = Claimer.of(store);
            store.setLimit(Limit.atOnce(KEY, 1));
            submit(store, 1, KEY);
            final ClaimedJob holder = claimer.next();
            submit(store, kept, KEY);
            // Some are left at the end, so that a free permit has somebody to be taken from.
            submit(store, 2 * claims + MOST_ENDS + MOST_FIRST_CLAIMS);
            database.settle();
            firstClaims(name(kept) + ", met first", claimer, database, medians);
            database.settle();
            IntStream.range(1, claims).forEach(unused -> requireFree(claimer.next()));
            claims(name(kept), claimer, claims, new Watched(database, pool), medians);
            permits(name(kept), claimer, holder, Math.min(kept, MOST_ENDS), medians);
        }
    }

    /** Jobs that wait when their key gets its limit. */
    private static void limitedLater(final Server server, final int kept, final Medians medians) {
        try (Database database = server.newDatabase();
                HikariDataSource pool = database.pool(1);
                JobStore store =
                        JdbcJobStore.on(pool, JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF))) {
            final Claimer claimer = Claimer.of(store);
            submit(store, kept, KEY);
            submit(store, MOST_FIRST_CLAIMS);
            database.settle();
            store.setLimit(Limit.atOnce(KEY, 0));
            firstClaims(name(kept) + ", limited later", claimer, database, medians);
        }
    }

    /** The claims that meet the jobs that are kept back: until the first job behind starts, and until all of them are set apart. */
    private static void firstClaims(
            final String name, final Claimer claimer, final Database database, final Medians medians) {
        final Latencies latencies = new Latencies();
        final long begin = System.nanoTime();
        do {
            final long asked = System.nanoTime();
            requireFree(claimer.next());
            latencies.add(System.nanoTime() - asked);
            if (latencies.count() == 1) {
                medians.note(name + ": until one behind starts", millisSince(begin), "ms");
            }
        } while (latencies.count() < MOST_FIRST_CLAIMS
                && database.number("select count(*) from jobs_job where status = 'pending' and limit_keys is not null"
                                + " and case when due and declined_by is null then held_by is null end")
                        > 0);
        medians.note(name + ": jobs behind that start until all are set apart", latencies.count(), "");
        medians.note(name + ": the longest of these claims", latencies.quantile(1), "ms");
        medians.note(name + ": until all are set apart", millisSince(begin), "ms");
    }

    /** A database, and the pool of one connection that the store uses. */
    private record Watched(Database database, HikariDataSource pool) {}

    private static void claims(
            final String name, final Claimer claimer, final int claims, final Watched server, final Medians medians) {
        final Latencies latencies = new Latencies();
        final ServerReads reads = ServerReads.of(server.pool());
        final ProcessHandle process = server.database().serverProcess();
        final double cpu = CpuTime.withChildren(process);
        final long begin = System.nanoTime();
        for (int i = 0; i < claims; i++) {
            final long asked = System.nanoTime();
            requireFree(claimer.next());
            latencies.add(System.nanoTime() - asked);
        }
        medians.note(name + ": claims", claims / (millisSince(begin) / 1e3), "a second");
        medians.note(
                name + ": CPU of the server for a claim", (CpuTime.withChildren(process) - cpu) * 1e6 / claims, "µs");
        final ServerReads read = ServerReads.of(server.pool()).minus(reads);
        medians.note(name + ": rows and entries read for a claim", (double) read.rows() / claims, "");
        medians.note(name + ": blocks for a claim", (double) read.blocks() / claims, "");
        medians.note(name + ": a claim", latencies);
    }

    /** From the end of the job that holds the permit until the next of its key is claimed. */
    private static void permits(
            final String name, final Claimer claimer, final ClaimedJob first, final int ends, final Medians medians) {
        final Latencies latencies = new Latencies();
        ClaimedJob holder = first;
        for (int i = 0; i < ends; i++) {
            final long begin = System.nanoTime();
            claimer.complete(holder);
            holder = claimer.next();
            latencies.add(System.nanoTime() - begin);
            if (holder.job().request().limitKeys().isEmpty()) {
                throw new IllegalStateException("a permit was free, but a job behind started");
            }
        }
        if (ends > 0) {
            medians.note(name + ": from the end of one of the key to the next", latencies);
        }
    }

    private static void requireFree(final ClaimedJob claimed) {
        if (!claimed.job().request().limitKeys().isEmpty()) {
            throw new IllegalStateException("the limit is full, but a job of it started");
        }
    }

    private static double millisSince(final long begin) {
        return (System.nanoTime() - begin) / 1e6;
    }

    private static void submit(final JobStore store, final int jobs, final String... limitKeys) {
        for (int first = 0; first < jobs; first += AT_ONCE) {
            final List<JobRequest> requests = new ArrayList<>();
            for (int number = first; number < Math.min(jobs, first + AT_ONCE); number++) {
                requests.add(JobsContender.NOOP
                        .requestBuilder(new JobsContender.Noop(number))
                        .limitKeys(limitKeys)
                        .build());
            }
            store.submit(requests);
        }
    }

    /** A worker that claims one job at a time. */
    private record Claimer(JobStore store, WorkerId worker) {
        static Claimer of(final JobStore store) {
            final WorkerId worker = WorkerId.random();
            final WorkerProfile profile = WorkerProfile.builder("benchmark")
                    .types(TYPES)
                    .queues(QUEUES)
                    .slots(1)
                    .build();
            store.heartbeat(Heartbeat.builder(worker, profile)
                    .timeToLive(Duration.ofDays(1))
                    .build());
            return new Claimer(store, worker);
        }

        /** The job that starts next; claims that only set others aside give none, and are followed by the next. */
        ClaimedJob next() {
            final long begin = System.nanoTime();
            while (System.nanoTime() - begin < PATIENCE) {
                final List<ClaimedJob> claimed = store.claim(ClaimRequest.builder(worker)
                        .types(TYPES)
                        .queues(QUEUES)
                        .limit(1)
                        .build());
                if (!claimed.isEmpty()) {
                    return claimed.get(0);
                }
            }
            throw new IllegalStateException("no job starts");
        }

        void complete(final ClaimedJob job) {
            store.report(Report.completed(job.lease(), Optional.empty()));
        }
    }
}
