package dev.jobs.benchmarks;

import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.StartRate;
import dev.jobs.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The starts of jobs under a rate, with several workers: the worst window of its period, and how much of the rate is used. */
final class RateBenchmark implements Benchmark {
    private static final String KEY = "partner";
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);

    @Override
    public String purpose() {
        return "4 workers under a rate: the most starts in any window of its period, and how much of the rate is used";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final Load load =
                new Load(options.number("workers", 4), options.number("slots", 8), options.number("seconds", 20));
        final Duration period = Duration.ofMillis(options.number("period", 1_000));
        try (Server server = Server.start(output)) {
            for (final int starts : options.numbers("starts", 10, 100, 500)) {
                for (final int burst : options.numbers("burst", 1, 20)) {
                    measure(server, new StartRate(starts, period, burst), load, output);
                }
            }
        }
    }

    private record Load(int workers, int slots, int seconds) {
        int jobs(final StartRate rate) {
            return (int) (rate.starts()
                    * TimeUnit.SECONDS.toMillis(seconds)
                    / rate.period().toMillis());
        }
    }

    private static void measure(final Server server, final StartRate rate, final Load load, final Output output)
            throws InterruptedException {
        try (Database database = server.newDatabase();
                JobStore store = JdbcJobStore.open(database.url())) {
            store.setLimit(Limit.builder(KEY).rate(rate).build());
            final int jobs = load.jobs(rate);
            store.submit(IntStream.range(0, jobs)
                    .mapToObj(number -> JobsContender.NOOP
                            .requestBuilder(new JobsContender.Noop(number))
                            .limitKeys(KEY)
                            .build())
                    .toList());
            database.settle();
            final Queue<Long> handled = new ConcurrentLinkedQueue<>();
            run(database, load, jobs, handled);
            tell(rate, starts(database), handled, output);
        }
    }

    /** Has the jobs run by workers with stores of their own, as if each were a process of its own. */
    private static void run(final Database database, final Load load, final int jobs, final Queue<Long> handled) {
        final List<JobStore> stores = new ArrayList<>();
        final List<Worker> workers = new ArrayList<>();
        try {
            for (int i = 0; i < load.workers(); i++) {
                final JobStore store = JdbcJobStore.open(database.url());
                stores.add(store);
                workers.add(Worker.builder(store)
                        .handle(JobsContender.NOOP, context -> note(handled))
                        .slots(load.slots())
                        .start());
            }
            final long begin = System.nanoTime();
            while (handled.isEmpty()) {
                if (System.nanoTime() - begin > PATIENCE) {
                    throw new IllegalStateException("no job starts");
                }
                LockSupport.parkNanos(LOOK_AGAIN);
            }
            final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(load.seconds());
            while (System.nanoTime() - end < 0
                    && database.number("select count(*) from jobs_job where status = 'complete'") < jobs) {
                LockSupport.parkNanos(LOOK_AGAIN);
            }
        } finally {
            workers.forEach(Worker::close);
            stores.forEach(JobStore::close);
        }
    }

    private static @Nullable Void note(final Queue<Long> handled) {
        handled.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
        return null;
    }

    /** The starts by the database's clock, in microseconds. */
    private static long[] starts(final Database database) {
        return Arrays.stream(database.text("""
                        select string_agg(cast(cast(extract(epoch from started_at) * 1000000 as bigint) as text), ',')
                        from jobs_job
                        where started_at is not null""").split(",", -1))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static void tell(
            final StartRate rate, final long[] starts, final Queue<Long> handled, final Output output) {
        final long period = TimeUnit.NANOSECONDS.toMicros(rate.period().toNanos());
        Arrays.sort(starts);
        output.atMost(
                rate.starts() + rate.burst() - 1,
                rate + ": most starts in a window of the period",
                mostWithin(period, starts));
        output.figure(
                rate + ": most that handlers saw in one",
                mostWithin(
                        period,
                        handled.stream().mapToLong(Long::longValue).sorted().toArray()),
                "");
        final double periods = (double) (starts[starts.length - 1] - starts[0]) / period;
        output.figure(rate + ": used", (starts.length - rate.burst()) / (periods * rate.starts()), "");
    }

    /** The most of these times, which are sorted, in any window of this length; its end does not belong to it. */
    static int mostWithin(final long window, final long... times) {
        int most = 0;
        int first = 0;
        for (int last = 0; last < times.length; last++) {
            while (times[last] - times[first] >= window) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
