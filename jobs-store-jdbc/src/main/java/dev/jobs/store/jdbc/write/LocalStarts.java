package dev.jobs.store.jdbc.write;

import dev.jobs.JobRequest;
import dev.jobs.Subscription;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.StartAtSubmission;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.table.Draft;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts jobs by the statement that stores them, in slots that workers of this process offer. Safe to share between threads.
 *
 * <p>If the outcome of the statement is not known, the job is stored as any other, which does nothing where it is there. Its worker,
 * which holds the lease no more, hands it back then.
 */
public final class LocalStarts implements StartAtSubmission {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStarts.class);

    /** The number of starts under way at most, beside one that waits for them; others share a statement. */
    private static final int AT_ONCE = 2;

    /** The longest that the one waits: a claim after the submission takes longer. */
    private static final Duration PATIENCE = Duration.ofMillis(3);

    /**
     * The times for which none is tried after one that stored nothing, and after the next ones in a row: something waits, which a claim that is
     * under way may take, or there is a pause, which lasts.
     */
    private static final long FIRST_REST = Duration.ofMillis(2).toNanos();

    private static final long LONGEST_REST = Duration.ofMillis(50).toNanos();

    private final Claims claims;
    private final LongSupplier ticker;
    private final Consumer<ClaimedJob> onStarted;
    private final Duration patience;
    private final List<SlotOffers> all = new CopyOnWriteArrayList<>();
    private final Semaphore permits = new Semaphore(AT_ONCE);
    private volatile Optional<Rest> rest = Optional.empty();

    /**
     * @param ticker monotonic nanoseconds
     * @param onStarted called with each job that was stored and started
     */
    public LocalStarts(final Claims claims, final LongSupplier ticker, final Consumer<ClaimedJob> onStarted) {
        this(claims, ticker, onStarted, PATIENCE);
    }

    LocalStarts(
            final Claims claims,
            final LongSupplier ticker,
            final Consumer<ClaimedJob> onStarted,
            final Duration patience) {
        this.claims = claims;
        this.ticker = ticker;
        this.onStarted = onStarted;
        this.patience = patience;
    }

    /** A time in which no start is tried, by the ticker. */
    private record Rest(long begin, long nanos) {
        static Rest after(final Optional<Rest> last, final long now) {
            return new Rest(
                    now,
                    last.map(rest -> Math.min(LONGEST_REST, 2 * rest.nanos)).orElse(FIRST_REST));
        }
    }

    /** True if the database can start jobs so. */
    public boolean areUsed() {
        return claims.canStart();
    }

    @Override
    public Subscription offer(final SlotOffers offers) {
        all.add(offers);
        return () -> all.remove(offers);
    }

    /** Stores and starts a new job; false if it is to be stored as any other. */
    boolean start(final Draft draft) {
        if (all.isEmpty() || !isToStartAtOnce(draft.request()) || rests() || !awaitPermit()) {
            return false;
        }
        try {
            return slotFor(draft).filter(slot -> start(draft, slot)).isPresent();
        } finally {
            permits.release();
        }
    }

    private boolean awaitPermit() {
        try {
            return permits.tryAcquire()
                    || (!permits.hasQueuedThreads() && permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean rests() {
        return rest.filter(last -> ticker.getAsLong() - last.begin() < last.nanos())
                .isPresent();
    }

    private static boolean isToStartAtOnce(final JobRequest request) {
        return request.delay().isEmpty()
                && request.dueAt().isEmpty()
                && request.limitKeys().isEmpty();
    }

    private Optional<OfferedSlot> slotFor(final Draft draft) {
        return all.stream()
                .flatMap(offers -> offers
                        .take(
                                draft.id(),
                                draft.request().queue(),
                                draft.request().type())
                        .stream())
                .findFirst();
    }

    private boolean start(final Draft draft, final OfferedSlot slot) {
        final Optional<ClaimedJob> started;
        try {
            started = claims.start(draft, slot.lease(), slot.claim());
        } catch (final RuntimeException | Error e) {
            slot.giveUp();
            if (e instanceof JobStoreException) {
                LOG.debug("A job may not have been started at its submission; it is stored as any other", e);
                return false;
            }
            throw e;
        }
        if (started.isEmpty()) {
            rest = Optional.of(Rest.after(rest, ticker.getAsLong()));
            slot.giveBack();
            return false;
        }
        rest = Optional.empty();
        slot.start(started.get());
        onStarted.accept(started.get());
        return true;
    }
}
