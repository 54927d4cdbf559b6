package dev.jobs.store.jdbc.table;

import dev.jobs.store.Lease;

/** The numbers of leases as SQL, the same in every database; {@link Lease} says why they grow by random steps. */
public final class LeaseNumbers {
    private LeaseNumbers() {}

    /** The number of a job's next lease, after its last one: an expression. */
    public static String after(final String last) {
        return last + " + 1 + cast(floor(random() * " + Lease.LARGEST_STEP + ") as bigint)";
    }
}
