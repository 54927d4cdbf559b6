package dev.jobs.worker.process.table;

/** A process's own sign of the command that it belongs to, as a scan read it. */
public sealed interface Sign {
    /** The number of a command, of whichever worker. */
    record Numbered(long number) implements Sign {}

    /** The marks of a command of this worker in its environment. */
    record Marked(EnvironmentMarks marks) implements Sign {}

    /** Everything but a sign of this worker. */
    enum Without implements Sign {
        /** The marks of another worker. */
        OF_ANOTHER_WORKER,
        /** No sign, as far as it may be looked at. */
        NONE,
        /** It was not looked at, since it is older than this worker. */
        OLD
    }
}
