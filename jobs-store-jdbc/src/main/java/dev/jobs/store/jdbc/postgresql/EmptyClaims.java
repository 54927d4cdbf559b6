package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.ClaimForesight;
import dev.jobs.store.WorkerId;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The last claims of workers that brought nothing, and the times until the next moment, as far as was looked, at which a job may start of
 * which no signal tells. Only the second empty claim in a row looks for that moment: so claims that bring jobs cost no more. Safe to share
 * between threads.
 */
final class EmptyClaims {
    private static final long NANOS_IN_MICRO = 1_000;

    private final Map<WorkerId, EmptyClaim> last = new ConcurrentHashMap<>();
    private final LongSupplier ticker;

    /** @param ticker the monotonic clock, in nanoseconds */
    EmptyClaims(final LongSupplier ticker) {
        this.ticker = ticker;
    }

    /**
     * A claim that brought nothing.
     *
     * @param sentAt the moment of the ticker before which all that it saw was written
     * @param nanos the time from then on in which nothing starts by itself; empty: it was not looked for
     */
    private record EmptyClaim(long sentAt, OptionalLong nanos) {}

    /** A claim begins, of which nothing is known yet; true if the worker's last one brought nothing. */
    boolean claims(final WorkerId worker) {
        return last.remove(worker) != null;
    }

    /** A claim that was sent at this moment of the ticker has brought nothing; the time is empty if it was not looked for. */
    void broughtNothing(final WorkerId worker, final long sentAt, final OptionalLong micros) {
        final long now = ticker.getAsLong();
        last.values().removeIf(claim -> now - claim.sentAt >= 2 * ClaimForesight.LONGEST.toNanos());
        final OptionalLong nanos = micros.isPresent()
                ? OptionalLong.of(Math.min(NANOS_IN_MICRO * micros.getAsLong(), ClaimForesight.LONGEST.toNanos()))
                : OptionalLong.empty();
        last.put(worker, new EmptyClaim(sentAt, nanos));
    }

    /**
     * True if another claim of the worker would bring nothing, unless there was a signal.
     *
     * @param signalsSince the moment of the ticker since which signals arrive
     */
    boolean bringsNothing(final WorkerId worker, final long signalsSince) {
        final EmptyClaim claim = last.get(worker);
        return claim != null
                && claim.nanos.isPresent()
                && claim.sentAt - signalsSince >= 0
                && ticker.getAsLong() - claim.sentAt < claim.nanos.getAsLong();
    }
}
