package dev.jobs.worker.process.tree;

import dev.jobs.worker.log.LogRelay;
import dev.jobs.worker.process.launch.ProgramLookup;
import dev.jobs.worker.process.table.ProcReader;
import dev.jobs.worker.process.table.ProcStat;
import dev.jobs.worker.process.table.ProcessEntry;
import dev.jobs.worker.thread.OneTime;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The surroundings of this process, on Linux. Safe for threads. */
public final class LinuxSurroundings implements Suspects.Surroundings {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxSurroundings.class);

    private final long self = ProcessHandle.current().pid();
    private final long session;
    private final Optional<String> ownGroup = ProcReader.text("/proc/self/cgroup");
    private final OneTime<Set<Long>> orphanages = new OneTime<>(this::findOrphanages);

    public LinuxSurroundings() {
        // Where there is no setsid, commands are in the worker's session too.
        session = ProgramLookup.find("setsid").isEmpty()
                ? ProcessEntry.UNKNOWN
                : ProcReader.text("/proc/self/stat")
                        .flatMap(ProcStat::parse)
                        .map(ProcStat::session)
                        .orElse(ProcessEntry.UNKNOWN);
    }

    @Override
    public long self() {
        return self;
    }

    @Override
    public long session() {
        return session;
    }

    @Override
    public void prepare() {
        final var unused = orphanages();
    }

    @Override
    public Set<Long> orphanages() {
        return orphanages.get();
    }

    @Override
    public boolean isInOwnGroup(final long pid) {
        final Optional<String> group = ProcReader.text("/proc/" + pid + "/cgroup");
        return group.isEmpty() || ownGroup.isEmpty() || group.equals(ownGroup);
    }

    @Override
    public String nameOf(final long pid) {
        return ProcReader.text("/proc/" + pid + "/comm").map(String::strip).orElse("gone");
    }

    private Set<Long> findOrphanages() {
        if (self != 1) {
            return Orphanage.find();
        }
        LogRelay.log(
                () -> LOG.warn(
                        "This worker is process 1 and does not reap what its children leave behind: ended"
                                + " processes pile up as zombies. Start the container with an init, as docker run --init and tini are"));
        return Set.of(self);
    }
}
