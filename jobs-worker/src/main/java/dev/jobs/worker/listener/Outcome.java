package dev.jobs.worker.listener;

/** The outcome of one attempt of a job. Later versions may add outcomes. */
public enum Outcome {
    /** The handler has returned: the job is complete. */
    COMPLETED,

    /** The attempt has failed, and the job is tried again after a pause. */
    FAILED_AND_RETRIED,

    /** The attempt has failed, and with it the job: it was the last one, or trying again is of no use. */
    FAILED_FOR_GOOD,

    /** The attempt was stopped at a limit of time, and the job is tried again after a pause. */
    TIMED_OUT_AND_RETRIED,

    /** The attempt was stopped at a limit of time, and with it the job has failed: it was the last one, or its limits say so. */
    TIMED_OUT_FOR_GOOD,

    /** The job was cancelled, and its work has ended. */
    CANCELLED,

    /** The job went back to its queue, as when its worker closes; the attempt does not count. */
    HANDED_BACK,

    /** This worker could not read the payload, and left the job to other workers; the attempt does not count. */
    DECLINED,

    /**
     * Nothing is written of the end of this attempt: its lease is lost, or the worker was closed while the store was out of
     * reach. Another attempt may run by now, or will.
     */
    LOST
}
