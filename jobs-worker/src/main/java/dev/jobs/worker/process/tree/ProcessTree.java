package dev.jobs.worker.process.tree;

import static java.util.stream.Collectors.toMap;

import dev.jobs.worker.process.table.EnvironmentMarks;
import dev.jobs.worker.process.table.ProcessEntry;
import dev.jobs.worker.process.table.ProcessIdentity;
import dev.jobs.worker.process.table.Sign;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The processes of one command. Safe for threads.
 *
 * <p>A process belongs to it that bears its number or its marks, or whose parent belongs to it, or whose session was begun by
 * one that did, or that did belong to it when it was seen before. The number alone finds nearly all; the rest finds those
 * that set the limit in which it stands.
 */
public final class ProcessTree {
    private final EnvironmentMarks marks;
    private final long number;
    /** Members by id: those that live, and those whose session still has members. */
    private final Map<Long, ProcessIdentity> known = new HashMap<>();

    private long since;

    /**
     * The processes of a command that is to be started.
     *
     * @param since what starts from now on does not start before
     */
    public ProcessTree(final EnvironmentMarks marks, final long number, final long since) {
        this.marks = marks;
        this.number = number;
        this.since = since;
    }

    /** Adds the process that the command itself is. */
    public synchronized void addRoot(final ProcessIdentity root) {
        known.put(root.pid(), root);
        since = Math.max(since, root.startTime());
    }

    /** No process of the command started before. */
    synchronized long since() {
        return since;
    }

    /** The living members among these processes. */
    public synchronized Set<ProcessIdentity> livingAmong(final List<ProcessEntry> scan) {
        final Map<Long, ProcessEntry> byPid =
                scan.stream().collect(toMap(ProcessEntry::pid, entry -> entry, (first, second) -> second));
        final var members = new HashSet<ProcessIdentity>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (final ProcessEntry entry : byPid.values()) {
                if (entry.alive() && !members.contains(entry.identity()) && belongs(entry, byPid, members)) {
                    members.add(entry.identity());
                    known.put(entry.pid(), entry.identity());
                    grown = true;
                }
            }
        }
        forgetAllBut(members, byPid);
        return members;
    }

    private boolean belongs(
            final ProcessEntry entry, final Map<Long, ProcessEntry> byPid, final Set<ProcessIdentity> members) {
        if (entry.sign() instanceof Sign.Marked marked) {
            return marked.marks().equals(marks);
        }
        if (entry.sign() instanceof Sign.Numbered numbered && numbered.number() == number) {
            return true;
        }
        if (entry.identity().equals(known.get(entry.pid()))) {
            return true;
        }
        final ProcessEntry parent = byPid.get(entry.parentPid());
        return (parent != null && members.contains(parent.identity())) || isOfKnownSession(entry, byPid);
    }

    /** True if its session was begun by a member, and the session's id does not by now belong to another process. */
    private boolean isOfKnownSession(final ProcessEntry entry, final Map<Long, ProcessEntry> byPid) {
        final ProcessIdentity leader = known.get(entry.session());
        if (leader == null || entry.identity().startTime() < leader.startTime()) {
            return false;
        }
        final ProcessEntry holder = byPid.get(leader.pid());
        return holder == null || holder.identity().equals(leader);
    }

    /** Forgets the dead, unless their session has members: an empty session's id may be given out again. */
    private void forgetAllBut(final Set<ProcessIdentity> members, final Map<Long, ProcessEntry> byPid) {
        final var sessions = new HashSet<Long>();
        for (final ProcessIdentity member : members) {
            final ProcessEntry entry = byPid.get(member.pid());
            if (entry != null) {
                sessions.add(entry.session());
            }
        }
        known.values().removeIf(process -> !members.contains(process) && !sessions.contains(process.pid()));
    }
}
