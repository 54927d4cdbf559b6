package dev.jobs.store.memory;

import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobPollResponse;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.support.Forecast;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers those who wait. Guarded by the store's lock. */
final class MemoryPolls {
    private static final long FRESH_MICROS = Entry.micros(Duration.ofMillis(500));

    private final Transitions transitions;
    private Forecast forecast = Forecast.NONE;
    private long forecastAt = Entry.NEVER;

    MemoryPolls(final Transitions transitions) {
        this.transitions = transitions;
    }

    JobPollResponse answer(final Entry entry, final long now, final long largestResult) {
        final Job job = entry.toPolledJob(largestResult);
        final Instant at = Entry.instant(now);
        final Optional<Waiting> waiting = waiting(entry, now);
        return JobPollResponse.builder(job, at)
                .waiting(waiting)
                .estimate(
                        waiting.filter(how -> how.reason() == WaitReason.UNREADABLE_PAYLOAD)
                                        .isPresent()
                                ? Optional.empty()
                                : estimate(entry, job, at, now))
                .resultLeftOut(entry.result != null && job.result().isEmpty())
                .build();
    }

    private Optional<Waiting> waiting(final Entry entry, final long now) {
        if (entry.status != JobStatus.PENDING) {
            return Optional.empty();
        }
        if (!entry.isWaiting()) {
            return Optional.of(Waiting.until(entry.attempt == 0 ? WaitReason.SCHEDULED : WaitReason.RETRY_BACKOFF));
        }
        return Optional.of(Waiting.inQueue(
                reason(entry, now), transitions.lanes.position(entry), transitions.lanes.size(entry.queue)));
    }

    private WaitReason reason(final Entry entry, final long now) {
        if (transitions.workers.handle(entry, now)) {
            return WaitReason.WORKERS_BUSY;
        }
        return entry.isDeclined() ? WaitReason.UNREADABLE_PAYLOAD : WaitReason.NO_WORKER;
    }

    private Optional<Estimate> estimate(final Entry entry, final Job job, final Instant at, final long now) {
        if (job.status().isTerminal()) {
            return Optional.empty();
        }
        if (forecastAt == Entry.NEVER || now < forecastAt || now >= forecastAt + FRESH_MICROS) {
            forecast = new Forecast(at, transitions.durations.byType(), transitions.workers.busy(now));
            forecastAt = now;
        }
        return forecast.estimate(
                job,
                at,
                job.status() == JobStatus.PENDING
                        ? transitions.lanes.ahead(entry, forecast.queuesAheadOf(job))
                        : List.of());
    }
}
