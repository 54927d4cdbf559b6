package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import java.util.OptionalLong;

/** Someone who waits for a job to look different. Called by one thread for all of them: none of these may block. */
interface Watcher {
    JobId jobId();

    /** The job stands so now; perhaps as it did before. */
    void show(JobPollResponse now);

    /** The job is not kept any more. */
    void gone();

    /** The time has come that was asked for, by {@link System#nanoTime()}; the answer is the next, if there is to be one. */
    OptionalLong wake(long now);

    /** Nothing will be shown any more. */
    void end();
}
