package dev.jobs.store.support;

import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseTarget;
import java.time.Instant;
import java.util.Optional;

/**
 * The reason that keeps a job from starting: a pause of its owner or of one of its limit keys, or a limit. Immutable.
 *
 * @param by the owner or limit key
 * @param reason {@link WaitReason#PAUSED}, {@link WaitReason#LIMIT_REACHED} or {@link WaitReason#RATE_LIMITED}
 * @param until the time at which it is worth while to look again, by the store's clock; empty: when something changes
 * @param pause the pause, if it is one
 * @param limit the limit, if it is one
 */
public record KeptBack(
        PauseTarget by, WaitReason reason, Optional<Instant> until, Optional<Pause> pause, Optional<Limit> limit) {
    static KeptBack paused(final Pause pause) {
        return new KeptBack(pause.target(), WaitReason.PAUSED, pause.until(), Optional.of(pause), Optional.empty());
    }

    static KeptBack limited(final String key, final Limit limit) {
        return new KeptBack(
                PauseTarget.limitKey(key),
                WaitReason.LIMIT_REACHED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(limit));
    }

    static KeptBack untilNextStart(final String key, final Limit limit, final Instant next) {
        return new KeptBack(
                PauseTarget.limitKey(key),
                WaitReason.RATE_LIMITED,
                Optional.of(next),
                Optional.empty(),
                Optional.of(limit));
    }

    /** The way in which a job waits that is kept back, at this position of so many. */
    public Waiting waiting(final long position, final long size) {
        if (pause.isPresent()) {
            return PauseSet.waiting(pause.get(), position, size);
        }
        final Waiting waiting = Waiting.inQueue(reason, position, size);
        final Waiting limited = limit.map(waiting::withLimit).orElse(waiting);
        return until.map(limited::withUntil).orElse(limited);
    }
}
