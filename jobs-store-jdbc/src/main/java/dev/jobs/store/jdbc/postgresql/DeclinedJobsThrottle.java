package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.WorkerId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says when a claim looks among the jobs that workers have declined. Usually there are none, and each claim looks. Where a
 * worker has declined many, each look reads past all of them; so after one that read many the next one has to wait. Safe to
 * share between threads.
 */
final class DeclinedJobsThrottle {
    static final long MANY_ENTRIES = 1_000;

    private static final long COST_FACTOR = 10;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Map<WorkerId, Long> next = new ConcurrentHashMap<>();
    private final LongSupplier ticker;

    /** @param ticker monotonic nanoseconds */
    DeclinedJobsThrottle(final LongSupplier ticker) {
        this.ticker = ticker;
    }

    boolean isTime(final WorkerId worker) {
        final Long at = next.get(worker);
        return at == null || (ticker.getAsLong() - at >= 0 && next.remove(worker, at));
    }

    /** Notes a look of this worker: how many entries it read past, and how long it took. */
    void note(final WorkerId worker, final long passed, final long nanos) {
        if (passed >= MANY_ENTRIES) {
            next.put(worker, ticker.getAsLong() + Math.min(LONGEST_NANOS, COST_FACTOR * nanos));
        }
    }
}
