package dev.jobs.store.memory;

import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobPollResponse;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.support.Forecast;
import dev.jobs.store.support.KeptBack;
import dev.jobs.store.support.LimitedForecast;
import dev.jobs.store.support.LimitedForecast.WaitingJob;
import dev.jobs.store.support.PauseSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
        final PauseSet paused = transitions.pauses.current(now);
        final Optional<Waiting> waiting = waiting(entry, now, paused);
        return JobPollResponse.builder(job, at)
                .waiting(waiting)
                .estimate(
                        waiting.filter(how -> how.reason() == WaitReason.UNREADABLE_PAYLOAD)
                                        .isPresent()
                                ? Optional.empty()
                                : estimate(entry, job, at, paused))
                .resultLeftOut(entry.result != null && job.result().isEmpty())
                .build();
    }

    private Optional<Waiting> waiting(final Entry entry, final long now, final PauseSet paused) {
        if (entry.status != JobStatus.PENDING) {
            return Optional.empty();
        }
        if (!entry.isWaiting()) {
            return Optional.of(Waiting.until(entry.attempt == 0 ? WaitReason.SCHEDULED : WaitReason.RETRY_BACKOFF));
        }
        final long position = transitions.lanes.position(entry);
        final long size = transitions.lanes.size(entry.queue);
        return Optional.of(paused.of(entry.queue, entry.type)
                .map(pause -> PauseSet.waiting(pause, position, size))
                .or(() -> keptBack(entry, now, paused).map(kept -> kept.waiting(position, size)))
                .orElseGet(() -> Waiting.inQueue(reason(entry, now), position, size)));
    }

    private Optional<KeptBack> keptBack(final Entry entry, final long now, final PauseSet paused) {
        return transitions.limits.allowance(now, paused).keptBack(entry.limitKeys, entry.optionalOwner());
    }

    private WaitReason reason(final Entry entry, final long now) {
        if (transitions.workers.handle(entry, now)) {
            return WaitReason.WORKERS_BUSY;
        }
        return entry.isDeclined() ? WaitReason.UNREADABLE_PAYLOAD : WaitReason.NO_WORKER;
    }

    private Optional<Estimate> estimate(final Entry entry, final Job job, final Instant at, final PauseSet paused) {
        final long now = Entry.micros(at);
        if (job.status().isTerminal()) {
            return Optional.empty();
        }
        if (forecastAt == Entry.NEVER || now < forecastAt || now >= forecastAt + FRESH_MICROS) {
            forecast = new Forecast(at, transitions.durations.byType(), transitions.workers.busy(now));
            forecastAt = now;
        }
        if (job.status() != JobStatus.PENDING) {
            return forecast.estimate(job, at, List.of());
        }
        final Set<String> queues = forecast.queuesAheadOf(job);
        if (isLimited(entry, job, queues, paused)) {
            return entry.isWaiting() ? limited(entry, job, at, paused) : Optional.empty();
        }
        return forecast.estimate(job, at, transitions.lanes.ahead(entry, queues, paused));
    }

    /** True if a limit or a pause may keep it back, or keeps back a job ahead of it. */
    private boolean isLimited(final Entry entry, final Job job, final Set<String> queues, final PauseSet paused) {
        return transitions.lanes.isBehindHeld(entry, queues)
                || (entry.isWaiting()
                        && (transitions.limits.limit(entry.limitKeys)
                                || paused.pauses().stream()
                                        .anyMatch(pause -> pause.target().covers(job.request()))));
    }

    private Optional<Estimate> limited(final Entry entry, final Job job, final Instant at, final PauseSet paused) {
        return transitions
                .lanes
                .before(entry, forecast.queuesAheadOf(job), LimitedForecast.MOST_AHEAD)
                .flatMap(ahead -> transitions
                        .limits
                        .forecast(forecast, paused)
                        .estimate(
                                job,
                                at,
                                ahead.stream().map(MemoryPolls::waitingJob).toList()));
    }

    private static WaitingJob waitingJob(final Entry entry) {
        return new WaitingJob(entry.id, entry.queue, entry.type, entry.optionalOwner(), Set.copyOf(entry.limitKeys));
    }
}
