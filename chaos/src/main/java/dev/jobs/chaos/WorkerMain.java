package dev.jobs.chaos;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a worker. */
final class WorkerMain {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);

    private WorkerMain() {}

    /** The store's URL, the directory of the logs, the worker's name, and what is broken on purpose. */
    public static void main(final String[] arguments) throws InterruptedException {
        final String url = arguments[0];
        final Path directory = Path.of(arguments[1]);
        final String name = arguments[2];
        final boolean fenced = ChaosSettings.Broken.valueOf(arguments[3]) != ChaosSettings.Broken.FENCING;
        final var log = EventLog.open(directory, name);
        final var children = new Children(directory);
        final var observed = new ObservedStore(
                open(url), log, children, fenced ? UnaryOperator.identity() : new WithoutFencing(url));
        Worker.builder(observed.asSeen())
                .name(name)
                .slots(ChaosSettings.SLOTS)
                .pollInterval(Duration.ofMillis(250))
                .timeToLive(ChaosSettings.TIME_TO_LIVE)
                .killGrace(ChaosSettings.KILL_GRACE)
                .closeGrace(Duration.ofSeconds(2))
                .closeAtShutdown()
                .handle(ChaosJob.TYPE, new Work(observed, log, children))
                .start();
    }

    private static JobStore open(final String url) throws InterruptedException {
        while (true) {
            try {
                return JdbcJobStore.open(url, JdbcSettings.defaults().withPoolSize(4));
            } catch (final JobStoreException notYet) {
                LOG.debug("The database is not there", notYet);
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }
}
