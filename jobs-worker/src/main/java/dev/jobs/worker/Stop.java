package dev.jobs.worker;

/** Why an attempt is to stop. */
enum Stop {
    /** Its job was cancelled: it is released when its work has ended. */
    CANCELLED("it was cancelled"),

    /** Its lease is no longer current: nothing of it can be written any more. */
    LEASE_LOST("its lease is lost"),

    /** Its worker is closing, or will soon count as lost: it goes back to the queue, for another attempt. */
    HANDED_BACK("its worker hands it back");

    private final String reason;

    Stop(final String reason) {
        this.reason = reason;
    }

    /** The reason, for people. */
    String reason() {
        return reason;
    }
}
