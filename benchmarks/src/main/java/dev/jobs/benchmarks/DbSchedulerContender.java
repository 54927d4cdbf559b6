package dev.jobs.benchmarks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** db-scheduler, whose scheduler submits, too, so that it can start at once what is submitted to it. */
final class DbSchedulerContender implements Contender {
    private static final int CONNECTIONS = 20;
    private static final Duration POLL = Duration.ofSeconds(1);

    private final double lowerLimit;
    private final double upperLimit;

    /** @param upperLimit how many executions it fetches at most, in threads; below the lower limit it fetches anew */
    DbSchedulerContender(final double lowerLimit, final double upperLimit) {
        this.lowerLimit = lowerLimit;
        this.upperLimit = upperLimit;
    }

    @Override
    public String name() {
        return "db-scheduler";
    }

    @Override
    public String configuration() {
        return String.format(
                Locale.ROOT,
                "threads as given, lock-and-fetch (%.1f to %.1f × threads), immediate execution, poll interval %d s, HikariCP with %d connections, no priority",
                lowerLimit,
                upperLimit,
                POLL.toSeconds(),
                CONNECTIONS);
    }

    @Override
    public Session open(final Database database, final IntConsumer onJob) {
        database.execute(
                """
                create table scheduled_tasks (
                    task_name text not null,
                    task_instance text not null,
                    task_data bytea,
                    execution_time timestamp with time zone not null,
                    picked boolean not null,
                    picked_by text,
                    last_success timestamp with time zone,
                    last_failure timestamp with time zone,
                    consecutive_failures int,
                    last_heartbeat timestamp with time zone,
                    version bigint not null,
                    priority smallint,
                    primary key (task_name, task_instance))""",
                "create index execution_time_idx on scheduled_tasks (execution_time)",
                "create index last_heartbeat_idx on scheduled_tasks (last_heartbeat)");
        final HikariDataSource pool = database.pool(CONNECTIONS);
        final OneTimeTask<Integer> noop =
                Tasks.oneTime("noop", Integer.class).execute((instance, context) -> onJob.accept(instance.getData()));
        final SchedulerClient client =
                SchedulerClient.Builder.create(pool, noop).build();
        return new Session() {
            private final AtomicLong submitted = new AtomicLong();
            private Optional<Scheduler> scheduler = Optional.empty();

            @Override
            public void submitOne(final int number) {
                scheduler
                        .<SchedulerClient>map(own -> own)
                        .orElse(client)
                        .scheduleIfNotExists(next(number), Instant.now());
            }

            @Override
            public void submit(final int jobs) {
                client.scheduleBatch(IntStream.range(0, jobs).<TaskInstance<?>>mapToObj(this::next), Instant.now());
            }

            private TaskInstance<Integer> next(final int number) {
                return noop.instance("noop-" + submitted.incrementAndGet(), number);
            }

            @Override
            public void start(final int slots) {
                final SchedulerBuilder builder = Scheduler.create(pool, noop)
                        .threads(slots)
                        .pollUsingLockAndFetch(lowerLimit, upperLimit)
                        .pollingInterval(POLL)
                        .enableImmediateExecution();
                final Scheduler started = builder.build();
                started.start();
                scheduler = Optional.of(started);
            }

            @Override
            public long complete() {
                return submitted.get() - database.number("select count(*) from scheduled_tasks");
            }

            @Override
            public void close() {
                scheduler.ifPresent(Scheduler::stop);
                pool.close();
            }
        };
    }
}
