package dev.jobs.spring.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Processes of an application that get SIGTERM while their jobs run, one after the other on one database. The system property {@code
 * jobs.test.terminations} is their number, 2 by default.
 */
@EnabledOnOs(OS.LINUX)
class TerminationIT {
    private static final int ROUNDS = Integer.getInteger("jobs.test.terminations", 2);
    private static final int SHORT_JOBS = 60;
    private static final int LONG_JOBS = 2;
    private static final JobType<UUID, String> SHORT = JobType.of("short", UUID.class, String.class);
    private static final JobType<UUID, String> LONG = JobType.of("long", UUID.class, String.class);

    private final List<JobId> submitted = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void noJobIsLostFailedOrRunTwiceByProcessesThatGetSigterm() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .start();
                JobStore store = JdbcJobStore.on(server.getPostgresDatabase(), JdbcSettings.defaults())) {
            final DataSource database = server.getPostgresDatabase();
            final JdbcTemplate own = new JdbcTemplate(database);
            own.execute("create table finished_run (payload uuid not null)");

            for (int round = 1; round <= ROUNDS; round++) {
                submit(store, round == 1 ? LONG_JOBS : 0);
                final long before = finishedRuns(own);
                final Path log = directory.resolve("round-" + round + ".log");
                final Process application = start(server.getPort(), 60_000, log);
                until("work", log, () -> finishedRuns(own) >= before + SHORT_JOBS / 4);
                terminate(application, log, "handed back");
                assertThat(store.find(submitted).values())
                        .as("the jobs after process %s", round)
                        .hasSize(submitted.size())
                        .allMatch(job -> job.status() == JobStatus.COMPLETE || isHandedBack(job));
            }

            final Path log = directory.resolve("last.log");
            final Process last = start(server.getPort(), 0, log);
            until("the end of all jobs", log, () -> finishedRuns(own) >= submitted.size());
            until(
                    "their reports",
                    log,
                    () -> store.find(submitted).values().stream()
                            .allMatch(job -> job.status().isTerminal()));
            terminate(last, log, "no job was running");

            assertThat(store.find(submitted).values())
                    .hasSize(submitted.size())
                    .allMatch(job -> job.status() == JobStatus.COMPLETE && job.attempt() == 1);
            assertThat(own.queryForObject("select count(distinct payload) from finished_run", Long.class))
                    .isEqualTo(finishedRuns(own))
                    .isEqualTo(submitted.size());
        }
    }

    /** Long jobs occupy their slots in each process, and are handed back by each. */
    private void submit(final JobStore store, final int longJobs) {
        final List<JobRequest> requests = new ArrayList<>();
        IntStream.range(0, longJobs).forEach(each -> requests.add(LONG.request(UUID.randomUUID())));
        IntStream.range(0, SHORT_JOBS).forEach(each -> requests.add(SHORT.request(UUID.randomUUID())));
        submitted.addAll(store.submit(requests));
    }

    private static boolean isHandedBack(final Job job) {
        return job.status() == JobStatus.PENDING
                && job.attempt() == 0
                && job.error().isEmpty();
    }

    private static long finishedRuns(final JdbcTemplate database) {
        final Long runs = database.queryForObject("select count(*) from finished_run", Long.class);
        return runs == null ? 0 : runs;
    }

    private static Process start(final int port, final long longMillis, final Path log) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        // It ends before an optimized compilation pays.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        TerminatedApplication.class.getName(),
                        "--spring.application.name=terminated",
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres",
                        "--spring.data.jpa.repositories.enabled=false",
                        "--spring.autoconfigure.exclude="
                                + "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration,"
                                + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
                        "--spring.security.user.password=none", // a generated one is a warning in the log
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--jobs.worker.slots=6",
                        "--jobs.worker.close-grace=2s",
                        "--test.long-millis=" + longMillis)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
    }

    /** Sends SIGTERM, and looks at how the process ends. */
    private static void terminate(final Process application, final Path log, final String jobs) throws Exception {
        application.destroy();
        assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();

        final String lines = Files.readString(log);
        assertThat(application.exitValue()).as(lines).isEqualTo(143);
        assertThat(lines.lines().filter(line -> !isOfOtherWorkers(line)))
                .noneMatch(line -> line.contains(" ERROR ") || line.contains(" WARN ") || line.contains("Exception"));
        assertThat(lines).contains(jobs);
        assertThat(lines.indexOf("closed within"))
                .as("the worker closes before the pool")
                .isLessThan(lines.indexOf("Shutdown initiated"));
    }

    /**
     * True of the warnings about processes that killed workers of this machine left behind. They are another test's: the handlers of
     * these applications start none.
     */
    private static boolean isOfOtherWorkers(final String line) {
        return line.contains(" WARN ") && line.contains("watchdog.Leftovers") && line.contains("left behind");
    }

    private static void until(final String what, final Path log, final BooleanSupplier condition) throws IOException {
        final long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("no " + what + " within two minutes: " + Files.readString(log));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
