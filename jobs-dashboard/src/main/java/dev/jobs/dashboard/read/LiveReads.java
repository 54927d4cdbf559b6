package dev.jobs.dashboard.read;

import dev.jobs.store.Operations;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.WorkerList;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The reads of what is under way, shared by all open pages: one of each kind a second at most, less often if it {@linkplain Rest takes long}, and one of the
 * history every ten seconds, which is kept by the minute. Each kind is read only for the pages that show it: among many jobs the overview costs a hundred times
 * as much as the workers. Safe to share between threads.
 */
public final class LiveReads {
    static final long SECOND = 1_000_000_000L;

    /** The time that the history of a state reaches back. */
    public static final Duration HOUR = Duration.ofHours(1);

    private static final long HISTORY_NANOS = 10 * SECOND;

    private final Operations operations;
    private final Shared<LiveState> state;
    private final Shared<WorkerList> workers;
    private final Shared<List<LimitUse>> limits;
    private final SharedAnswers<Instant, Failures> failures;
    private final LongSupplier ticker;
    /** Belongs to whoever reads the state, one at a time. */
    private Optional<History> history = Optional.empty();

    private long historyReadAt;

    /**
     * Reads of this store.
     *
     * @param operations the store
     * @param ticker the monotonic clock, in nanoseconds
     */
    public LiveReads(final Operations operations, final LongSupplier ticker) {
        this.operations = operations;
        this.ticker = ticker;
        this.state = new Shared<>(this::read, ticker);
        this.workers = new Shared<>(operations::workers, ticker);
        this.limits = new Shared<>(operations::limits, ticker);
        this.failures = new SharedAnswers<>(operations::failures, ticker);
    }

    private LiveState read() {
        final long before = ticker.getAsLong();
        final Overview overview = operations.overview();
        final long now = ticker.getAsLong();
        if (history.isEmpty() || now - historyReadAt >= HISTORY_NANOS) {
            // The clock of the store decides, which need not be this machine's.
            history = Optional.of(operations.history(HistoryQuery.last(HOUR, overview.at())));
            historyReadAt = now;
        }
        return new LiveState(
                overview, workers.get(), operations.pauses(), history.orElseThrow(), Duration.ofNanos(now - before));
    }

    /** The state that the overview shows. */
    public LiveState state() {
        return state.get();
    }

    /** The workers and what they run. */
    public WorkerList workers() {
        return workers.get();
    }

    /** The time by the store's clock, about a second ago: the cheapest answer that says it. */
    public Instant at() {
        return workers().at();
    }

    /** The limits and what they do. */
    public List<LimitUse> limits() {
        return limits.get();
    }

    /** The jobs that failed since this minute. */
    public Failures failures(final Instant since) {
        return failures.to(since.truncatedTo(ChronoUnit.MINUTES));
    }

    /** Lets the next one who asks see an action that was just done. */
    public void forget() {
        state.forget();
        workers.forget();
        limits.forget();
    }
}
