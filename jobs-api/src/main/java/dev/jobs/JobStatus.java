package dev.jobs;

import java.util.Locale;

/**
 * The status of a job: these five, for ever.
 *
 * <pre>
 * submit ─▶ pending ──claim──▶ processing ──complete──▶ complete
 *             ▲  │                │   │
 *             │  │                │   └─fail, attempts spent─▶ failed
 *             │  └──cancel──┐     └─fail, recover or release─┐
 *             └─────────────┼────────────────────────────────┘
 *                           ▼
 *                       cancelled ◀──cancel── processing
 * </pre>
 */
public enum JobStatus {
    /** Waiting to be claimed, or for its due time. Left by a claim or a cancel. */
    PENDING,

    /** Held by a worker under a lease. Left by completion, failure, release, recovery or cancel. */
    PROCESSING,

    /** Ended with what its handler returned. Terminal. */
    COMPLETE,

    /** Ended with an error: its attempts were spent, or trying again was of no use. Terminal. */
    FAILED,

    /**
     * Called off. Terminal; while {@link Job#finishedAt()} is empty the work is still being stopped,
     * and only its release is yet to come.
     */
    CANCELLED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    /** True if a job in this status has ended: it will never have another. */
    public boolean isTerminal() {
        return this == COMPLETE || this == FAILED || this == CANCELLED;
    }

    /** The status as it stands in JSON, in the database and in messages: its name in lower case. */
    public String wireName() {
        return wireName;
    }

    /**
     * The status with this {@linkplain #wireName() wire name}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static JobStatus ofWireName(final String wireName) {
        for (final JobStatus status : values()) {
            if (status.wireName.equals(wireName)) {
                return status;
            }
        }
        throw new IllegalArgumentException("no job status is called \"" + wireName + "\"");
    }
}
