package dev.jobs.worker.process;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trees that run outside of control groups, looked at a few times a second, so that a process that hides later is known
 * by then, and one that loses its parent is known to be a stranger. Safe for threads; owns one, which is there while trees
 * are.
 */
final class RunningTrees {
    private static final Logger LOG = LoggerFactory.getLogger(RunningTrees.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    /** So many times as long as a look takes is the pause after it: two hundredths of one processor at most. */
    private static final int PAUSE_PER_LOOK = 50;

    private final FreshScans scans;
    private final Suspects suspects;
    private final Set<TreeTermination> trees = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private boolean looking;

    RunningTrees(final FreshScans scans, final Suspects suspects) {
        this.scans = scans;
        this.suspects = suspects;
    }

    void add(final TreeTermination tree) {
        trees.add(tree);
        lookFromNowOn();
    }

    private synchronized void lookFromNowOn() {
        if (!looking) {
            try {
                final var thread = new Thread(this::look, "jobs-processes");
                thread.setDaemon(true);
                thread.start();
                looking = true;
            } catch (final OutOfMemoryError noThread) {
                LogRelay.log(() -> LOG.debug("Processes are not looked at while they run", noThread));
            }
        }
    }

    private void look() {
        while (mayGoOn()) {
            final long start = System.nanoTime();
            try {
                final List<ProcessEntry> scan = scans.next().entries();
                suspects.learn(scan);
                trees.forEach(tree -> tree.observe(scan));
            } catch (final RuntimeException | Error failed) {
                LogRelay.log(() -> LOG.debug("A look at the running processes failed; the next follows", failed));
            }
            pause((System.nanoTime() - start) * PAUSE_PER_LOOK);
        }
    }

    private synchronized boolean mayGoOn() {
        trees.removeIf(TreeTermination::isOver);
        looking = !trees.isEmpty();
        return looking;
    }

    private static void pause(final long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(Math.max(nanos, SHORTEST_PAUSE.toNanos()));
        } catch (final InterruptedException strayed) {
            LOG.debug("Nobody should interrupt this thread, which nobody else knows", strayed);
        }
    }
}
