package dev.jobs.benchmarks;

import dev.jobs.Estimate;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.operations.QueueOrder;
import dev.jobs.worker.Worker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The wait of owners with a job now and then, beside one who has submitted thousands; and what their polls say of it. */
final class NeighbourBenchmark implements Benchmark {
    private static final String NEIGHBOUR = "neighbour";
    private static final int AT_ONCE = 1_000;
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(5);

    @Override
    public String purpose() {
        return "one owner submits 10,000 jobs of 50 ms, nine others one each second: their wait, fair, by submission and at best";
    }

    @Override
    public void run(final Options options, final Output output) throws InterruptedException {
        final Load load = new Load(
                options.number("jobs", 10_000),
                options.number("millis", 50),
                options.number("slots", 8),
                options.number("others", 9),
                options.number("seconds", 50),
                options.number("weight", 1));
        try (Server server = Server.start(output)) {
            final double best = wait(server, Way.FIRST, load, output);
            final double fair = wait(server, Way.FAIR, load, output);
            if (load.weight() > 1) {
                output.figure(
                        "fair, the neighbour with a weight of " + load.weight() + " ÷ of 1, p99",
                        wait(server, Way.WEIGHTED, load, output) / fair,
                        "");
            }
            final double bySubmission = wait(server, Way.BY_SUBMISSION, load, output);
            output.figure("fair by owner ÷ the best possible, p99", fair / best, "");
            output.figure("by submission ÷ fair by owner, p99", bySubmission / fair, "");
        }
    }

    /** The order in which the others' jobs start. */
    private enum Way {
        /** A priority of their own, so that each takes the next slot that is free: without stopping what runs there is no better one. */
        FIRST("the best possible", QueueOrder.FAIR_BY_OWNER, 1),
        FAIR("fair by owner", QueueOrder.FAIR_BY_OWNER, 0),
        WEIGHTED("fair, the neighbour with its weight", QueueOrder.FAIR_BY_OWNER, 0),
        BY_SUBMISSION("by submission", QueueOrder.SUBMISSION, 0);

        private final String label;
        private final QueueOrder order;
        private final int priority;

        Way(final String label, final QueueOrder order, final int priority) {
            this.label = label;
            this.order = order;
            this.priority = priority;
        }

        JobRequest request(final String owner, final int weight) {
            return JobsContender.NOOP
                    .requestBuilder(new JobsContender.Noop(1))
                    .owner(owner)
                    .ownerWeight(this == WEIGHTED && owner.equals(NEIGHBOUR) ? weight : 1)
                    .priority(owner.equals(NEIGHBOUR) ? 0 : priority)
                    .build();
        }
    }

    private record Load(int jobs, int millis, int slots, int others, int seconds, int weight) {}

    /** The 99th percentile of the others' waits in milliseconds; tells of all else. */
    private static double wait(final Server server, final Way way, final Load load, final Output output)
            throws InterruptedException {
        try (Database database = server.newDatabase();
                JobStore store = JdbcJobStore.open(database.url())) {
            store.orderQueue(JobRequest.DEFAULT_QUEUE, way.order);
            for (int first = 0; first < load.jobs(); first += AT_ONCE) {
                store.submit(IntStream.range(first, Math.min(load.jobs(), first + AT_ONCE))
                        .mapToObj(number -> way.request(NEIGHBOUR, load.weight()))
                        .toList());
            }
            database.settle();
            final List<JobPollResponse> polls;
            try (JobStore ofWorker = JdbcJobStore.open(database.url())) {
                final Worker worker = Worker.builder(ofWorker)
                        .handle(JobsContender.NOOP, context -> work(load.millis()))
                        .slots(load.slots())
                        .start();
                try {
                    polls = submitOthers(store, way, load);
                    awaitAll(database);
                } finally {
                    worker.close();
                }
            }
            for (final String quantile : new String[] {"0.5", "0.99", "1"}) {
                output.figure(way.label + ": wait, quantile " + quantile, millis(database, quantile), "ms");
            }
            tellErrors(database, way, polls, output);
            return millis(database, "0.99");
        }
    }

    private static @Nullable Void work(final int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
        return null;
    }

    /** Submits a job of each other owner in each second, one after the other, and polls each once. */
    private static List<JobPollResponse> submitOthers(final JobStore store, final Way way, final Load load) {
        final List<JobPollResponse> polls = new ArrayList<>();
        final long begin = System.nanoTime();
        for (int job = 0; job < load.others() * load.seconds(); job++) {
            final long at = begin + TimeUnit.SECONDS.toNanos(job) / load.others();
            while (at - System.nanoTime() > 0) {
                LockSupport.parkNanos(at - System.nanoTime());
            }
            final JobId id = store.submit(way.request("other-" + job % load.others(), load.weight()));
            store.poll(id).ifPresent(polls::add);
        }
        return polls;
    }

    private static void awaitAll(final Database database) {
        final long begin = System.nanoTime();
        while (database.number("select count(*) from jobs_job where status <> 'complete'") > 0) {
            if (System.nanoTime() - begin > PATIENCE) {
                throw new IllegalStateException("not all jobs are complete");
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }

    private static double millis(final Database database, final String quantile) {
        return Double.parseDouble(database.text("select 1000 * percentile_cont(" + quantile
                + ") within group (order by extract(epoch from started_at - created_at)) from jobs_job where owner <> '"
                + NEIGHBOUR + "'"));
    }

    /** By how much positions and estimates differed from what came. */
    private static void tellErrors(
            final Database database, final Way way, final List<JobPollResponse> polls, final Output output) {
        final List<Double> positions = new ArrayList<>();
        final List<Double> starts = new ArrayList<>();
        for (final JobPollResponse poll : polls) {
            final Start start = start(database, poll);
            poll.queuePosition().ifPresent(position -> positions.add((double) Math.abs(position - start.position())));
            poll.estimate()
                    .flatMap(Estimate::startAt)
                    .ifPresent(at ->
                            starts.add(Duration.between(at, start.at()).abs().toNanos() / 1e6));
        }
        tell(output, way.label + ": error of the position", positions, "jobs");
        tell(output, way.label + ": error of the estimated start", starts, "ms");
    }

    private static void tell(final Output output, final String name, final List<Double> errors, final String unit) {
        output.figure(name + ", polls that had one", errors.size(), "");
        final List<Double> sorted = errors.stream().sorted().toList();
        for (final double quantile : new double[] {0.5, 0.99, 1}) {
            Optional.of(sorted)
                    .filter(some -> !some.isEmpty())
                    .ifPresent(some -> output.figure(
                            name + ", quantile " + quantile,
                            some.get((int) Math.ceil(quantile * some.size()) - 1),
                            unit));
        }
    }

    /** When a job started, and as which of those that started after a moment. */
    private record Start(Instant at, long position) {}

    private static Start start(final Database database, final JobPollResponse poll) {
        return Database.asked(() -> {
            try (Connection connection = database.connect();
                    PreparedStatement select = connection.prepareStatement("""
                            select own.started_at, (
                                select count(*) from jobs_job a
                                where a.started_at > ? and (a.started_at, -a.priority, a.turn, a.seq)
                                    <= (own.started_at, -own.priority, own.turn, own.seq))
                            from jobs_job own
                            where own.id = ?""")) {
                select.setObject(1, OffsetDateTime.ofInstant(poll.at(), ZoneOffset.UTC));
                select.setObject(2, poll.job().id().value());
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return new Start(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2));
                }
            }
        });
    }
}
