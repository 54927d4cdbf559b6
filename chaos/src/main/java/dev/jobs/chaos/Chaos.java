package dev.jobs.chaos;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.jobs.JobId;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Several worker processes on a real PostgreSQL, a steady stream of jobs, and a schedule of faults; at the end every
 * promise is held against a log that was written outside of the database. For one thread.
 */
final class Chaos {
    private static final Duration LONGEST_REST = Duration.ofMinutes(3);
    /** The time after which all that the database said before it was killed has been written down. */
    private static final Duration LAST_ANSWERS = Duration.ofMillis(500);

    private static final Duration LAST_PROCESSES = Duration.ofSeconds(15);

    private final ChaosSettings settings;
    private final CuttableProxy wire;
    /** Leads to the database as well, and is cut only when another takes over. */
    private final CuttableProxy quietWire;

    private final EventLog log;
    private final Fleet fleet;
    private final List<Thread> underWay = new ArrayList<>();
    private long start;
    private ChaosDatabase database;
    private ChaosDatabase standby;
    private int standbys;

    private Chaos(final ChaosSettings settings, final ChaosDatabase database, final EventLog log) throws Exception {
        this.settings = settings;
        this.database = database;
        this.log = log;
        this.wire = new CuttableProxy(database.port());
        this.quietWire = new CuttableProxy(database.port());
        this.fleet = new Fleet(database.url(wire.port()), settings, log);
        this.standby = newStandby();
    }

    private ChaosDatabase newStandby() throws IOException, SQLException, InterruptedException {
        standbys++;
        return database.newStandby("standby-" + standbys);
    }

