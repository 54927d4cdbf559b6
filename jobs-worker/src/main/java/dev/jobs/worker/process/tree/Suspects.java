package dev.jobs.worker.process.tree;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.jobs.worker.process.table.ProcessEntry;
import dev.jobs.worker.process.table.ProcessIdentity;
import dev.jobs.worker.process.table.Sign;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the processes without a sign that could belong to a command all the same. Safe for threads.
 *
 * <h2>The question</h2>
 *
 * <p>A process can lose all signs of its command: its number, its environment, its parent and its session. It is then not
 * known to belong to the command, so it is not ended. But it is not known <em>not</em> to belong to it either, and as long as
 * such a process lives the end of the command is not confirmed. On a machine where other processes come and go, most have
 * to be told apart, or nothing would ever be confirmed.
 *
 * <h2>What cannot belong to a command</h2>
 *
 * <ul>
 *   <li>what is older than the command;
 *   <li>what bears the sign of another command or of another worker;
 *   <li>what is in another control group than the worker: nobody leaves that without the right to write control groups;
 *   <li>what is in the worker's own session, or in one whose first process is older than the command: a process can begin
 *       a session, but never enter another's, and each command begins its own;
 *   <li>what has a parent that cannot belong to the command, or had one when it was seen before. A parent is who started it,
 *       unless it is the process that orphans are given to ({@link Orphanage}): that one may have it from anybody.
 * </ul>
 *
 * <p>What is left is an orphan (or the offspring of one) in a new session, younger than the command, in the worker's own
 * control group, without a sign: a suspect.
 *
 * <h2>An example</h2>
 *
 * <p>The worker is process 40, orphans are given to process 1, and the command began at time 700 with process 90.
 *
 * <pre>
 *  pid  parent  session  start  sign      verdict
 *   12       1       12    100  none      older than the command
 *   51      40       40    710  none      in the worker's session: the service's own child
 *   60      51       60    720  none      its parent, 51, cannot belong to the command
 *   95       1       95    730  command   belongs to the command: it will be ended
 *   97       1       97    735  none      a suspect: from 95, or from 51
 *   98      97       97    740  none      a suspect's child
 * </pre>
 *
 * <p>Had 97 been seen while 51 was its parent, it would be known not to belong to the command.
 */
public final class Suspects {
    private final Surroundings surroundings;
    /** Processes that cannot belong to any command, by what was seen of their parents. Guarded by this. */
    private final Set<ProcessIdentity> strangers = new HashSet<>();

    public Suspects(final Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** No suspects, for platforms where processes cannot be told apart. */
    public static Suspects nobody() {
        return new Suspects(new Surroundings() {
            @Override
            public long self() {
                return ProcessEntry.UNKNOWN;
            }

            @Override
            public long session() {
                return ProcessEntry.UNKNOWN;
            }

            @Override
            public Set<Long> orphanages() {
                return Set.of();
            }

            @Override
            public boolean isInOwnGroup(final long pid) {
                return false;
            }

            @Override
            public String nameOf(final long pid) {
                return "unknown";
            }
        });
    }

    /** The surroundings of a worker's process. */
    interface Surroundings {
        /** The worker's own process id. */
        long self();

        /** The id of the worker's session; {@link ProcessEntry#UNKNOWN} where commands are in it too. */
        long session();

        /** Finds what takes time to find, before it is needed. */
        default void prepare() {}

        /** Those that may be given the orphans of a command. */
        Set<Long> orphanages();

        /** True if a process is in the worker's own control group, as far as can be told. */
        boolean isInOwnGroup(long pid);

        /** The name of a process's program. */
        String nameOf(long pid);
    }

    /** Finds what takes time to find; may wait. */
    public void prepare() {
        surroundings.prepare();
    }

    /** Remembers the parents of these processes: their children may be orphans by the time that an end is to be judged. */
    synchronized void learn(final List<ProcessEntry> scan) {
        final Map<Long, ProcessEntry> byPid = byPid(scan);
        final var known = new HashMap<ProcessIdentity, Boolean>();
        scan.forEach(entry -> isStranger(entry, byPid, known));
        strangers.retainAll(scan.stream().map(ProcessEntry::identity).collect(toSet()));
    }

    /** Those that could belong to a command that began at this time and has these members. */
    synchronized List<ProcessEntry> among(
            final List<ProcessEntry> scan, final Set<ProcessIdentity> members, final long since) {
        learn(scan);
        final Map<Long, ProcessEntry> byPid = byPid(scan);
        final var suspects = new HashSet<Long>();
        final var found = new ArrayList<ProcessEntry>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (final ProcessEntry entry : scan) {
                if (!suspects.contains(entry.pid())
                        && !members.contains(entry.identity())
                        && isUnknown(entry, byPid, since)
                        && (mayBeOrphan(entry, byPid) || suspects.contains(entry.parentPid()))
                        && surroundings.isInOwnGroup(entry.pid())) {
                    suspects.add(entry.pid());
                    found.add(entry);
                    grown = true;
                }
            }
        }
        return found;
    }

    /** A suspect as the log names it: never its arguments or environment. */
    String describe(final ProcessEntry suspect) {
        return suspect.pid() + " (" + surroundings.nameOf(suspect.pid()) + ")";
    }

    /** True if its parent was given it, or has ended in the moment of the scan. */
    private boolean mayBeOrphan(final ProcessEntry entry, final Map<Long, ProcessEntry> byPid) {
        final long parent = entry.parentPid();
        return surroundings.orphanages().contains(parent)
                || (parent != surroundings.self()
                        && parent != 0
                        && Optional.ofNullable(byPid.get(parent))
                                .filter(ProcessEntry::alive)
                                .isEmpty());
    }

    private boolean isUnknown(final ProcessEntry entry, final Map<Long, ProcessEntry> byPid, final long since) {
        return entry.alive()
                && entry.startTime() >= since
                && entry.sign() == Sign.Without.NONE
                && entry.session() != surroundings.session()
                && !strangers.contains(entry.identity())
                && Optional.ofNullable(byPid.get(entry.session()))
                        .filter(leader -> leader.startTime() < since)
                        .isEmpty();
    }

    /** True if it can belong to no command of this worker. */
    private boolean isStranger(
            final ProcessEntry entry, final Map<Long, ProcessEntry> byPid, final Map<ProcessIdentity, Boolean> known) {
        final Boolean before = known.get(entry.identity());
        if (before != null) {
            return before;
        }
        known.put(entry.identity(), false); // should ids ever form a circle
        final boolean is = entry.sign() == Sign.Without.OLD
                || entry.sign() == Sign.Without.OF_ANOTHER_WORKER
                || (entry.sign() == Sign.Without.NONE
                        && (strangers.contains(entry.identity())
                                || entry.session() == surroundings.session()
                                || isChildOfStranger(entry, byPid, known)));
        known.put(entry.identity(), is);
        if (is && entry.sign() == Sign.Without.NONE && entry.parentPid() != surroundings.self()) {
            strangers.add(entry.identity());
        }
        return is;
    }

    private boolean isChildOfStranger(
            final ProcessEntry entry, final Map<Long, ProcessEntry> byPid, final Map<ProcessIdentity, Boolean> known) {
        final ProcessEntry parent = byPid.get(entry.parentPid());
        return parent != null && !surroundings.orphanages().contains(parent.pid()) && isStranger(parent, byPid, known);
    }

    private static Map<Long, ProcessEntry> byPid(final List<ProcessEntry> scan) {
        return scan.stream().collect(toMap(ProcessEntry::pid, entry -> entry, (first, second) -> second));
    }
}
