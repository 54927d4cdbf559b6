package dev.jobs.watch;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * A piece of code that wants to see a job as it changes; added to a {@link JobWatch}. It is for those who show jobs to many, such
 * as a servlet; who waits for the end of one job calls {@link JobWatch#waitFor}.
 *
 * <p>One thread shows jobs to all watchers, and another wakes them: none of these methods may block, and {@link #wake} and
 * {@link #end} may be called while {@link #show} is. A watcher that throws is ended, and no other notices.
 */
public interface Watcher {
    /** The job that it watches; always the same. */
    JobId jobId();

    /** Takes the job as it stands now: at each poll, whether something has changed or not. */
    void show(JobPollResponse now);

    /** Takes note that there is no such job, or none any more. It stays with the watch until it is removed. */
    void gone();

    /**
     * Takes note that the time has come at which it wanted to be woken.
     *
     * @return the time until it is to be woken again; empty if it wants nothing more, and is to be removed
     */
    Optional<Duration> wake();

    /**
     * Takes note that it was removed, and that nothing will be shown any more.
     *
     * @param why the cause: a {@link JobWatchClosedException}, a {@link dev.jobs.store.JobStoreClosedException}, what kept this one job from
     *     being read, or what the watcher itself has thrown
     */
    void end(Throwable why);
}
