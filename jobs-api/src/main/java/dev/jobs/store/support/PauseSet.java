package dev.jobs.store.support;

import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseTarget;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The pauses that hold at one moment, for adapters. Immutable. */
public final class PauseSet {
    /** No pause. */
    public static final PauseSet NONE = new PauseSet(List.of());

    private static final Comparator<Pause> STRONGEST_FIRST = Comparator.comparing(
                    (Pause pause) -> pause.target().kind())
            .thenComparing(pause -> pause.target().name());

    private final List<Pause> pauses;

    private PauseSet(final List<Pause> pauses) {
        this.pauses = pauses;
    }

    /** These pauses. */
    public static PauseSet of(final List<Pause> pauses) {
        return pauses.isEmpty()
                ? NONE
                : new PauseSet(pauses.stream().sorted(STRONGEST_FIRST).toList());
    }

    /** All of them, those of queues first, by their names. */
    public List<Pause> pauses() {
        return pauses;
    }

    /** The pause of this target. */
    public Optional<Pause> of(final PauseTarget target) {
        return pauses.stream().filter(pause -> pause.target().equals(target)).findFirst();
    }

    /** The strongest pause that holds for all jobs of this queue and type. */
    public Optional<Pause> of(final String queue, final String type) {
        return pauses.stream()
                .filter(pause -> pause.target().covers(queue, type))
                .findFirst();
    }

    /** True if nothing of this queue and type may start. */
    public boolean holdsFor(final String queue, final String type) {
        return !pauses.isEmpty() && of(queue, type).isPresent();
    }

    /** The way in which a job waits for the end of a pause, at this position of so many. */
    public static Waiting waiting(final Pause pause, final long position, final long size) {
        Waiting waiting = Waiting.inQueue(WaitReason.PAUSED, position, size);
        if (pause.until().isPresent()) {
            waiting = waiting.withUntil(pause.until().get());
        }
        return pause.reason().isPresent() ? waiting.withMessage(pause.reason().get()) : waiting;
    }
}
