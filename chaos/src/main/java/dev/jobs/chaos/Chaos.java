package dev.jobs.chaos;

import static java.util.stream.Collectors.toMap;

import dev.jobs.JobId;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import java.io.IOException;
import java.nio.file.Files;
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
    private static final Duration LONGEST_REST = Duration.ofMinutes(2);
    private static final Duration LAST_PROCESSES = Duration.ofSeconds(15);

    private final Settings settings;
    private final Database database;
    private final Wire wire;
    private final EventLog log;
    private final Fleet fleet;
    private final List<Thread> freezes = new ArrayList<>();
    private final long start = System.nanoTime();

    private Chaos(final Settings settings, final Database database, final Wire wire, final EventLog log) {
        this.settings = settings;
        this.database = database;
        this.wire = wire;
        this.log = log;
        this.fleet = new Fleet(database.url(wire.port()), settings, log);
    }

    /** Does a run and prints what it came to; the exit code is 0 if every promise was kept. */
    public static void main(final String[] arguments) throws Exception {
        final Settings settings;
        try {
            settings = Settings.of(List.of(arguments));
        } catch (final IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        System.out.println("seed " + settings.seed() + ", " + settings.time().toSeconds() + " s, " + settings.workers()
                + " workers, fencing " + settings.fencing());
        final Findings findings = run(settings);
        System.out.print(findings);
        System.exit(findings.isClean() ? 0 : 1);
    }

    static Findings run(final Settings settings) throws Exception {
        Database.delete(settings.directory());
        Files.createDirectories(settings.directory());
        try (Database database = Database.create(settings.directory());
                Wire wire = new Wire(database.port());
                EventLog log = EventLog.open(settings.directory(), "chaos")) {
            final var chaos = new Chaos(settings, database, wire, log);
            Runtime.getRuntime().addShutdownHook(new Thread(chaos.fleet::kill));
            Runtime.getRuntime().addShutdownHook(new Thread(database::close));
            return chaos.run();
        }
    }

    private Findings run() throws Exception {
        final String url = database.url(wire.port());
        try (JdbcJobStore store = JdbcJobStore.open(url, JdbcSettings.defaults());
                JdbcJobStore quiet = JdbcJobStore.open(database.url(database.port()))) {
            final var watcher = new Watcher(quiet, log);
            final var submitter = new Submitter(store, url, log, settings.seed(), watcher::watch);
            final List<Thread> threads = List.of(new Thread(submitter, "submit"), new Thread(watcher, "watch"));
            try {
                fleet.start();
                threads.forEach(Thread::start);
                for (final Fault fault : Fault.schedule(settings)) {
                    cause(fault);
                }
                submitter.end(threads.get(0));
                for (final Thread freeze : freezes) {
                    freeze.join();
                }
                awaitRest(watcher);
                return findings(watcher, quiet);
            } finally {
                watcher.end();
                fleet.end();
            }
        }
    }

    private void cause(final Fault fault) throws IOException, InterruptedException {
        TimeUnit.NANOSECONDS.sleep(start + fault.at().toNanos() - System.nanoTime());
        if (fault instanceof Fault.KillWorker kill) {
            fleet.kill(kill.worker());
        } else if (fault instanceof Fault.FreezeWorker freeze) {
            final var thread = new Thread(() -> freeze(freeze), "freeze");
            freezes.add(thread);
            thread.start();
        } else if (fault instanceof Fault.KillDatabase kill) {
            log.add(Event.Kind.DATABASE_KILLED, Event.NO_JOB, "");
            database.kill();
            TimeUnit.MILLISECONDS.sleep(kill.down().toMillis());
            database.start();
            log.add(Event.Kind.DATABASE_STARTED, Event.NO_JOB, "");
        } else if (fault instanceof Fault.CutConnections) {
            log.add(Event.Kind.CONNECTIONS_CUT, Event.NO_JOB, "");
            wire.cut();
        }
    }

    private void freeze(final Fault.FreezeWorker fault) {
        try {
            fleet.freeze(fault.worker(), fault.time());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitRest(final Watcher watcher) throws InterruptedException {
        final long end = System.nanoTime() + LONGEST_REST.toNanos();
        while (watcher.unfinished() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private Findings findings(final Watcher watcher, final JdbcJobStore store) throws InterruptedException {
        watcher.end();
        if (!fleet.end()) {
            log.add(Event.Kind.WRONG, Event.NO_JOB, "a worker did not end when it was asked to");
        }
        final Set<JobId> submitted = new HashSet<>();
        for (final Event event : EventLog.readAll(settings.directory())) {
            if (event.kind() == Event.Kind.SUBMITTED) {
                submitted.add(new JobId(UUID.fromString(event.job())));
            } else if (event.kind() == Event.Kind.ROLLED_BACK
                    && store.find(new JobId(UUID.fromString(event.job()))).isPresent()) {
                log.add(Event.Kind.WRONG, event.job(), "was rolled back and is there");
            }
        }
        lookOnceMore(watcher, submitted);
        final var checks = new Checks(
                EventLog.readAll(settings.directory()),
                watcher.finished().entrySet().stream()
                        .collect(toMap(entry -> entry.getKey().toString(), Map.Entry::getValue)));
        return checks.findings(leftOver());
    }

    private static void lookOnceMore(final Watcher watcher, final Set<JobId> submitted) throws InterruptedException {
        while (true) {
            try {
                watcher.look(submitted);
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
