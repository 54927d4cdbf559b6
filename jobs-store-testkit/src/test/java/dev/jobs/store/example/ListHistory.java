package dev.jobs.store.example;

import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.support.ActivitySums;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** The events of each minute. Guarded by the store. */
final class ListHistory {
    private final Map<Instant, ActivitySums> minutes = new HashMap<>();

    private ActivitySums at(final Instant moment) {
        return minutes.computeIfAbsent(moment.truncatedTo(ChronoUnit.MINUTES), minute -> new ActivitySums());
    }

    void submitted(final StoredJob job) {
        at(job.state.createdAt()).submitted(job.request.queue(), job.request.type());
    }

    void started(final StoredJob job) {
        final Instant start = job.state.startedAt().orElseThrow();
        at(start).started(job.request.queue(), job.request.type(), Duration.between(job.startableSince(), start));
    }

    void ended(final StoredJob job) {
        final Instant end = job.state.finishedAt().orElseThrow();
        at(end).ended(
                        job.request.queue(),
                        job.request.type(),
                        job.state.status(),
                        Duration.between(job.state.startedAt().orElse(end), end));
    }

    History read(final HistoryQuery query, final Instant now) {
        minutes.keySet().removeIf(minute -> minute.isBefore(now.minus(HistoryQuery.KEPT)));
        final Instant from = query.range().from().truncatedTo(ChronoUnit.MINUTES);
        final History.Builder history = History.builder(query);
        minutes.forEach((minute, sums) -> {
            if (!minute.isBefore(from) && minute.isBefore(query.range().until())) {
                sums.activities(minute).forEach(history::add);
            }
        });
        return history.build();
    }
}
