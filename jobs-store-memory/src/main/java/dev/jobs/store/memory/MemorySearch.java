package dev.jobs.store.memory;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.TimeRange;
import dev.jobs.store.support.SearchPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * One search. It looks at the jobs a thousand at a time, so that others need not wait for the store's lock until all have been
 * looked at. For one thread.
 */
final class MemorySearch {
    private static final int STEP = 1_000;
    private static final Instant LAST = Instant.parse("+100000-01-01T00:00:00Z");

    private final JobSearch search;
    private final LongSupplier ticker;
    private final List<Job> found = new ArrayList<>();
    private Optional<SearchPlace> last;

    private MemorySearch(final JobSearch search, final LongSupplier ticker, final Optional<SearchPlace> before) {
        this.search = search;
        this.ticker = ticker;
        this.last = before;
    }

    /** A search, which has not begun. */
    static MemorySearch of(final JobSearch search, final LongSupplier ticker) {
        return new MemorySearch(search, ticker, SearchPlace.before(search));
    }

    /** A step. */
    interface Step {
        /**
         * Looks at some jobs: of all by their ids, or of those that have ended in that order.
         *
         * @param alsoMatches the condition that a job alone does not tell
         * @return true: it was the last
         */
        boolean apply(
                NavigableMap<JobId, Entry> byId, NavigableMap<EndPlace, Entry> finished, Predicate<Entry> alsoMatches);
    }

    /** Searches for a page; each step is run by this under the store's lock. */
    FoundJobs page(final Function<Step, Boolean> locked) {
        final long begin = ticker.getAsLong();
        while (true) {
            final boolean atEnd = locked.apply(this::step);
            if (found.size() == search.query().pageSize()) {
                return FoundJobs.full(found, last.orElseThrow().cursor());
            }
            if (atEnd) {
                return FoundJobs.last(found);
            }
            if (ticker.getAsLong() - begin >= search.timeLimit().toNanos()) {
                return FoundJobs.cutOff(found, last.orElseThrow().cursor());
            }
        }
    }

    private boolean step(
            final NavigableMap<JobId, Entry> byId,
            final NavigableMap<EndPlace, Entry> finished,
            final Predicate<Entry> alsoMatches) {
        final Iterator<Entry> rest = search.ended().isPresent() ? byEnd(finished) : byId(byId);
        for (int looked = 0;
                looked < STEP && rest.hasNext() && found.size() < search.query().pageSize();
                looked++) {
            final Entry entry = rest.next();
            final Job job = entry.toSmallJob();
            last = Optional.of(SearchPlace.of(search, job));
            if (search.matches(job) && alsoMatches.test(entry)) {
                found.add(job);
            }
        }
        return !rest.hasNext();
    }

    private Iterator<Entry> byId(final NavigableMap<JobId, Entry> all) {
        final NavigableMap<JobId, Entry> wanted =
                search.id().map(id -> all.subMap(id, true, id, true)).orElse(all);
        return newestFirst(last.map(place -> wanted.headMap(place.id(), false)).orElse(wanted));
    }

    private Iterator<Entry> byEnd(final NavigableMap<EndPlace, Entry> finished) {
        final TimeRange range = search.ended().orElseThrow();
        final NavigableMap<EndPlace, Entry> wanted =
                finished.subMap(first(range.from()), true, first(range.until()), false);
        return newestFirst(last.map(place ->
                        wanted.headMap(new EndPlace(Entry.micros(place.endedAt().orElseThrow()), place.id()), false))
                .orElse(wanted));
    }

    private static <K> Iterator<Entry> newestFirst(final NavigableMap<K, Entry> entries) {
        return entries.descendingMap().values().iterator();
    }

    /** The first place that a job can have that ends at this time, or later than any job. */
    private static EndPlace first(final Instant time) {
        final Instant known = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(LAST) ? LAST : time;
        return new EndPlace(Entry.micros(known), new JobId(new UUID(0, 0)));
    }
}