    /** Does a run and prints what it came to; the exit code is 0 if every promise was kept. */
    public static void main(final String[] arguments) throws Exception {
        final ChaosSettings settings;
        try {
            settings = ChaosSettings.of(List.of(arguments));
        } catch (final IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        System.out.println("seed " + settings.seed() + ", " + settings.time().toSeconds() + " s, " + settings.workers()
                + " workers, broken on purpose: " + settings.broken());
        final Findings findings = run(settings);
        System.out.print(findings);
        System.exit(findings.isClean() ? 0 : 1);
    }

    static Findings run(final ChaosSettings settings) throws Exception {
        ChaosDatabase.delete(settings.directory());
        Files.createDirectories(settings.directory());
        new Children(settings.directory()).makeFifo();
        try (EventLog log = EventLog.open(settings.directory(), "chaos")) {
            final var chaos = new Chaos(settings, ChaosDatabase.create(settings.directory()), log);
            final var end = new Thread(chaos::end);
            Runtime.getRuntime().addShutdownHook(end);
            try {
                return chaos.run();
            } finally {
                chaos.end();
                Runtime.getRuntime().removeShutdownHook(end);
            }
        }
    }

    private void end() {
        fleet.kill();
        database.close();
        standby.close();
        wire.close();
        quietWire.close();
    }

    private Findings run() throws Exception {
        final String url = database.url(wire.port());
        try (JdbcJobStore store = JdbcJobStore.open(url, JdbcSettings.defaults());
                JdbcJobStore quiet = JdbcJobStore.open(database.url(quietWire.port()))) {
            final var observer = new JobObserver(quiet, log);
            final var submitter = new Submitter(store, url, log, settings.seed(), observer::watch);
            final var operator = new Operator(store, log, settings);
            final var childWatch = new ChildWatch(log);
            final List<Thread> threads = List.of(
                    new Thread(submitter, "submit"),
                    new Thread(observer, "watch"),
                    new Thread(operator, "operate"),
                    new Thread(childWatch, "children"));
            try {
                operator.begin();
                start = System.nanoTime();
                fleet.start();
                threads.forEach(Thread::start);
                for (final Fault fault : Fault.schedule(settings)) {
                    cause(fault, observer);
                }
                submitter.end(threads.get(0));
                operator.end(threads.get(2));
                for (final Thread each : underWay) {
                    each.join();
                }
                awaitRest(observer);
                new FairOrder(store, log, observer::watch).submit();
                awaitRest(observer);
                return findings(observer, quiet);
            } finally {
                observer.end();
                childWatch.end();
                fleet.end();
            }
        }
    }

    private void cause(final Fault fault, final JobObserver observer)
            throws IOException, SQLException, InterruptedException {
        TimeUnit.NANOSECONDS.sleep(start + fault.at().toNanos() - System.nanoTime());
        if (fault instanceof Fault.KillWorker kill) {
            fleet.kill(kill.worker());
        } else if (fault instanceof Fault.FreezeWorker freeze) {
            besides(() -> fleet.freeze(freeze.worker(), freeze.time()));
        } else if (fault instanceof Fault.LimitPids limit) {
            besides(() -> fleet.limitPids(limit.worker(), limit.time()));
        } else if (fault instanceof Fault.JumpClock jump) {
            log.add(
                    ChaosEvent.Kind.CLOCK_JUMPED,
                    ChaosEvent.NO_JOB,
                    Long.toString(jump.by().toMillis()));
            database.jumpClock(jump.by());
            log.add(ChaosEvent.Kind.CLOCK_HAS_JUMPED, ChaosEvent.NO_JOB, "");
        } else if (fault instanceof Fault.FailOver failOver) {
            failOver(failOver, observer);
        } else if (fault instanceof Fault.KillDatabase kill) {
            log.add(ChaosEvent.Kind.DATABASE_KILLED, ChaosEvent.NO_JOB, "");
            database.kill();
            TimeUnit.MILLISECONDS.sleep(kill.down().toMillis());
            database.start();
            log.add(ChaosEvent.Kind.DATABASE_STARTED, ChaosEvent.NO_JOB, "");
        } else if (fault instanceof Fault.CutConnections) {
            log.add(ChaosEvent.Kind.CONNECTIONS_CUT, ChaosEvent.NO_JOB, "");
            wire.cut();
        }
    }

    /** Something that takes its time while the run goes on. */
    @FunctionalInterface
    private interface Action {
        void run() throws InterruptedException;
    }

    private void besides(final Action action) {
        final var thread = new Thread(
                () -> {
                    try {
                        action.run();
                    } catch (final InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "fault");
        underWay.add(thread);
        thread.start();
    }

    /** The standby hears no more, and after a while is all that there is: what was answered meanwhile is lost. */
    private void failOver(final Fault.FailOver fault, final JobObserver observer)
            throws IOException, SQLException, InterruptedException {
        standby.hearNoMore();
        TimeUnit.MILLISECONDS.sleep(fault.lost().toMillis());
        database.kill();
        TimeUnit.MILLISECONDS.sleep(LAST_ANSWERS.toMillis());
        final Set<JobId> known = new HashSet<>();
        for (final String[] job : standby.rows("select id, lease, status from jobs_job")) {
            known.add(new JobId(UUID.fromString(job[0])));
            log.add(EventLog.now(), ChaosEvent.Kind.KNOWN, job[0], Long.parseLong(job[1]), job[2]);
        }
        for (final String[] limit : standby.rows("select name, at_once from jobs_limit")) {
            log.add(ChaosEvent.Kind.KNOWN_LIMIT, ChaosEvent.NO_JOB, String.join(" ", limit));
        }
        for (final String[] pause : standby.rows("""
                select kind, name, coalesce(cast(floor(1000000 * extract(epoch from ends_at)) as bigint), %d) from jobs_pause""".replace("%d", Long.toString(Long.MAX_VALUE)))) {
            log.add(ChaosEvent.Kind.KNOWN_PAUSE, ChaosEvent.NO_JOB, String.join(" ", pause));
        }
        final String workers = standby.rows("select name from jobs_worker").stream()
                .map(row -> row[0])
                .collect(joining(","));
        observer.forget(known);
        log.add(ChaosEvent.Kind.FAILED_OVER, ChaosEvent.NO_JOB, workers);
        standby.promote();
        database.delete();
        database = standby;
        wire.leadTo(database.port());
        quietWire.leadTo(database.port());
        standby = newStandby();
    }

    private static void awaitRest(final JobObserver observer) throws InterruptedException {
        final long end = System.nanoTime() + LONGEST_REST.toNanos();
        while (observer.unfinished() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private Findings findings(final JobObserver observer, final JdbcJobStore store) throws InterruptedException {
        observer.end();
        if (!fleet.end()) {
            log.add(ChaosEvent.Kind.WRONG, ChaosEvent.NO_JOB, "a worker did not end when it was asked to");
        }
        final List<ChaosEvent> events = EventLog.readAll(settings.directory());
        for (final ChaosEvent event : events) {
            if (event.kind() == ChaosEvent.Kind.ROLLED_BACK
                    && store.find(new JobId(UUID.fromString(event.job()))).isPresent()) {
                log.add(ChaosEvent.Kind.WRONG, event.job(), "was rolled back and is there");
            }
        }
        final Set<JobId> submitted = new Checks(events, Map.of())
                .submitted().stream().map(id -> new JobId(UUID.fromString(id))).collect(toSet());
        observeOnceMore(observer, submitted);
        final var checks = new Checks(
                EventLog.readAll(settings.directory()),
                observer.finished().entrySet().stream()
                        .collect(toMap(entry -> entry.getKey().toString(), Map.Entry::getValue)));
        return checks.findings(leftOver());
    }

    private static void observeOnceMore(final JobObserver observer, final Set<JobId> submitted)
            throws InterruptedException {
        while (true) {
            try {
                observer.observe(() -> submitted);
                return;
            } catch (final JobStoreException notNow) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
    }

    private List<Long> leftOver() throws InterruptedException {
        final var children = new Children(settings.directory());
        final long end = System.nanoTime() + LAST_PROCESSES.toNanos();
        while (true) {
            final var left = new HashSet<>(fleet.leftOver());
            children.allAlive().forEach(child -> left.add(child.pid()));
            if (left.isEmpty() || System.nanoTime() > end) {
                return List.copyOf(left);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }
}
