package dev.jobs.worker.process.tree;

import dev.jobs.worker.process.table.EnvironmentMarks;
import dev.jobs.worker.process.table.ProcReader;
import dev.jobs.worker.process.table.ProcStat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that the orphans of this one's children are given to: process 1, or the nearest forebear that asked for them
 * as its subreaper. No call answers which one that is, so it is tried, with an orphan.
 */
final class Orphanage {
    private static final Logger LOG = LoggerFactory.getLogger(Orphanage.class);

    /** Its background job outlives it, and reads until the end of what this process holds open. */
    private static final String ORPHAN = "exec 3<&0; (read -r line <&3) & echo $!";

    private Orphanage() {}

    /** Their ids. Takes some milliseconds. */
    public static Set<Long> find() {
        final var ids = new HashSet<>(Set.of(1L));
        final Optional<Long> tried = tryOne();
        tried.ifPresentOrElse(ids::add, () -> ids.addAll(forebears()));
        return Set.copyOf(ids);
    }

    private static Optional<Long> tryOne() {
        try {
            final var builder = new ProcessBuilder("sh", "-c", ORPHAN);
            EnvironmentMarks.addServantTo(builder.environment());
            final Process parent = builder.start();
            try (var input = parent.getOutputStream();
                    var output = new BufferedReader(
                            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
                final String orphan = output.readLine();
                parent.waitFor();
                input.flush();
                return Optional.ofNullable(orphan)
                        .flatMap(pid -> ProcReader.text("/proc/" + pid.strip() + "/stat"))
                        .flatMap(ProcStat::parse)
                        .map(ProcStat::parentPid);
            }
        } catch (final IOException failed) {
            LOG.debug("It could not be tried who is given the orphans of this process", failed);
        } catch (final InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static Set<Long> forebears() {
        final var ids = new HashSet<Long>();
        Optional<ProcessHandle> next = ProcessHandle.current().parent();
        while (next.isPresent() && ids.add(next.get().pid())) {
            next = next.get().parent();
        }
        return ids;
    }
}
