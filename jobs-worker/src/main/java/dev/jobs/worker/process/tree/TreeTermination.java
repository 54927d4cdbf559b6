package dev.jobs.worker.process.tree;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import dev.jobs.worker.log.LogRelay;
import dev.jobs.worker.process.group.ControlGroup;
import dev.jobs.worker.process.table.FreshScans;
import dev.jobs.worker.process.table.ProcessEntry;
import dev.jobs.worker.process.table.ProcessIdentity;
import dev.jobs.worker.process.table.ProcessTable;
import dev.jobs.worker.process.table.ProcessTable.Scan;
import dev.jobs.worker.process.table.ProcessTable.Signal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of one process tree: SIGTERM to each of its processes, the grace, SIGKILL, until none is found. Safe for threads;
 * owns the thread that it runs on, if there is one to be had.
 *
 * <h2>The problem</h2>
 *
 * <p>A job is released as confirmed only when all its processes have been seen dead. But a process tree is nothing that the
 * system keeps: processes fork between two scans, lose their parent, begin sessions of their own, ignore SIGTERM, belong to
 * another user, or hang in the kernel after SIGKILL.
 *
 * <h2>The solution</h2>
 *
 * <p>Scan, signal what is new, watch what is known, and scan again, until a scan finds nothing:
 *
 * <ul>
 *   <li>Until the grace is over each process gets SIGTERM once, when it is first found. Then each gets SIGKILL at every scan.
 *   <li>Between two scans only the processes that were found are watched, from every millisecond to every 50 ms, which costs
 *       far less than a scan. The next scan is when all of them have ended, or after 50 to 400 ms, and when the grace ends.
 *   <li>In a control group one write kills all. It is repeated while the group is populated, since a process that is just being
 *       forked may outlive one kill.
 * </ul>
 *
 * <h2>The verdict</h2>
 *
 * <ul>
 *   <li><b>Seen</b>, in a control group: nothing of the group lives and no process outside bears the tree's sign.
 *   <li><b>Seen</b>, elsewhere: no process bears its sign or is known to descend from one that did, the scan was complete, and
 *       nobody is a {@linkplain Suspects suspect}.
 *   <li><b>Presumed</b>: only suspects are left when the grace is over, or ten scans after it are not complete either, or the
 *       system hides processes. Suspects are not signalled; they may end by themselves until then.
 *   <li><b>Presumed</b>, for a job that is to stop: all that is left refuses signals, as another user's processes do.
 *   <li>Otherwise it goes on, and the job keeps its slot.
 * </ul>
 *
 * <h2>An example</h2>
 *
 * <p>The grace is 5 s. Process 90 is the command; 91 ignores SIGTERM; 95 is forked by 91 late.
 *
 * <pre>
 *  second  scan finds  signals
 *    0.00  90, 91      SIGTERM to both
 *    0.05  91          none: it had its SIGTERM
 *    0.75  91, 95      SIGTERM to 95
 *    5.00  91, 95      SIGKILL to both
 *    5.01  nothing     the end was seen
 * </pre>
 */
public final class TreeTermination {
    private static final Logger LOG = LoggerFactory.getLogger(TreeTermination.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);
    private static final Duration LONGEST_INTERVAL = Duration.ofMillis(400);
    private static final Duration PATIENCE_AFTER_KILL = Duration.ofSeconds(10);
    /** On a busy machine a scan is often not complete; the next ones decide. */
    private static final int MOST_INCOMPLETE_SCANS = 10;

    private final ProcessTree tree;
    private final Means means;
    private final ProcessTable table;
    private final String program;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean withoutThread = new AtomicBoolean();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Optional<ControlGroup> group = Optional.empty();
    private volatile boolean stopped;
    /** The number of scans after the grace that found nothing but were not complete. Only the thread that ends the tree uses it. */
    private int incompleteScans;

    private volatile Death death = Death.SEEN;

    /** The means by which all trees of a worker are ended. */
    public record Means(
            ProcessTable table, FreshScans scans, Suspects suspects, Duration grace, ThreadFactory threads) {}

    /** The end of a tree whose processes may be still to come. */
    public TreeTermination(final ProcessTree tree, final Means means, final String program) {
        this.tree = tree;
        this.means = means;
        this.table = means.table();
        this.program = program;
    }

