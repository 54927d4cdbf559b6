package dev.jobs.store;

import static java.util.Objects.requireNonNull;

/**
 * A lease whose work has to stop. Immutable.
 *
 * @param lease the lease
 * @param reason why
 */
public record StopOrder(Lease lease, Reason reason) {
    public StopOrder {
        requireNonNull(lease, "lease");
        requireNonNull(reason, "reason");
    }

    /** The reason for which the work under a lease has to stop. */
    public enum Reason {
        /** The job was cancelled; its worker is to stop the work and then {@linkplain Report.Released release} it. */
        CANCELLED,

        /** The lease is no longer current; nothing that is reported under it will be written. */
        LEASE_LOST
    }
}
