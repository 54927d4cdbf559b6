package dev.jobs.store.jdbc;

import dev.jobs.store.Lease;

/** The numbers of leases as SQL, the same in every database; {@link Lease} says why they grow by random steps. */
final class LeaseNumbers {
    private LeaseNumbers() {}

    /** The number of a job's next lease, after its last one: an expression. */
    static String after(final String last) {
        return last + " + 1 + cast(floor(random() * " + Lease.LARGEST_STEP + ") as bigint)";
    }
}
