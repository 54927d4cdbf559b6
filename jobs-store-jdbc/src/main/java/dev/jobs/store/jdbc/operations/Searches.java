package dev.jobs.store.jdbc.operations;

import dev.jobs.Job;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.Limits;
import dev.jobs.store.jdbc.operations.SearchScan.Held;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.support.SearchPlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Searches jobs along an index, the newest first, in steps. Safe to share between threads.
 *
 * <h2>How it works</h2>
 *
 * <p>A condition without an index is looked for among the jobs as they come: a step reads the next so many jobs along an index ({@link
 * SearchScan} says which) and answers with those that match, and with the last one that it read, from which the next step goes on.
 * So the cost of a step is known before it is made. The first one is small, for most searches fill their page with it. A
 * step that took little time is followed by one of twice the size, and none is made that would take longer than what is left
 * of the search's time.
 *
 * <p>An example, for a page of two and jobs that are named by their numbers, of which 93 and 60 match:
 *
 * <pre>
 *   step of 4:   99 98 97 96             none matches; the last one read is 96
 *   step of 8:   95 94 93 92 91 … 88     93; the last one read is 88
 *   no time is left for 16: the answer is 93, cut off, with a cursor behind 88
 * </pre>
 */
public final class Searches {
    private static final int FIRST_STEP = 512;
    private static final int LONGEST_STEP = 32_768;

    private final Transactions transactions;
    private final Limits limits;
    private final LongSupplier ticker;

    /** @param ticker monotonic nanoseconds */
    public Searches(final Transactions transactions, final Limits limits, final LongSupplier ticker) {
        this.transactions = transactions;
        this.limits = limits;
        this.ticker = ticker;
    }

    public FoundJobs search(final JobSearch search) {
        final Optional<SearchPlace> before = SearchPlace.before(search);
        return transactions.statement("search jobs", connection -> {
            final Optional<Held> held = held(connection, search);
            return held.filter(jobs -> jobs.holders().isEmpty()).isPresent()
                    ? FoundJobs.last(List.of())
                    : new Search(connection, search, before, held).page();
        });
    }

    private Optional<Held> held(final Connection connection, final JobSearch search) throws SQLException {
        return search.keptBackBy().isEmpty()
                ? Optional.empty()
                : Optional.of(new Held(
                        limits.held(),
                        limits.holders(connection, search.keptBackBy().get())));
    }

    /** One search. */
    private final class Search {
        private final Connection connection;
        private final JobSearch search;
        private final Optional<Held> held;
        private final long begin = ticker.getAsLong();
        private final List<Job> found = new ArrayList<>();
        private Optional<SearchPlace> last;

        Search(
                final Connection connection,
                final JobSearch search,
                final Optional<SearchPlace> before,
                final Optional<Held> held) {
            this.connection = connection;
            this.search = search;
            this.held = held;
            this.last = before;
        }

        FoundJobs page() throws SQLException {
            int size = FIRST_STEP;
            while (true) {
                final long beginOfStep = ticker.getAsLong();
                final boolean atEnd = step(size);
                if (isFull()) {
                    return FoundJobs.full(found, cursor());
                }
                if (atEnd) {
                    return FoundJobs.last(found);
                }
                final long now = ticker.getAsLong();
                size = nextSize(
                        size,
                        Duration.ofNanos(now - beginOfStep),
                        search.timeLimit().minusNanos(now - begin));
                if (size == 0) {
                    return FoundJobs.cutOff(found, cursor());
                }
            }
        }

        private boolean isFull() {
            return found.size() == search.query().pageSize();
        }

        private String cursor() {
            return last.orElseThrow().cursor();
        }

        /** Reads the next so many jobs, or until the page is full; true if there are no more. */
        private boolean step(final int size) throws SQLException {
            final SearchScan scan = SearchScan.of(search, last, held);
            try (PreparedStatement select = connection.prepareStatement(scan.sql(size))) {
                scan.bind(connection, select);
                try (ResultSet row = select.executeQuery()) {
                    boolean atEnd = true;
                    while (!isFull() && row.next()) {
                        final Job job = JobRow.job(row);
                        atEnd = row.getInt(JobRow.NEXT) < size;
                        last = Optional.of(SearchPlace.of(search, job));
                        if (search.matches(job)) {
                            found.add(job);
                        }
                    }
                    return atEnd;
                }
            }
        }
    }

    /** The size of the step that follows one of this size, which took so long; 0: there is no time left for any. */
    private static int nextSize(final int size, final Duration took, final Duration left) {
        if (left.isNegative() || left.isZero() || left.compareTo(took) < 0) {
            return 0;
        }
        return left.compareTo(took.multipliedBy(2)) < 0 ? size : Math.min(2 * size, LONGEST_STEP);
    }
}
