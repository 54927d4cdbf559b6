package dev.jobs.worker.process;

import dev.jobs.worker.process.ProcessTable.Signal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of one process tree: SIGTERM to each of its processes, the grace, SIGKILL, until a scan finds none. Safe for
 * threads; owns the thread that it runs on, if there is one to be had.
 */
final class TreeEnding {
    private static final Logger LOG = LoggerFactory.getLogger(TreeEnding.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_LOOK = Duration.ofMillis(400);
    private static final Duration PATIENCE_AFTER_KILL = Duration.ofSeconds(10);

    private final ProcessTree tree;
    private final Means means;
    private final ProcessTable table;
    private final FreshScans scans;
    private final Duration grace;
    private final String program;
    private final AtomicBoolean withoutThread = new AtomicBoolean();
    private final CountDownLatch dead = new CountDownLatch(1);

    // Guarded by this.
    private boolean begun;

    /** What all trees of a worker are ended with. */
    record Means(ProcessTable table, FreshScans scans, Duration grace, ThreadFactory threads) {}

    /** The end of a tree whose processes may be still to come. */
    TreeEnding(final ProcessTree tree, final Means means, final String program) {
        this.tree = tree;
        this.means = means;
        this.table = means.table();
        this.scans = means.scans();
        this.grace = means.grace();
        this.program = program;
    }

    /** The process that the command itself is. */
    void addRoot(final Process process) {
        table.identify(process).ifPresent(tree::addRoot);
    }

    /** Begins to end the tree, unless that was begun before, and returns at once. */
    synchronized void begin() {
        if (dead.getCount() > 0 && !begun) {
            begun = true;
            try {
                final Thread thread = means.threads().newThread(this::end);
                thread.setName("jobs-stop-" + program);
                thread.setDaemon(true);
                thread.start();
            } catch (final OutOfMemoryError noThread) {
                withoutThread.set(true);
                LogRelay.log(() ->
                        LOG.warn("No thread can be started to end {}: who waits for its end brings it about", program));
            }
        }
    }

    private synchronized boolean isBegun() {
        return begun;
    }

    /** Takes note that the command's own process has ended by itself, and ends what it left behind. */
    void rootHasEnded() {
        if (isBegun()) {
            return;
        }
        final int left = tree.livingAmong(scans.next()).size();
        if (left == 0) {
            dead.countDown();
        } else {
            LOG.debug("{} has ended and left {} processes behind: ending them", program, left);
            begin();
        }
    }

    /** Whether nothing of the tree is left. */
    boolean isOver() {
        return dead.getCount() == 0;
    }

    /** Waits until nothing of the tree is left; its end is to be begun before. */
    Death await() throws InterruptedException {
        if (withoutThread.compareAndSet(true, false)) {
            endOnThisThread();
        }
        dead.await();
        return whenOver();
    }

    /** What has failed is left to whoever waits next. */
    private void endOnThisThread() {
        boolean ended = false;
        try {
            end();
            ended = true;
        } finally {
            if (!ended) {
                withoutThread.set(true);
            }
        }
    }

    /** What the end of the tree is worth on this platform. */
    Death whenOver() {
        return table.whenNothingIsFound();
    }

    private void end() {
        final long start = System.nanoTime();
        final var asked = new HashSet<ProcessIdentity>();
        boolean warned = false;
        Duration look = SHORTEST_LOOK;
        while (true) {
            final Set<ProcessIdentity> living = tree.livingAmong(scans.next());
            if (living.isEmpty()) {
                dead.countDown();
                return;
            }
            final Duration passed = Duration.ofNanos(System.nanoTime() - start);
            final Duration graceLeft = grace.minus(passed);
            if (graceLeft.compareTo(Duration.ZERO) <= 0) {
                living.forEach(process -> table.signal(process, Signal.KILL));
            } else {
                living.stream().filter(asked::add).forEach(process -> table.signal(process, Signal.TERM));
                look = graceLeft.compareTo(look) < 0 ? graceLeft : look;
            }
            if (!warned && passed.compareTo(grace.plus(PATIENCE_AFTER_KILL)) >= 0) {
                warned = true;
                LogRelay.log(() -> LOG.warn(
                        "Processes {} of {} are still there after SIGKILL; its job is kept until they are gone",
                        living.stream().map(ProcessIdentity::pid).toList(),
                        program));
            }
            watch(living, look);
            look = doubled(look, LONGEST_LOOK);
        }
    }

    /** Watches these processes, which costs far less than a scan, until all have ended or the time is over. */
    private void watch(final Set<ProcessIdentity> living, final Duration time) {
        final long start = System.nanoTime();
        Duration pause = SHORTEST_PAUSE;
        while (living.stream().anyMatch(table::isAlive)) {
            final long left = time.toNanos() - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            sleep(Math.min(left, pause.toNanos()));
            pause = doubled(pause, LONGEST_PAUSE);
        }
    }

    private static Duration doubled(final Duration time, final Duration most) {
        final Duration twice = time.multipliedBy(2);
        return twice.compareTo(most) < 0 ? twice : most;
    }

    private static void sleep(final long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (final InterruptedException strayed) {
            LOG.debug("Nobody should interrupt this thread, which nobody else knows", strayed);
        }
    }
}
