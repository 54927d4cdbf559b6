package dev.jobs.store.support;

import dev.jobs.JobRequest;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.Pause;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;

/** The newest pauses that have ended, for adapters that keep them in memory. For one thread. */
public final class EndedPauses {
    private static final int MOST = 1_000;

    private final Deque<Ended> ended = new ArrayDeque<>();

    private record Ended(Pause pause, Instant at) {}

    /** No pauses yet. */
    public EndedPauses() {}

    /** Notes that a pause was resumed or replaced at this time, unless it had ended by itself before. */
    public void add(final Pause pause, final Instant at) {
        final Instant end = pause.until().filter(time -> time.isBefore(at)).orElse(at);
        if (end.isAfter(pause.pausedAt())) {
            ended.add(new Ended(pause, end));
        }
        if (ended.size() > MOST) {
            ended.remove();
        }
    }

    /** The pause of these that kept a job back which could otherwise have started at one time and did at another: the last to end. */
    public Optional<PastWait> last(final JobRequest job, final Instant startable, final Instant started) {
        return ended.stream()
                .filter(one -> one.pause().target().covers(job)
                        && one.at().isAfter(startable)
                        && !one.at().isAfter(started))
                .max(Comparator.comparing(Ended::at))
                .map(one ->
                        new PastWait.ForPause(one.pause().target(), one.pause().reason(), one.at()));
    }
}
