package dev.jobs.worker.process.tree;

import dev.jobs.worker.log.LogRelay;
import dev.jobs.worker.process.table.FreshScans;
import dev.jobs.worker.process.table.ProcessEntry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trees that run outside of control groups, scanned a few times a second, so that a process that hides later is known
 * by then, and one that loses its parent is known to be a stranger. Safe for threads; owns one, which is there while trees
 * are.
 */
public final class RunningTrees {
    private static final Logger LOG = LoggerFactory.getLogger(RunningTrees.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    /** The pause after a scan is so many times as long as the scan: two hundredths of one processor at most. */
    private static final int PAUSE_PER_SCAN = 50;

    private final FreshScans scans;
    private final Suspects suspects;
    private final Set<TreeTermination> trees = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private boolean observing;

    public RunningTrees(final FreshScans scans, final Suspects suspects) {
        this.scans = scans;
        this.suspects = suspects;
    }

    public void add(final TreeTermination tree) {
        trees.add(tree);
        observeFromNowOn();
    }

    private synchronized void observeFromNowOn() {
        if (!observing) {
            try {
                final var thread = new Thread(this::observe, "jobs-processes");
                thread.setDaemon(true);
                thread.start();
                observing = true;
            } catch (final OutOfMemoryError noThread) {
                LogRelay.log(() -> LOG.debug("Processes are not observed while they run", noThread));
            }
        }
    }

    private void observe() {
        while (mayGoOn()) {
            final long start = System.nanoTime();
            try {
                final List<ProcessEntry> scan = scans.next().entries();
                suspects.learn(scan);
                trees.forEach(tree -> tree.observe(scan));
            } catch (final RuntimeException | Error failed) {
                LogRelay.log(() -> LOG.debug("A scan of the running processes failed; the next follows", failed));
            }
            pause((System.nanoTime() - start) * PAUSE_PER_SCAN);
        }
    }

    private synchronized boolean mayGoOn() {
        trees.removeIf(TreeTermination::isOver);
        observing = !trees.isEmpty();
        return observing;
    }

    private static void pause(final long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.max(nanos, SHORTEST_PAUSE.toNanos()));
        } catch (final InterruptedException strayed) {
            LOG.debug("Nobody should interrupt this thread, which nobody else knows", strayed);
        }
    }
}
