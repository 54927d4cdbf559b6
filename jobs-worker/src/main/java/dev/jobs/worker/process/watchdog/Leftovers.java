package dev.jobs.worker.process.watchdog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import dev.jobs.worker.process.group.ControlGroup;
import dev.jobs.worker.process.group.ControlGroups;
import dev.jobs.worker.process.table.EnvironmentMarks;
import dev.jobs.worker.process.table.NumberMarks;
import dev.jobs.worker.process.table.ProcReader;
import dev.jobs.worker.process.table.ProcessIdentity;
import dev.jobs.worker.process.table.ProcessTable;
import dev.jobs.worker.process.table.ProcessTable.Signal;
import dev.jobs.worker.process.table.WorkerProcess;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what workers of this machine have left behind that were killed together with their watchdogs. Made for one thread.
 *
 * <p>A process is ended only if its own environment names a worker's process of the same namespace of process ids that is
 * proven to be gone, or if it bears a number of the same worker as such a process, or if it is in a control group that names
 * such a worker.
 */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
    private static final Duration PATIENCE_AFTER_KILL = Duration.ofSeconds(10);
    private static final long PAUSE_MILLIS = 50;
    private static final byte[] PROCESS_VARIABLE = (EnvironmentMarks.PROCESS + "=").getBytes(UTF_8);

    private final ProcessTable table;
    private final Duration grace;
    private final ProcReader reader = new ProcReader();
    private final Map<String, Boolean> gone = new HashMap<>();

    Leftovers(final ProcessTable table, final Duration grace) {
        this.table = table;
        this.grace = grace;
    }

    /** Ends them on a thread of its own. */
    public static void endFromNowOn(final ProcessTable table, final Duration grace) {
        final var thread = new Thread(() -> new Leftovers(table, grace).end(), "jobs-leftovers");
        thread.setDaemon(true);
        thread.start();
    }

    void end() {
        final List<ControlGroup> groups = groups();
        final long start = System.nanoTime();
        final var asked = new HashSet<ProcessIdentity>();
        Set<ProcessIdentity> living = living(groups);
        if (!living.isEmpty()) {
            LOG.warn(
                    "Ending {} processes that workers of this machine left behind when they were killed",
                    living.size());
        }
        while (!living.isEmpty() || groups.stream().anyMatch(ControlGroup::isPopulated)) {
            final Duration passed = Duration.ofNanos(System.nanoTime() - start);
            if (passed.compareTo(grace) < 0) {
                living.stream().filter(asked::add).forEach(process -> table.signal(process, Signal.TERM));
            } else if (passed.compareTo(grace.plus(PATIENCE_AFTER_KILL)) < 0) {
                groups.forEach(ControlGroup::kill);
                living.forEach(process -> table.signal(process, Signal.KILL));
            } else {
                LOG.warn(
                        "Processes {}, which a killed worker left behind, cannot be ended",
                        living.stream().map(ProcessIdentity::pid).toList());
                return;
            }
            pause();
            living = living(groups);
        }
        groups.forEach(ControlGroup::remove);
    }

    private static List<ControlGroup> groups() {
        return ControlGroups.ofThisProcess().stream()
                .flatMap(own -> Arrays.stream(
                        Optional.ofNullable(own.toFile().listFiles()).orElse(new File[0])))
                .filter(each -> ControlGroups.workerOf(each.getName())
                        .filter(WorkerProcess::isGone)
                        .isPresent())
                .map(each -> new ControlGroup(each.toPath()))
                .toList();
    }

    private Set<ProcessIdentity> living(final List<ControlGroup> groups) {
        final var found = new HashSet<ProcessIdentity>();
        groups.forEach(
                group -> group.allProcesses().forEach(pid -> table.identify(pid).ifPresent(found::add)));
        final var workers = new HashSet<Long>();
        final var numbered = new HashMap<ProcessIdentity, Long>();
        for (final long pid : pids()) {
            table.identify(pid).ifPresent(process -> {
                final OptionalLong worker = workerNumber(pid);
                worker.ifPresent(number -> numbered.put(process, number));
                if (isOfGoneWorker(pid) && table.isAlive(process)) {
                    found.add(process);
                    worker.ifPresent(workers::add);
                }
            });
        }
        found.addAll(numbered.entrySet().stream()
                .filter(entry -> workers.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(toSet()));
        return found;
    }

    private static List<Long> pids() {
        final var pids = new ArrayList<Long>();
        for (final String name : Optional.ofNullable(new File("/proc").list()).orElse(new String[0])) {
            if (Character.isDigit(name.charAt(0))) {
                pids.add(Long.valueOf(name));
            }
        }
        return pids;
    }

    private OptionalLong workerNumber(final long pid) {
        final int length = reader.read("/proc/" + pid + "/limits", Integer.MAX_VALUE);
        final OptionalLong number = length > 0 ? NumberMarks.read(reader.bytes(), length) : OptionalLong.empty();
        return number.isPresent() ? OptionalLong.of(NumberMarks.worker(number.getAsLong())) : number;
    }

    private boolean isOfGoneWorker(final long pid) {
        final int length = reader.read("/proc/" + pid + "/environ", Integer.MAX_VALUE);
        if (length <= 0 || ProcReader.indexOf(reader.bytes(), length, PROCESS_VARIABLE) < 0) {
            return false;
        }
        for (final String variable : new String(reader.bytes(), 0, length, UTF_8).split("\0", -1)) {
            if (variable.startsWith(EnvironmentMarks.PROCESS + "=")) {
                final String process = variable.substring(EnvironmentMarks.PROCESS.length() + 1);
                return gone.computeIfAbsent(
                        process.substring(0, Math.max(0, process.indexOf(';'))),
                        name -> WorkerProcess.named(name)
                                .filter(WorkerProcess::isGone)
                                .isPresent());
            }
        }
        return false;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (final InterruptedException strayed) {
            LOG.debug("Nobody should interrupt this thread, which nobody else knows", strayed);
        }
    }
}