    /** The control group that the command enters; to be given before it is started. */
    public void in(final ControlGroup itsGroup) {
        group = Optional.of(itsGroup);
    }

    /** The process that the command itself is. */
    public void addRoot(final Process process) {
        table.identify(process).ifPresent(tree::addRoot);
    }

    /** Notes who belongs to the tree now, so that it is still known when it hides later. */
    void observe(final List<ProcessEntry> scan) {
        tree.livingAmong(scan);
    }

    /** Begins to end the tree, unless that was begun before, and returns at once. */
    public void begin() {
        stopped = true;
        endOnAnotherThread();
    }

    private void endOnAnotherThread() {
        if (over.getCount() == 0 || !begun.compareAndSet(false, true)) {
            return;
        }
        try {
            final Thread thread = means.threads().newThread(this::endWhateverFails);
            thread.setName("jobs-stop-" + program);
            thread.setDaemon(true);
            thread.start();
        } catch (final OutOfMemoryError noThread) {
            withoutThread.set(true);
            LogRelay.log(() ->
                    LOG.warn("No thread can be started to end {}: who waits for its end brings it about", program));
        }
    }

    /** Ends what the command's own process, which has ended by itself, left behind. */
    public void rootHasEnded() {
        if (begun.get()) {
            return;
        }
        final Findings found = scan();
        if (found.isEmpty()) {
            finish(whenNothingIsLeft());
        } else {
            LOG.debug(
                    "{} has ended and left {} processes behind",
                    program,
                    found.living().size());
            endOnAnotherThread();
        }
    }

    /** True if nothing of the tree is left, as far as that will ever be known. */
    public boolean isOver() {
        return over.getCount() == 0;
    }

    /** Waits until nothing of the tree is left; its end is to be begun before. */
    public Death await() throws InterruptedException {
        if (withoutThread.compareAndSet(true, false)) {
            endOnThisThread();
        }
        over.await();
        return death;
    }

    /** Scans again after a scan that failed, for want of memory: this thread is the only one that ends the tree. */
    private void endWhateverFails() {
        while (!isOver()) {
            try {
                end();
            } catch (final RuntimeException | Error failed) {
                LogRelay.log(() -> LOG.warn("The end of {} could not be seen; the next scan follows", program, failed));
                sleep(LONGEST_PAUSE.toNanos());
            }
        }
    }

    /** Ends the tree; what has failed is left to the next thread that waits. */
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

    /** True if the end was seen, when it is over. */
    public Death whenOver() {
        return death;
    }

    /**
     * The result of one scan.
     *
     * @param living the tree's processes
     * @param suspects those that could belong to it, where that matters
     * @param complete whether every process was examined; if not, another scan may find more
     */
    private record Findings(Set<ProcessIdentity> living, List<ProcessEntry> suspects, boolean complete) {
        boolean isEmpty() {
            return living.isEmpty() && suspects.isEmpty() && complete;
        }
    }

    private Findings scan() {
        final Scan scan = means.scans().next();
        final Set<ProcessIdentity> living = tree.livingAmong(scan.entries());
        if (group.isPresent()) {
            group.get().processes().forEach(pid -> table.identify(pid).ifPresent(living::add));
            return new Findings(living, List.of(), !group.get().isPopulated());
        }
        final List<ProcessEntry> suspects =
                living.isEmpty() ? means.suspects().among(scan.entries(), living, tree.since()) : List.of();
        return new Findings(living, suspects, scan.complete());
    }

    private Death whenNothingIsLeft() {
        return group.isEmpty() && table.hidesProcesses() ? Death.PRESUMED : Death.SEEN;
    }

    private void finish(final Death seen) {
        death = seen;
        if (seen == Death.SEEN) {
            group.ifPresent(ControlGroup::remove);
        }
        over.countDown();
    }

