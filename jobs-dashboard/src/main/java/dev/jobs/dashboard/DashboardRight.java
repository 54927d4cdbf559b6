package dev.jobs.dashboard;

import java.util.Locale;

/** Something that a person may do on the dashboard. */
public enum DashboardRight {
    /** Sees the pages: queues, workers, and jobs with their owners, errors and times. Without it there is no dashboard. */
    VIEW,

    /** Reads the log of a job, which may name files, hosts and users. */
    READ_LOG,

    /**
     * Sees the payload, result and attributes of a job, which are hidden from everybody else, and searches by attributes. Each
     * look at those of a job is told to the {@link DashboardListener}.
     */
    REVEAL,

    /** Cancels jobs. */
    CANCEL,

    /** Runs jobs again that have ended. */
    RERUN,

    /** Deletes jobs that have ended. */
    DELETE,

    /** Pauses and resumes queues, types, owners and limit keys, and chooses the order of queues. */
    PAUSE,

    /** Sets, changes and removes limits. */
    LIMIT;

    /** The right as it stands in JSON: its name in lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
