package dev.jobs.store.memory;

import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.Operations;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.Forecast;
import dev.jobs.store.support.Forecast.RunningJob;
import dev.jobs.store.support.KeyUse;
import dev.jobs.store.support.LimitSet;
import dev.jobs.store.support.LimitedForecast;
import dev.jobs.store.support.LimitedForecast.KeyState;
import dev.jobs.store.support.PauseSet;
import dev.jobs.store.support.SubmitDecision;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The limits, and what the jobs of each limit key take. Guarded by the store's lock. */
final class MemoryLimits {
    private final Map<String, Kept> limits = new TreeMap<>();
    private LimitSet current = LimitSet.NONE;
    private final Map<String, KeyUse> uses = new HashMap<>();

    /** The jobs of each limit key that somebody holds a lease of. */
    private final Map<String, Set<Entry>> unreleased = new HashMap<>();

    /** The jobs of each limit key that have not ended, in the order of their submission. */
    private final Map<String, Set<Entry>> unended = new HashMap<>();

    private record Kept(Limit limit, LimitUse.Source source) {}

    /** Sets a limit, unless it is a default and an operator has set another; gives the one that holds. */
    boolean set(final Limit limit, final LimitUse.Source source, final long now) {
        final Kept there = limits.get(limit.name());
        if (source == LimitUse.Source.CODE && there != null && there.source == LimitUse.Source.OPERATOR) {
            return false;
        }
        limits.put(limit.name(), new Kept(limit, source));
        changed(now);
        return true;
    }

    Optional<Limit> remove(final String name, final long now) {
        final Optional<Limit> removed = Optional.ofNullable(limits.remove(name)).map(Kept::limit);
        changed(now);
        return removed;
    }

    private void changed(final long now) {
        current = LimitSet.of(limits.values().stream().map(Kept::limit).toList());
        uses.replaceAll((key, use) -> use.under(current.of(key), Entry.instant(now)));
    }

    /** The starts that are allowed at this time. */
    Allowance allowance(final long now, final PauseSet paused) {
        return new Allowance(Entry.instant(now), current, paused, key -> uses.getOrDefault(key, KeyUse.NONE));
    }

    /** A forecast under these limits and these pauses. */
    LimitedForecast forecast(final Forecast forecast, final PauseSet paused) {
        return new LimitedForecast(forecast, current, paused, this::state);
    }

    private KeyState state(final String key) {
        return new KeyState(
                uses.getOrDefault(key, KeyUse.NONE),
                unreleased.getOrDefault(key, Set.of()).stream()
                        .filter(entry -> entry.status == JobStatus.PROCESSING)
                        .collect(Collectors.toMap(
                                entry -> entry.id,
                                entry -> new RunningJob(entry.type, Entry.instant(entry.startedAt)))));
    }

    /** True if one of these keys has a limit. */
    boolean limit(final Collection<String> keys) {
        return keys.stream().anyMatch(key -> current.of(key).isPresent());
    }

    /** Notes a new job. */
    void submitted(final Entry entry) {
        entry.limitKeys.forEach(key ->
                unended.computeIfAbsent(key, name -> new LinkedHashSet<>()).add(entry));
    }

    /** Notes that a job has ended. */
    void finished(final Entry entry) {
        entry.limitKeys.forEach(key -> unended.computeIfPresent(key, (name, jobs) -> {
            jobs.remove(entry);
            return jobs.isEmpty() ? null : jobs;
        }));
    }

    /** The decision on one new job whose limits may be full. */
    SubmitDecision decision(final JobRequest request, final WhenLimitFull whenFull, final long now) {
        return SubmitDecision.of(
                request,
                whenFull,
                Entry.instant(now),
                current,
                key -> new SubmitDecision.KeyJobs(
                        unended.getOrDefault(key, Set.of()).stream()
                                .map(entry -> new SubmitDecision.Unended(
                                        entry.id, entry.type, entry.optionalOwner(), entry.limitKeys, entry.status))
                                .toList(),
                        uses.getOrDefault(key, KeyUse.NONE).fullAt()));
    }

    /** Notes that a job starts. */
    void started(final Entry entry, final long now) {
        if (!entry.limitKeys.isEmpty()) {
            final Allowance allowance = allowance(now, PauseSet.NONE);
            allowance.started(entry.limitKeys);
            uses.putAll(allowance.changed());
            entry.limitKeys.forEach(key -> unreleased
                    .computeIfAbsent(key, name -> new LinkedHashSet<>())
                    .add(entry));
        }
    }

    /** Notes that nobody holds a lease of this job any more. */
    void released(final Entry entry, final long now) {
        final Instant at = Entry.instant(now);
        for (final String key : entry.limitKeys) {
            unreleased.computeIfPresent(key, (name, jobs) -> {
                jobs.remove(entry);
                return jobs.isEmpty() ? null : jobs;
            });
            uses.computeIfPresent(key, (name, use) -> {
                final KeyUse less = new KeyUse(use.unreleased() - 1, use.fullAt());
                return less.unreleased() == 0 && !less.fullAt().isAfter(at) ? null : less;
            });
        }
    }

    /** The limits by their names, and what each does. */
    List<LimitUse> list(final HeldJobs held, final PauseSet paused) {
        return limits.values().stream()
                .limit(Operations.MOST_LIMITS)
                .map(kept -> use(kept, held, paused))
                .toList();
    }

    private LimitUse use(final Kept kept, final HeldJobs held, final PauseSet paused) {
        final LimitUse.Builder use = LimitUse.builder(kept.limit, kept.source)
                .running(uses.entrySet().stream()
                        .filter(one -> isOf(one.getKey(), kept.limit))
                        .mapToLong(one -> one.getValue().unreleased())
                        .sum());
        final List<Entry> keptBack = held.holders().stream()
                .filter(holder -> keepsBack(holder, kept.limit, paused))
                .flatMap(held::jobs)
                .limit(LimitUse.MOST_COUNTED)
                .toList();
        keptBack.stream()
                .mapToLong(Entry::startableSince)
                .min()
                .ifPresent(oldest -> use.keptBack(keptBack.size(), Entry.instant(oldest)));
        return use.build();
    }

    /** True if a job is held for the sake of a key for which the limit of this name holds. */
    boolean isKeptBackBy(final Entry entry, final String name, final PauseSet paused) {
        final PauseTarget holder = entry.heldBy;
        final Kept kept = limits.get(name);
        return holder != null && kept != null && !entry.isDeclined() && keepsBack(holder, kept.limit, paused);
    }

    /** True if it is this limit for which a holder keeps jobs back, and no pause of its key. */
    private boolean keepsBack(final PauseTarget holder, final Limit limit, final PauseSet paused) {
        return holder.kind() == PauseTarget.Kind.LIMIT_KEY
                && isOf(holder.name(), limit)
                && paused.of(holder).isEmpty();
    }

    private boolean isOf(final String key, final Limit limit) {
        return current.of(key).filter(limit::equals).isPresent();
    }
}
