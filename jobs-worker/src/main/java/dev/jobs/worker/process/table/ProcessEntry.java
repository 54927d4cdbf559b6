package dev.jobs.worker.process.table;

/**
 * A process as one scan saw it.
 *
 * @param identity which process
 * @param parentPid the id of its parent
 * @param session the id of its session, which is the id of the process that began it; {@link #UNKNOWN} where not told
 * @param alive false for a zombie: it runs nothing and only keeps its id from being given out again
 * @param sign the sign that it bears
 */
public record ProcessEntry(ProcessIdentity identity, long parentPid, long session, boolean alive, Sign sign) {
    public static final long UNKNOWN = -1;

    public long pid() {
        return identity.pid();
    }

    public long startTime() {
        return identity.startTime();
    }
}
