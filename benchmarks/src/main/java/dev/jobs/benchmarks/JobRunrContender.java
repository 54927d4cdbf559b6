package dev.jobs.benchmarks;

import static org.jobrunr.server.BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.BackgroundJobRequest;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;

/** JobRunr, open source edition. It keeps its state in statics, so that one session is open at a time. */
final class JobRunrContender implements Contender {
    private static final int CONNECTIONS = 20;
    private static final Duration SHORTEST_POLL = Duration.ofSeconds(5);
    private static volatile IntConsumer onEachJob = number -> {};

    /** The work of every job of the benchmarks. */
    public record Noop(int number) implements JobRequest {
        @Override
        public Class<NoopHandler> getJobRequestHandler() {
            return NoopHandler.class;
        }
    }

    /** Does it. */
    public static final class NoopHandler implements JobRequestHandler<Noop> {
        @Override
        public void run(final Noop request) {
            onEachJob.accept(request.number());
        }
    }

    @Override
    public String name() {
        return "jobrunr";
    }

    @Override
    public String configuration() {
        return String.format(
                        Locale.ROOT,
                        "worker count as given, poll interval %d s (the shortest it advises), HikariCP with %d connections, job",
                        SHORTEST_POLL.toSeconds(),
                        CONNECTIONS)
                + " requests instead of lambdas, no dashboard";
    }

    @Override
    public Session open(final Database database, final IntConsumer onJob) {
        onEachJob = onJob;
        final HikariDataSource pool = database.pool(CONNECTIONS);
        final var storage = SqlStorageProviderFactory.using(pool);
        JobRunr.configure().useStorageProvider(storage).initialize();
        return new Session() {
            @Override
            public void submitOne(final int number) {
                BackgroundJobRequest.enqueue(new Noop(number));
            }

            @Override
            public void submit(final int jobs) {
                BackgroundJobRequest.enqueue(IntStream.range(0, jobs).mapToObj(Noop::new));
            }

            @Override
            public void start(final int slots) {
                JobRunr.configure()
                        .useStorageProvider(storage)
                        .useBackgroundJobServer(usingStandardBackgroundJobServerConfiguration()
                                .andWorkerCount(slots)
                                .andPollInterval(SHORTEST_POLL))
                        .initialize();
            }

            @Override
            public long complete() {
                return database.number("select count(*) from jobrunr_jobs where state = 'SUCCEEDED'");
            }

            @Override
            public void close() {
                JobRunr.destroy();
                storage.close();
                pool.close();
            }
        };
    }
}
