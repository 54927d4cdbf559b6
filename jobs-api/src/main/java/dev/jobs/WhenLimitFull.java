package dev.jobs;

/**
 * The treatment of a new job whose {@linkplain JobRequest#limitKeys limit key} is full, for {@link Jobs#submit(java.util.List,
 * WhenLimitFull)}.
 *
 * <p>A key is full for one more job if as many of its jobs have not ended as its limit allows at once: those that run, those that are being
 * stopped, and those that wait, be it for their time, after a failure, or in a pause. A rate is full if it allows no further start now, when all
 * jobs of the key that wait have started. A key without a limit is never full.
 */
public enum WhenLimitFull {
    /** The job waits until its limits allow its start. So it is for all jobs that are submitted without saying otherwise. */
    WAIT,

    /** The job is refused and not stored: {@link SubmitOutcome.Refused} names the job that is in the way. */
    REFUSE,

    /**
     * The job takes the place of those that wait for the full key and have its owner and type: they are cancelled, and name it ({@link
     * JobState#replacedBy}). Jobs that run go on, and jobs of other owners or types are not touched: the new job waits for them.
     */
    REPLACE_WAITING,

    /**
     * The same, and jobs of its owner and type that run are cancelled too, as many as have to end for one permit to be free, the oldest
     * first. The new job starts when their work has stopped: the limit is not exceeded. A rate gives no start back, so none is cancelled for it.
     */
    CANCEL_RUNNING
}
