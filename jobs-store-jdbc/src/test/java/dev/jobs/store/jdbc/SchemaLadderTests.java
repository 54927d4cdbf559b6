package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.jobs.Backoff;
import dev.jobs.CancelOutcome;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.ReportOutcome;
import dev.jobs.store.WorkerId;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;

/** Tables of earlier versions, brought up to date on each database. */
abstract class SchemaLadderTests {
    private static final JdbcSettings CREATE = JdbcSettings.defaults().withSignals(JdbcSettings.Signalling.OFF);
    private static final JdbcSettings CHECK = CREATE.withSchema(SchemaMode.CHECK);
    private static final WorkerId OLD_WORKER = new WorkerId(new UUID(0, 0xa001));

    /** The URL of an empty database. */
    abstract String newUrl();

    /** The name of the database's folder in the jar. */
    abstract String folder();

    abstract Version1 version1(String url) throws SQLException;

    /** A query for the indexes of the jobs, in which one that was made again differs. */
    abstract String indexes();

    private String tablesOfVersion1() {
        final String url = newUrl();
        Sql.execute(url, Version1.tables(folder()), Version1.jobs());
        return url;
    }

    private static JobId id(final int number) {
        return new JobId(UUID.fromString("00000000-0000-0000-0000-" + String.format(Locale.ROOT, "%012d", number)));
    }

    @Test
    final void theFileOfVersion1IsAsItWasReleased() {
        assertThat(Sql.resource("schema/" + folder() + "/V1__jobs.sql")).isEqualTo(Version1.tables(folder()));
    }

    @Test
    final void everyValueOfAJobOfVersion1IsKept() {
        final String url = tablesOfVersion1();
        final Map<String, List<String>> before = values(url);

        JdbcJobStore.open(url, CREATE).close();

        final Map<String, List<String>> after = values(url);
        assertThat(after.remove("among_owners")).allMatch("false"::equalsIgnoreCase);
        assertThat(after.remove("turn")).doesNotContain("null");
        after.entrySet().stream()
                .filter(column -> !before.containsKey(column.getKey()))
                .forEach(column ->
                        assertThat(column.getValue()).as(column.getKey()).containsOnly("null"));
        after.keySet().retainAll(before.keySet());
        assertThat(after).isEqualTo(before).hasSizeGreaterThan(30);
    }

    private static Map<String, List<String>> values(final String url) {
        final Map<String, List<String>> values = new HashMap<>();
        for (final String column : Sql.query(
                url,
                "select lower(column_name) from information_schema.columns where table_schema = current_schema"
                        + " and lower(table_name) = 'jobs_job'")) {
            values.put(
                    column, Sql.query(url, "select cast(" + column + " as varchar(1000)) from jobs_job order by id"));
        }
        return values;
    }

    @Test
    final void theJobsOfVersion1AreThereWithTheirStatuses() {
        final String url = tablesOfVersion1();

        try (JobStore store = JdbcJobStore.open(url, CREATE)) {
            final Map<JobStatus, List<JobId>> byStatus = new HashMap<>();
            for (final Job job : store.list(JobQuery.all())) {
                byStatus.computeIfAbsent(job.status(), status -> new ArrayList<>())
                        .add(0, job.id());
            }

            assertThat(byStatus)
                    .isEqualTo(Map.of(
                            JobStatus.PENDING, List.of(id(1), id(2), id(3), id(4), id(12)),
                            JobStatus.PROCESSING, List.of(id(5)),
                            JobStatus.COMPLETE, List.of(id(6), id(7)),
                            JobStatus.FAILED, List.of(id(8)),
                            JobStatus.CANCELLED, List.of(id(9), id(10), id(11))));
            assertThat(store.find(id(1)).orElseThrow().request().attributes()).isEmpty();
        }
    }

