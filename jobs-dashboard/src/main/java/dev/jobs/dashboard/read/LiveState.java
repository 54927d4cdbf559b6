package dev.jobs.dashboard.read;

import dev.jobs.store.operations.History;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.WorkerList;
import java.time.Duration;
import java.util.List;

/**
 * The state of the store as all open pages see it. Immutable.
 *
 * @param overview the jobs that have not ended
 * @param workers the workers that live
 * @param pauses the pauses that hold
 * @param history the last hour, minute by minute
 * @param took the time that the store has taken to answer for the overview
 */
public record LiveState(Overview overview, WorkerList workers, List<Pause> pauses, History history, Duration took) {
    public LiveState {
        pauses = List.copyOf(pauses);
    }
}
