package dev.jobs.store.support;

import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.StartRate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The starts that limits and pauses of owners and limit keys allow at one moment, for adapters: they ask it of one job after the other, in the
 * order in which they would start, and tell it of each that they start. For one thread.
 */
public final class Allowance {
    private final Instant now;
    private final LimitSet limits;
    private final PauseSet pauses;
    private final Function<String, KeyUse> before;
    private final Map<String, KeyUse> changed = new HashMap<>();

    /**
     * The starts that are allowed at this time.
     *
     * @param uses what the jobs of a limit key take
     */
    public Allowance(
            final Instant now, final LimitSet limits, final PauseSet pauses, final Function<String, KeyUse> uses) {
        this.now = now;
        this.limits = limits;
        this.pauses = pauses;
        this.before = uses;
    }

    /** The strongest reason that keeps a job of these limit keys and this owner back; empty: it may start. */
    public Optional<KeptBack> keptBack(final Collection<String> keys, final Optional<String> owner) {
        return paused(keys, owner).or(() -> limited(keys));
    }

    private Optional<KeptBack> paused(final Collection<String> keys, final Optional<String> owner) {
        if (pauses.pauses().isEmpty()) {
            return Optional.empty();
        }
        final Optional<Pause> ofOwner = owner.flatMap(name -> pauses.of(PauseTarget.owner(name)));
        return ofOwner.or(() -> keys.stream()
                        .flatMap(key -> pauses.of(PauseTarget.limitKey(key)).stream())
                        .findFirst())
                .map(KeptBack::paused);
    }

    private Optional<KeptBack> limited(final Collection<String> keys) {
        Optional<KeptBack> byRate = Optional.empty();
        for (final String key : keys) {
            final Optional<Limit> limit = limits.of(key);
            if (limit.isPresent()) {
                final KeyUse use = use(key);
                if (limit.get().atOnce().orElse(Integer.MAX_VALUE) <= use.unreleased()) {
                    return Optional.of(KeptBack.limited(key, limit.get()));
                }
                byRate = byRate.or(() -> untilNextStart(key, limit.get(), use));
            }
        }
        return byRate;
    }

    private Optional<KeptBack> untilNextStart(final String key, final Limit limit, final KeyUse use) {
        return limit.rate()
                .map(rate -> use.nextStart(rate))
                .filter(next -> next.isAfter(now))
                .map(next -> KeptBack.untilNextStart(key, limit, next));
    }

    /** Notes that a job of these limit keys starts. */
    public void started(final Collection<String> keys) {
        for (final String key : keys) {
            final KeyUse use = use(key);
            final Optional<StartRate> rate = limits.of(key).flatMap(Limit::rate);
            changed.put(key, rate.map(counts -> use.started(counts, now)).orElseGet(use::started));
        }
    }

    private KeyUse use(final String key) {
        final KeyUse now = changed.get(key);
        return now == null ? before.apply(key) : now;
    }

    /** The use of each key of which a job has started. */
    public Map<String, KeyUse> changed() {
        return Map.copyOf(changed);
    }
}
