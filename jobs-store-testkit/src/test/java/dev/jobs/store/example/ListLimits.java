package dev.jobs.store.example;

import dev.jobs.JobRequest;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.LimitUse.Source;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.KeptBack;
import dev.jobs.store.support.KeyUse;
import dev.jobs.store.support.LimitSet;
import dev.jobs.store.support.PauseSet;
import dev.jobs.store.support.SubmitDecision;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The limits of {@link ListJobStore}. It counts the leases whenever it has to know. */
final class ListLimits {
    private final Map<String, Kept> limits = new TreeMap<>();

    /** The times at which the buckets of keys are full again. */
    private final Map<String, Instant> fullAt = new HashMap<>();

    private record Kept(Limit limit, Source source) {}

    boolean set(final Limit limit, final Source source, final Instant now) {
        final Kept there = limits.get(limit.name());
        if (source == Source.CODE && there != null && there.source == Source.OPERATOR) {
            return false;
        }
        limits.put(limit.name(), new Kept(limit, source));
        changed(now);
        return true;
    }

    Optional<Limit> remove(final String name, final Instant now) {
        final Optional<Limit> removed =
                Optional.ofNullable(limits.remove(Limit.requireName(name))).map(Kept::limit);
        changed(now);
        return removed;
    }

    /** A bucket that a slower rate has filled is not emptier than empty. */
    private void changed(final Instant now) {
        final LimitSet current = current();
        fullAt.replaceAll(
                (key, full) -> new KeyUse(0, full).under(current.of(key), now).fullAt());
    }

    private LimitSet current() {
        return LimitSet.of(limits.values().stream().map(Kept::limit).toList());
    }

    Allowance allowance(final Collection<StoredJob> jobs, final PauseSet paused, final Instant now) {
        return new Allowance(now, current(), paused, key -> new KeyUse(running(jobs, key), fullAt(key)));
    }

    private static int running(final Collection<StoredJob> jobs, final String key) {
        return (int) jobs.stream()
                .filter(job -> job.worker.isPresent() && job.request.limitKeys().contains(key))
                .count();
    }

    /** The decision on one new job whose limits may be full. */
    SubmitDecision decision(
            final Collection<StoredJob> jobs,
            final JobRequest request,
            final WhenLimitFull whenFull,
            final Instant now) {
        return SubmitDecision.of(
                request,
                whenFull,
                now,
                current(),
                key -> new SubmitDecision.KeyJobs(
                        jobs.stream()
                                .filter(job -> !job.isFinished()
                                        && job.request.limitKeys().contains(key))
                                .map(job -> new SubmitDecision.Unended(
                                        job.id,
                                        job.request.type(),
                                        job.request.owner(),
                                        job.request.limitKeys(),
                                        job.state.status()))
                                .toList(),
                        fullAt(key)));
    }

    private Instant fullAt(final String key) {
        return fullAt.getOrDefault(key, Instant.EPOCH);
    }

    /** True if this job may start; what it takes is noted then. */
    static boolean starts(final StoredJob job, final Allowance allowance) {
        if (isKeptBack(job, allowance)) {
            return false;
        }
        allowance.started(job.request.limitKeys());
        return true;
    }

    /** True, and noted, if this job may not start. */
    static boolean isKeptBack(final StoredJob job, final Allowance allowance) {
        final Optional<KeptBack> keptBack = allowance.keptBack(job.request.limitKeys(), job.request.owner());
        if (keptBack.isPresent()) {
            job.keptBack = keptBack;
            job.freedBy = Optional.empty();
        }
        return keptBack.isPresent();
    }

    /** Keeps what was taken of the buckets. */
    void started(final Allowance allowance) {
        allowance.changed().forEach((key, use) -> fullAt.put(key, use.fullAt()));
    }

    List<LimitUse> list(
            final Collection<StoredJob> jobs, final List<StoredJob> waiting, final PauseSet paused, final Instant now) {
        final LimitSet current = current();
        final Allowance allowance = allowance(jobs, paused, now);
        return limits.values().stream()
                .map(kept -> {
                    final LimitUse.Builder use = LimitUse.builder(kept.limit, kept.source)
                            .running(jobs.stream()
                                    .filter(job -> job.worker.isPresent())
                                    .flatMap(job -> job.request.limitKeys().stream())
                                    .filter(key -> current.of(key).equals(Optional.of(kept.limit)))
                                    .count());
                    final List<StoredJob> keptBack = waiting.stream()
                            .filter(job -> allowance
                                    .keptBack(job.request.limitKeys(), job.request.owner())
                                    .flatMap(KeptBack::limit)
                                    .equals(Optional.of(kept.limit)))
                            .limit(LimitUse.MOST_COUNTED)
                            .toList();
                    keptBack.stream()
                            .map(StoredJob::startableSince)
                            .min(Comparator.naturalOrder())
                            .ifPresent(oldest -> use.keptBack(keptBack.size(), oldest));
                    return use.build();
                })
                .toList();
    }
}
