package dev.jobs.watch;

/** A wait that a closed {@link JobWatch} has ended, or never begun; the job itself goes on. */
public final class JobWatchClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JobWatchClosedException() {
        super("the watch over jobs is closed: nothing is waited for any longer");
    }
}
