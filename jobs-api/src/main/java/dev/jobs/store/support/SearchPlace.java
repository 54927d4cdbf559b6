package dev.jobs.store.support;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.operations.JobSearch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/**
 * The place of a job in the order of a search, and its text, which is a cursor. Immutable.
 *
 * @param endedAt the time of its end, to the microsecond; empty: the search goes by ids alone
 * @param id its id
 */
public record SearchPlace(Optional<Instant> endedAt, JobId id) {
    /** The order of a search: what is newer comes first. */
    public static final Comparator<SearchPlace> NEWEST_FIRST = Comparator.comparing(
                    (SearchPlace place) -> place.endedAt().orElse(Instant.MIN))
            .thenComparing(SearchPlace::id)
            .reversed();

    private static final char SEPARATOR = '_';

    public SearchPlace {
        endedAt = endedAt.map(time -> time.truncatedTo(ChronoUnit.MICROS));
        requireNonNull(id, "id");
    }

    /** The place of a job that matches, in the order of this search. */
    public static SearchPlace of(final JobSearch search, final Job job) {
        return new SearchPlace(search.ended().flatMap(range -> job.finishedAt()), job.id());
    }

    /**
     * The place behind which the page of this search begins; empty: the first page.
     *
     * @throws IllegalArgumentException if the cursor is not one of such a search
     */
    public static Optional<SearchPlace> before(final JobSearch search) {
        return search.cursor().map(cursor -> {
            final int at = cursor.indexOf(SEPARATOR);
            final Optional<JobId> id = JobId.parse(cursor.substring(at + 1));
            if (id.isEmpty() || at < 0 != search.ended().isEmpty()) {
                throw new IllegalArgumentException("\"" + cursor + "\" is no cursor of this search");
            }
            return new SearchPlace(at < 0 ? Optional.empty() : Optional.of(instant(cursor.substring(0, at))), id.get());
        });
    }

    private static Instant instant(final String micros) {
        try {
            return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("\"" + micros + "\" is no time of a cursor", e);
        }
    }

    /** The text of the place. */
    public String cursor() {
        return endedAt.map(time -> Long.toString(micros(time)) + SEPARATOR).orElse("") + id;
    }

    private static long micros(final Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }
}