    @Test
    final void theJobsOfVersion1AreClaimedCompletedAndCancelled() {
        final String url = tablesOfVersion1();

        try (JobStore store = JdbcJobStore.open(url, CREATE)) {
            assertThat(store.report(List.of(
                            Report.completed(new Lease(id(5), 50, OLD_WORKER), Optional.of("{}")),
                            Report.released(new Lease(id(11), 110, OLD_WORKER), Release.CONFIRMED))))
                    .containsExactly(ReportOutcome.APPLIED, ReportOutcome.APPLIED);
            assertThat(store.cancel(id(2))).isInstanceOf(CancelOutcome.Cancelled.class);
            assertThat(store.cancel(id(6))).isInstanceOf(CancelOutcome.AlreadyTerminal.class);
            final SomeWorker worker = new SomeWorker(store);
            final List<ClaimedJob> claimed = worker.claim(10);
            assertThat(claimed.stream().map(one -> one.job().id())).containsExactly(id(1), id(3), id(4), id(12));
            assertThat(store.report(claimed.stream()
                            .map(one -> Report.completed(one.lease(), Optional.<String>empty()))
                            .toList()))
                    .containsOnly(ReportOutcome.APPLIED);
        }

        assertThat(Sql.query(url, "select id from jobs_job where finished_at is null"))
                .isEmpty();
    }

    @Test
    final void librariesOfVersion1WorkOnDuringTheStepAndAfterIt() throws Exception {
        version1WorksOnDuringTheStepAndAfterIt(newUrl());
    }

