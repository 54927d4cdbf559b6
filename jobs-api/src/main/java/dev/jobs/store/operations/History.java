package dev.jobs.store.operations;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of a range of time. Immutable; made by adapters with {@link #builder}.
 *
 * @param from the beginning of what is told: later than was asked for where that would be more than {@link #MOST_MINUTES}, or is
 *     kept no more
 * @param activities one for each step, queue and type with which something happened, in no order
 */
public record History(Instant from, List<Activity> activities) {
    /** The highest number of minutes, each counted for each queue and type, that one answer is made of; the newest count. */
    public static final int MOST_MINUTES = 100_000;

    public History {
        requireNonNull(from, "from");
        activities = List.copyOf(activities);
    }

    /** Begins with nothing, for this question. */
    public static Builder builder(final HistoryQuery query) {
        return new Builder(requireNonNull(query, "query"));
    }

    /** Adds minutes up to steps. Not safe to share between threads. */
    public static final class Builder {
        private final HistoryQuery query;
        private final Map<List<Object>, Activity.Builder> activities = new LinkedHashMap<>();
        private Instant from;

        private Builder(final HistoryQuery query) {
            this.query = query;
            this.from = query.range().from();
        }

        /** Adds what happened to the jobs of one queue and type in one minute, or in a part of it. */
        public Builder add(final Activity minute) {
            final Instant step = query.stepOf(minute.from());
            activities
                    .computeIfAbsent(
                            List.of(minute.queue(), minute.type(), step),
                            key -> Activity.builder(minute.queue(), minute.type(), step))
                    .add(minute);
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
