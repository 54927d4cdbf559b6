package dev.jobs.chaos;

import java.util.Optional;

/**
 * Something that happened, as whoever saw it wrote it down.
 *
 * @param micros when, since 1970, by the clock of the one machine that all run on
 * @param source who wrote it
 * @param kind what it was
 * @param job the job's id; "-" if it is about none
 * @param lease the lease's number; 0 if it is about none
 * @param detail the rest, without blanks where it is read again
 */
record ChaosEvent(long micros, String source, Kind kind, String job, long lease, String detail) {
    static final String NO_JOB = "-";

    /** The kinds of events. */
    enum Kind {
        /** A submission returned; the detail is the most attempts. */
        SUBMITTED,
        /** A submission on the caller's connection was rolled back. */
        ROLLED_BACK,
        /** A cancel answered that the job is cancelled. */
        CANCELLED,
        /** A claim brought this lease; written when it had returned. The detail is that of a {@link Claim}. */
        CLAIMED,
        /**
         * A handler began; the detail is the attempt, the most attempts, how many handlers ran in its worker, and the
         * milliseconds of its time limit, 0 for none.
         */
        BEGUN,
        /** A handler starts a command whose start hangs. */
        START_HANGS,
        /** A handler has ended. */
        ENDED,
        /** A report is about to be sent; the detail is its kind. */
        SENT,
        /** A report was answered; the detail is its kind and the outcome. */
        ANSWERED,
        /** A process of a lease was seen alive when it had to be dead; the detail says where it was in the way. */
        STILL_ALIVE,
        /** An observer saw something that must not be; the detail says what. */
        WRONG,
        /** A worker's process was started. */
        WORKER_STARTED,
        /** A worker's process has died. */
        WORKER_DIED,
        /** A worker's process was frozen. */
        WORKER_FROZEN,
        /** A worker's process was thawed. */
        WORKER_THAWED,
        /** The database was killed. */
        DATABASE_KILLED,
        /** The database answers again. */
        DATABASE_STARTED,
        /** All connections were cut. */
        CONNECTIONS_CUT,
        /** A job as the standby knew it that is about to take over: the lease, and as the detail the status. */
        KNOWN,
        /** A standby took over; the detail names the workers that it knew, with commas. */
        FAILED_OVER,
        /** The database's clock jumped; the detail says by how many milliseconds. */
        CLOCK_JUMPED,
        /** The jump has been made, and is seen by each statement from now on. */
        CLOCK_HAS_JUMPED,
        /** A limit is about to be set; the detail is its key, and how many attempts it allows at once. */
        LIMIT_SENT,
        /** The same was answered. */
        LIMIT_SET,
        /** A standby that takes over knows this limit. */
        KNOWN_LIMIT,
        /** A pause was answered; the detail is the kind and name of what is paused, and its end in microseconds by the store's clock. */
        PAUSED,
        /** A resume, or another pause of the same, is about to be sent; the detail is the kind and name. */
        RESUME_SENT,
        /** A standby that takes over knows this pause. */
        KNOWN_PAUSE,
        /** Children of these leases, with commas, ran at the same time. */
        CHILDREN_ALIVE,
        /** A worker could start no process and no thread for a while; the detail is the worker. */
        PIDS_LIMITED
    }

    String line() {
        return micros + " " + kind + " " + job + " " + lease + " " + detail + "\n";
    }

    /** Reads a line; none where its writer was killed in the middle of it. */
    static Optional<ChaosEvent> parse(final String source, final String line) {
        final String[] parts = line.split(" ", 5);
        return parts.length < 5
                ? Optional.empty()
                : Optional.of(new ChaosEvent(
                        Long.parseLong(parts[0]),
                        source,
                        Kind.valueOf(parts[1]),
                        parts[2],
                        Long.parseLong(parts[3]),
                        parts[4]));
    }
}
