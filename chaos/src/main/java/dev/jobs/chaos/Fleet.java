package dev.jobs.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The worker processes of a run: one that dies is started again, as by an init system. Safe for threads. */
final class Fleet {
    private static final Duration LONGEST_END = Duration.ofSeconds(60);

    /** In the environment of every worker, and so of all that it starts, its watchdog included. */
    private static final String MARK = "JOBS_CHAOS";

    private final String url;
    private final ChaosSettings settings;
    private final EventLog log;
    private final String mark =
            Long.toHexString(System.nanoTime()) + "-" + ProcessHandle.current().pid();
    /** Guarded by this, as is all below. */
    private final List<Member> members = new ArrayList<>();

    private final List<PidsLimit> limits = new ArrayList<>();
    private int generation;
    private boolean ending;

    private record Member(String name, Process process, Optional<PidsLimit> pids) {}

    Fleet(final String url, final ChaosSettings settings, final EventLog log) {
        this.url = url;
        this.settings = settings;
        this.log = log;
    }

    synchronized void start() {
        for (int i = 0; i < settings.workers(); i++) {
            members.add(launch(i));
        }
    }

    private Member launch(final int index) {
        final String name = "worker-" + index + "-" + generation++;
        final Path output = settings.directory().resolve(name + ".log");
        final var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                        "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerMain.class.getName(),
                        url,
                        settings.directory().toString(),
                        name,
                        settings.broken().name())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()));
        builder.environment().put(MARK, mark);
        try {
            final Process process = builder.start();
            log.add(ChaosEvent.Kind.WORKER_STARTED, ChaosEvent.NO_JOB, name);
            final var unused = process.onExit().thenAccept(ended -> died(index, name));
            final Optional<PidsLimit> pids = PidsLimit.of(mark + "-" + name, process.pid());
            pids.ifPresent(limits::add);
            return new Member(name, process, pids);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void died(final int index, final String name) {
        log.add(ChaosEvent.Kind.WORKER_DIED, ChaosEvent.NO_JOB, name);
        if (!ending) {
            members.set(index, launch(index));
        }
    }

    synchronized void kill(final int index) {
        members.get(index).process().destroyForcibly();
    }

    /** Lets a worker and all that it starts have no more processes and threads than now for a time, where that can be had. */
    void limitPids(final int index, final Duration time) throws InterruptedException {
        final Member member;
        synchronized (this) {
            member = members.get(index);
        }
        if (member.pids().isPresent() && member.pids().get().toWhatThereIs()) {
            log.add(ChaosEvent.Kind.PIDS_LIMITED, ChaosEvent.NO_JOB, member.name());
            // Also beyond its death: what ends its children then has to do with that.
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
            member.pids().get().toNone();
        }
    }

    /** Freezes a worker for a time, unless it has died by then. */
    void freeze(final int index, final Duration time) throws InterruptedException {
        final Member member;
        synchronized (this) {
            member = members.get(index);
            log.add(ChaosEvent.Kind.WORKER_FROZEN, ChaosEvent.NO_JOB, member.name());
            signal("STOP", member.process());
        }
        final boolean died = member.process().waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        if (!died) {
            signal("CONT", member.process());
        }
        log.add(ChaosEvent.Kind.WORKER_THAWED, ChaosEvent.NO_JOB, member.name());
    }

    /** Asks all to end, and waits until they have; false if one does not. */
    boolean end() throws InterruptedException {
        final List<Member> left;
        synchronized (this) {
            ending = true;
            left = List.copyOf(members);
        }
        left.forEach(member -> signal("CONT", member.process()));
        left.forEach(member -> member.process().destroy());
        final long end = System.nanoTime() + LONGEST_END.toNanos();
        boolean all = true;
        for (final Member member : left) {
            all &= member.process().waitFor(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            member.process().destroyForcibly();
        }
        return all;
    }

    /** Kills all, for good. */
    synchronized void kill() {
        ending = true;
        members.forEach(member -> member.process().destroyForcibly());
        limits.forEach(PidsLimit::close);
    }

    /** The processes that any worker of this run started and that are still there. */
    List<Long> leftOver() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid).filter(this::isMarked).toList();
        }
    }

    /** A zombie has no environment to read. */
    private boolean isMarked(final long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "environ"), ISO_8859_1)
                    .contains(MARK + "=" + mark);
        } catch (final IOException goneOrForeign) {
            return false;
        }
    }

    private static void signal(final String name, final Process process) {
        try {
            new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
