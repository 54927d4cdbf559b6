package dev.jobs.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Those who use the tables of version 1 while these are changed: one polls a job and one submits, again and again. */
final class Bystanders {
    private static final long PAUSE_MILLIS = 5;
    private static final double MILLIS = 1e3;

    private static final String POLL = "select status from jobs_job where id = (select id from jobs_job limit 1)";
    private static final String SUBMISSION = """
            insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms, backoff_max_ms)
            values (gen_random_uuid(), 'bystander', 'default', 0, '', '{}', 3, 1000, 600000)""";

    private final AtomicBoolean isOver = new AtomicBoolean();
    private final Map<String, List<Call>> calls = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    private Bystanders() {}

    /** A call, by this machine's clock, in seconds. */
    private record Call(double begin, double end) {}

    static Bystanders start(final Database database) {
        final Bystanders bystanders = new Bystanders();
        bystanders.add("a poll", database, POLL);
        bystanders.add("a submission", database, SUBMISSION);
        bystanders.threads.forEach(Thread::start);
        return bystanders;
    }

    private void add(final String name, final Database database, final String sql) {
        final List<Call> own = new ArrayList<>();
        calls.put(name, own);
        threads.add(new Thread(() -> repeat(database, sql, own), "benchmark-bystander"));
    }

    private void repeat(final Database database, final String sql, final List<Call> own) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            while (!isOver.get()) {
                final double begin = System.currentTimeMillis() / MILLIS;
                final boolean unused = statement.execute(sql);
                own.add(new Call(begin, System.currentTimeMillis() / MILLIS));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when both have stopped: what they noted may be read then. */
    void stop() throws InterruptedException {
        isOver.set(true);
        for (final Thread thread : threads) {
            thread.join();
        }
    }

    /** Tells the longest call of each whose middle is in this time, by the clock of the same machine. */
    void tell(final Output output, final String name, final double from, final double until) {
        calls.forEach((kind, own) -> own.stream()
                .filter(call -> call.begin() + call.end() >= 2 * from && call.begin() + call.end() < 2 * until)
                .mapToDouble(call -> call.end() - call.begin())
                .max()
                .ifPresent(longest -> output.figure(name + ": longest wait of " + kind, longest, "s")));
    }
}
