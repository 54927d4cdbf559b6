package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of a range of time. Immutable; made by adapters with {@link #builder}.
 *
 * @param from the beginning of what is told: later than was asked for where that would be more than {@link #MOST_SUMS}
 * @param activities one for each step, queue and type with which something happened, in no order
 */
public record History(Instant from, List<Activity> activities) {
    /**
     * The highest number of sums that one answer is made of, each of a minute, a quarter of an hour or an hour, of one queue and
     * type; the newest count. An answer in steps of whole hours, or of quarters of an hour, is made of such sums, and of minutes
     * only at the ends of its range.
     */
    public static final int MOST_SUMS = 20_000;

    public History {
        requireNonNull(from, "from");
        activities = List.copyOf(activities);
    }

    /** Begins with nothing, for this question. */
    public static Builder builder(final HistoryQuery query) {
        return new Builder(requireNonNull(query, "query"));
    }

    /** Adds sums up to steps. Not safe to share between threads. */
    public static final class Builder {
        private final HistoryQuery query;
        private final Map<List<Object>, Activity.Builder> activities = new LinkedHashMap<>();
        private Instant from;

        private Builder(final HistoryQuery query) {
            this.query = query;
            this.from = query.range().from();
        }

        /** Adds what happened to the jobs of one queue and type in a time that belongs to one step: a minute, or a {@link
         * dev.jobs.store.support.HistoryUnit} that the steps are made of. */
        public Builder add(final Activity sum) {
            final Instant step = query.stepOf(sum.from());
            activities
                    .computeIfAbsent(
                            List.of(sum.queue(), sum.type(), step),
                            key -> Activity.builder(sum.queue(), sum.type(), step))
                    .add(sum);
            return this;
        }

        /** The beginning of what is told, if it is not that of the question. */
        public Builder from(final Instant later) {
            from = requireNonNull(later, "later");
            return this;
        }

        /** The history. */
        public History build() {
            return new History(
                    from,
                    activities.values().stream().map(Activity.Builder::build).toList());
        }
    }
}