    final void version1WorksOnDuringTheStepAndAfterIt(final String url) throws Exception {
        Sql.execute(url, Version1.tables(folder()), Version1.jobs());
        final List<Version1> olds = new ArrayList<>();
        final AtomicBoolean climbed = new AtomicBoolean();
        try {
            final List<Callable<Boolean>> working = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                final Version1 old = version1(url);
                olds.add(old);
                old.work();
                working.add(() -> {
                    while (!climbed.get()) {
                        old.work();
                    }
                    final int done = old.done();
                    while (old.done() == done) {
                        old.work();
                    }
                    return true;
                });
            }
            working.add(() -> {
                try (JobStore store = JdbcJobStore.open(url, CREATE)) {
                    for (int i = 0; i < 20; i++) {
                        store.submit(JobRequest.builder(Version1.TYPE, "{}")
                                .attribute("new", "yes")
                                .build());
                    }
                    return true;
                } finally {
                    climbed.set(true);
                }
            });

            assertThat(Together.run(working)).containsOnly(true);
        } finally {
            for (final Version1 old : olds) {
                old.close();
            }
        }
        assertThat(Sql.query(url, "select max(version) from jobs_schema"))
                .containsExactly(String.valueOf(Steps.NEWEST));
    }

    /** The step gives up behind a transaction that does not end, leaves the tables as they were and lets others work. */
    final void aStepBehindThisTransactionGivesUp(final String url, final String transaction) throws Exception {
        Sql.execute(url, Version1.tables(folder()), Version1.jobs());
        try (Connection backup = DriverManager.getConnection(url);
                Statement statement = backup.createStatement();
                Version1 old = version1(url)) {
            backup.setAutoCommit(false);
            statement.execute(transaction);
            final CompletableFuture<Throwable> failure =
                    CompletableFuture.supplyAsync(() -> catchThrowable(() -> JdbcJobStore.open(url, CREATE)));
            final int before = old.done();
            final long begin = System.nanoTime();
            while (!failure.isDone()) {
                old.work();
                assertThat(System.nanoTime() - begin)
                        .as("the step ends in time")
                        .isLessThan(TimeUnit.SECONDS.toNanos(60));
            }

            assertThat(failure.join())
                    .isInstanceOf(JobStoreUnavailableException.class)
                    .hasMessageContainingAll("to version 2", "as they were", "backup");
            assertThat(old.done()).isGreaterThan(before + 10);
            assertThat(Sql.query(url, "select version from jobs_schema")).containsExactly("1");
        }
        try (JobStore store = JdbcJobStore.open(url, CREATE)) {
            assertThat(store.find(
                            store.submit(JobRequest.builder("ingest", "{}").build())))
                    .isPresent();
        }
    }

    @Test
    final void aLibraryOfTodayWorksBesideOneOfVersion1() throws Exception {
        final String url = tablesOfVersion1();
        try (JobStore store = JdbcJobStore.open(url, CREATE);
                Version1 old = version1(url)) {
            final JobId submitted = store.submit(JobRequest.builder(Version1.TYPE, "{}")
                    .attribute("new", "yes")
                    .priority(9)
                    .build());

            old.work();

            final Job done = store.find(submitted).orElseThrow();
            assertThat(done.status()).isEqualTo(JobStatus.COMPLETE);
            assertThat(done.request().attributes()).isEqualTo(Map.of("new", "yes"));
            final SomeWorker worker = new SomeWorker(store);
            worker.lives(List.of());
            assertThat(store.claim(ClaimRequest.builder(worker.id())
                            .types(Set.of(Version1.TYPE))
                            .queues(Set.of(Version1.QUEUE))
                            .limit(1)
                            .build()))
                    .as("the job that the library of version 1 submitted")
                    .hasSize(1);
        }
    }

    @Test
    final void theTimeLimitOfAnAttemptIsNotShownOfTheNextOneThatAWorkerOfVersion1Begins() throws Exception {
        final String url = tablesOfVersion1();
        try (JobStore store = JdbcJobStore.open(url, CREATE);
                Version1 old = version1(url)) {
            final JobId id = store.submit(JobRequest.builder(Version1.TYPE, "{}")
                    .timeLimit(Duration.ofHours(1))
                    .backoff(new Backoff(Duration.ZERO, Duration.ZERO))
                    .priority(9)
                    .build());
            final SomeWorker worker = new SomeWorker(store);
            worker.lives(List.of());
            final Lease first = store.claim(ClaimRequest.builder(worker.id())
                            .types(Set.of(Version1.TYPE))
                            .queues(Set.of(Version1.QUEUE))
                            .build())
                    .get(0)
                    .lease();
            assertThat(store.find(id).orElseThrow().timeLimitAt()).isPresent();
            store.report(Report.failed(first, "again", Duration.ZERO));

            old.lives();
            assertThat(old.claim()).hasSize(1);

            assertThat(store.find(id).orElseThrow())
                    .returns(JobStatus.PROCESSING, Job::status)
                    .returns(2, Job::attempt)
                    .returns(Optional.empty(), Job::timeLimitAt);
        }
    }

    @Test
    final void whatALibraryOfVersion1LeftOfThePrunedJobsIsSweptAway() throws Exception {
        final String url = tablesOfVersion1();
        final JobId kept;
        final Lease lease;
        try (JobStore store = JdbcJobStore.open(url, CREATE)) {
            final List<JobId> ids = store.submit(Collections.nCopies(
                    2,
                    JobRequest.builder(SomeWorker.TYPES.iterator().next(), "{}")
                            .priority(9)
                            .build()));
            kept = ids.get(1);
            final List<ClaimedJob> claimed = new SomeWorker(store).claim(2);
            lease = claimed.get(1).lease();
            for (final ClaimedJob one : claimed) {
                store.report(Report.logged(
                        one.lease(),
                        1,
                        Collections.nCopies(20, new Report.Logged.Line("a line", Duration.ZERO)),
                        LogLimits.STANDARD));
            }
            store.report(Report.failedForGood(claimed.get(0).lease(), "over"));

            Sql.execute(url, "delete from jobs_job where id = '" + ids.get(0) + "'");
            assertThat(Sql.query(url, "select count(*) from jobs_attempt")).containsExactly("1");
            store.prune(Duration.ofDays(36_500), 10);
            store.prune(Duration.ofDays(36_500), 10);

            assertThat(Sql.query(url, "select count(*) from jobs_attempt")).containsExactly("0");
            assertThat(Sql.query(url, "select count(*) from jobs_log")).containsExactly("20");
            assertThat(store.log(kept, 0, 100).orElseThrow().lines()).hasSize(20);
            assertThat(store.report(Report.completed(lease, Optional.empty()))).isEqualTo(ReportOutcome.APPLIED);
        }
    }

    @Test
    final void storesOpenedAtOnceOnTablesOfVersion1StepUpOnceAndAllWork() throws Exception {
        final String url = tablesOfVersion1();

        final List<JdbcJobStore> stores = Together.run(Collections.nCopies(6, () -> JdbcJobStore.open(url, CREATE)));

        assertThat(stores).allSatisfy(store -> assertThat(store.find(id(1))).isPresent());
        assertThat(Sql.query(url, "select version from jobs_schema order by version"))
                .isEqualTo(Steps.versions());
        stores.forEach(JobStore::close);
    }

    @Test
    final void checkingTablesOfVersion1NamesTheFileThatIsMissingAndChangesNothing() {
        final String url = tablesOfVersion1();

        assertThatThrownBy(() -> JdbcJobStore.open(url, CHECK))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContainingAll(
                        "have version 1", "needs version " + Steps.NEWEST, "schema=create", Steps.after(1))
                .hasMessageNotContaining("V1__jobs.sql");

        assertThat(Sql.query(url, "select version from jobs_schema")).containsExactly("1");
    }

    @Test
    final void newerTablesThatALibraryOfThisVersionMayUseAreUsed() {
        final String url = newUrl();
        JdbcJobStore.open(url, CREATE).close();
        Sql.execute(url, "insert into jobs_schema (version, usable_from) values (77, 1), (78, 2)");

        for (final JdbcSettings settings : List.of(CREATE, CHECK)) {
            try (JobStore store = JdbcJobStore.open(url, settings)) {
                assertThat(store.find(
                                store.submit(JobRequest.builder("ingest", "{}").build())))
                        .isPresent();
            }
        }
    }

    @Test
    final void newerTablesOfWhichAnyStepIsForNewerLibrariesAreRefusedNamingTheVersions() {
        final String url = newUrl();
        JdbcJobStore.open(url, CREATE).close();
        Sql.execute(url, "insert into jobs_schema (version, usable_from) values (77, 77), (78, 1)");

        for (final JdbcSettings settings : List.of(CREATE, CHECK)) {
            assertThatThrownBy(() -> JdbcJobStore.open(url, settings))
                    .isInstanceOf(JobStoreConfigurationException.class)
                    .hasMessageContainingAll(
                            "have version 78", "know version 77", "knows version " + Steps.NEWEST, "newer library");
        }
    }

    @Test
    final void jobsOfVersion1KeepTheirPlacesBeforeThoseThatAreSubmittedLater() {
        final String url = newUrl();
        Sql.execute(url, Version1.tables(folder()));
        for (int i = 1; i <= 3; i++) {
            Sql.execute(
                    url,
                    "insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms,"
                            + " backoff_max_ms, status, due, due_at, created_at, updated_at) values ('" + id(i).value()
                            + "', 'ingest', 'default', 0, 'ann', '{}', 3, 1, 1, 'pending', true, current_timestamp,"
                            + " current_timestamp, current_timestamp)");
        }

        try (JobStore store = JdbcJobStore.open(url, CREATE)) {
            final List<JobId> later = new ArrayList<>();
            for (final String owner : List.of("ann", "ann", "bob")) {
                later.add(store.submit(
                        JobRequest.builder("ingest", "{}").owner(owner).build()));
            }
            later.add(store.submit(JobRequest.builder("ingest", "{}").build()));

            final List<JobId> started = new SomeWorker(store)
                    .claim(10).stream().map(one -> one.job().id()).toList();

            assertThat(started).hasSize(7).startsWith(id(1));
            assertThat(started).containsSubsequence(id(1), id(2), id(3), later.get(0), later.get(1));
        }
    }

    @Test
    final void theStepToTurnsIsNotForOlderLibraries() {
        final String url = tablesOfVersion1();

        JdbcJobStore.open(url, CREATE).close();

        assertThat(Sql.query(url, "select max(usable_from) from jobs_schema where version <= 7"))
                .containsExactly("7");
    }

    @Test
    final void whatTheStepToTurnsMakesOfAllWaitingJobsNoLaterStepMakesOnceMore() {
        final String url = newUrl();
        flyway(url).target("7").load().migrate();
        final List<String> atVersion7 = Sql.query(url, indexes());

        JdbcJobStore.open(url, CREATE).close();

        assertThat(Sql.query(url, indexes())).containsAll(atVersion7);
        assertThat(atVersion7).hasSizeGreaterThan(6);
    }

    @Test
    final void theStepToLimitsIsNotForOlderLibrariesAndLeavesPausesAsTheyAre() {
        final String url = newUrl();
        flyway(url).target("7").load().migrate();
        Sql.execute(
                url, "insert into jobs_pause (kind, name, paused_at) values ('queue', 'default', current_timestamp)");

        try (JobStore store = JdbcJobStore.open(url, CREATE)) {
            assertThat(store.pauses()).extracting(Pause::target).containsExactly(PauseTarget.queue("default"));
            store.pause(PauseRequest.builder(PauseTarget.owner("ann")).build());
            store.pause(PauseRequest.builder(PauseTarget.limitKey("ffmpeg")).build());
            assertThat(store.pauses()).hasSize(3);
        }
        assertThat(Sql.query(url, "select max(usable_from) from jobs_schema where version <= 8"))
                .containsExactly("8");
    }

    @Test
    final void workersOfVersion8LiveOnAfterTheStepToChildProcessesAndTellOfNone() {
        final String url = newUrl();
        flyway(url).target("8").load().migrate();
        Sql.execute(
                url,
                "insert into jobs_worker (worker_id, name, types, queues, slots, started_at, heard_at, expires_at)"
                        + " values ('00000000-0000-0000-0000-00000000a001', 'old', array['ingest'], array['default'], 1,"
                        + " current_timestamp, current_timestamp, current_timestamp + interval '1' day)");

        try (JobStore store = JdbcJobStore.open(url, CREATE)) {
            Sql.execute(url, "update jobs_worker set heard_at = current_timestamp, stuck = null");
            assertThat(store.workers().workers()).singleElement().satisfies(worker -> {
                assertThat(worker.name()).isEqualTo("old");
                assertThat(worker.children()).isEmpty();
            });
        }
        assertThat(Sql.query(url, "select max(usable_from) from jobs_schema")).containsExactly("8");
    }

    @Test
    final void theHistoryThatVersion4HasWrittenIsAddedUp() {
        final String url = newUrl();
        flyway(url).target("4").load().migrate();
        final String times = Collections.nCopies(30, "1").toString();
        for (final String minute : List.of("10:14:00", "10:15:00", "10:59:00", "11:00:00")) {
            Sql.execute(
                    url,
                    "insert into jobs_history values (timestamp with time zone '2026-01-05 " + minute
                            + "+00:00', 'q', 't', 1, 2, 3, 4, 5, array" + times + ", array" + times + ")");
        }

        flyway(url).load().migrate();

        assertThat(Sql.query(url, "select submitted from jobs_history_sum where minutes = 15 order by from_at"))
                .containsExactly("1", "1", "1", "1");
        assertThat(Sql.query(
                        url,
                        "select submitted + 10 * started + 100 * completed + 1000 * failed + 10000 * cancelled"
                                + " from jobs_history_sum where minutes = 60 order by from_at"))
                .containsExactly("162963", "54321");
        assertThat(Sql.query(
                        url,
                        "select count(*) from jobs_history_sum where minutes = 60 and waited[1] = 3 and waited[30] = 3"
                                + " and ran[17] = 3"
                                + " and from_at = timestamp with time zone '2026-01-05 10:00:00+00:00'"))
                .containsExactly("1");
    }

    @Test
    final void flywayMakesTheTables() {
        final String url = newUrl();

        flyway(url).load().migrate();

        try (JobStore store = JdbcJobStore.open(url, CHECK)) {
            assertThat(store.find(
                            store.submit(JobRequest.builder("ingest", "{}").build())))
                    .isPresent();
        }
    }

    @Test
    final void flywayBringsTablesThatItMadeUpToDate() {
        final String url = newUrl();
        flyway(url).target("1").load().migrate();
        Sql.execute(url, Version1.jobs());

        flyway(url).load().migrate();

        try (JobStore store = JdbcJobStore.open(url, CHECK)) {
            assertThat(store.find(id(1))).isPresent();
        }
    }

    @Test
    final void flywayBringsTablesThatTheLibraryMadeUpToDate() {
        final String url = tablesOfVersion1();

        flyway(url).baselineOnMigrate(true).baselineVersion("1").load().migrate();

        try (JobStore store = JdbcJobStore.open(url, CHECK)) {
            assertThat(store.find(id(1))).isPresent();
        }
    }

    private FluentConfiguration flyway(final String url) {
        return Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:dev/jobs/store/jdbc/schema/" + folder())
                .table("jobs_flyway");
    }
}