    private void end() {
        final long start = System.nanoTime();
        final var asked = new HashSet<ProcessIdentity>();
        final var refusing = new HashSet<ProcessIdentity>();
        boolean warned = false;
        Duration interval = SHORTEST_INTERVAL;
        while (true) {
            final Findings found = scan();
            final Duration passed = Duration.ofNanos(System.nanoTime() - start);
            final Duration graceLeft = means.grace().minus(passed);
            final boolean graceIsOver = graceLeft.compareTo(Duration.ZERO) <= 0;
            final Set<ProcessIdentity> living = found.living();
            if (isDecided(found, refusing, graceIsOver)) {
                return;
            }
            if (graceIsOver) {
                kill(living, refusing);
            } else {
                living.stream().filter(asked::add).forEach(process -> table.signal(process, Signal.TERM));
                interval = graceLeft.compareTo(interval) < 0 ? graceLeft : interval;
            }
            if (!warned
                    && !refusing.containsAll(living)
                    && passed.compareTo(means.grace().plus(PATIENCE_AFTER_KILL)) >= 0) {
                warned = true;
                warn("Processes {} of {} are still there after SIGKILL; its job is kept until they are gone", living);
            }
            watch(living, interval);
            interval = doubled(interval, LONGEST_INTERVAL);
        }
    }

    /** True if there is nothing more to wait for; those who wait for the end are woken then. */
    private boolean isDecided(final Findings found, final Set<ProcessIdentity> refusing, final boolean graceIsOver) {
        if (found.isEmpty()) {
            finish(whenNothingIsLeft());
            return true;
        }
        if (found.living().isEmpty() && group.isEmpty() && graceIsOver && isDoubtToStay(found)) {
            presumeDead(found.suspects());
            return true;
        }
        // What refuses a signal and is known to belong to the job keeps the job, until somebody stops it.
        if (graceIsOver && stopped && !found.living().isEmpty() && refusing.containsAll(found.living())) {
            finish(Death.PRESUMED);
            return true;
        }
        return false;
    }

    /** True if a suspect is left, or if enough scans were not complete. */
    private boolean isDoubtToStay(final Findings found) {
        if (found.suspects().isEmpty()) {
            incompleteScans++;
        }
        return !found.suspects().isEmpty() || incompleteScans >= MOST_INCOMPLETE_SCANS;
    }

    private void presumeDead(final List<ProcessEntry> suspects) {
        final String doubt = suspects.isEmpty()
                ? "processes come and go too fast for all of them to be looked at"
                : "it could have started these, which bear no sign of it: "
                        + suspects.stream().map(means.suspects()::describe).collect(joining(", "));
        LogRelay.log(() -> LOG.warn("The end of {} is presumed: {}", program, doubt));
        finish(Death.PRESUMED);
    }

    private void kill(final Set<ProcessIdentity> living, final Set<ProcessIdentity> refusing) {
        group.ifPresent(TreeTermination::killUntilDead);
        final Set<ProcessIdentity> refused = living.stream()
                .filter(process -> !table.signal(process, Signal.KILL))
                .collect(toSet());
        if (refusing.addAll(refused)) {
            warn(
                    "Processes {} of {} are another user's: this worker may not end them, and keeps the job until they are"
                            + " gone or it is stopped",
                    refused);
        }
    }

    private void warn(final String message, final Set<ProcessIdentity> processes) {
        final List<Long> ids = processes.stream().map(ProcessIdentity::pid).toList();
        LogRelay.log(() -> LOG.warn(message, ids, program));
    }

    /** One kill may be outlived by a process that is just being forked. */
    private static void killUntilDead(final ControlGroup group) {
        final long start = System.nanoTime();
        do {
            group.kill();
            sleep(SHORTEST_PAUSE.toNanos());
        } while (group.isPopulated() && System.nanoTime() - start < SHORTEST_INTERVAL.toNanos());
    }

    /** Watches these processes, which costs far less than a scan, until all have ended or the time is over. */
    private void watch(final Set<ProcessIdentity> living, final Duration time) {
        final long start = System.nanoTime();
        Duration pause = SHORTEST_PAUSE;
        while (living.isEmpty() ? mayStillLive() : living.stream().anyMatch(table::isAlive)) {
            final long left = time.toNanos() - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            sleep(Math.min(left, pause.toNanos()));
            pause = doubled(pause, LONGEST_PAUSE);
        }
    }

    /** True unless a control group shows that nothing lives: only that can, where no process is known. */
    private boolean mayStillLive() {
        return group.map(ControlGroup::isPopulated).orElse(true);
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
