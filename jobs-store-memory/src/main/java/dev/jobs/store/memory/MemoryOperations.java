package dev.jobs.store.memory;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.JobCount;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.WorkerList;
import dev.jobs.store.operations.Workload;
import dev.jobs.store.support.PauseSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Answers operators. Guarded by the store's lock. */
final class MemoryOperations {
    private static final long MOST_LOOKED_AT = 100_000;

    private final Transitions transitions;

    MemoryOperations(final Transitions transitions) {
        this.transitions = transitions;
    }

    Overview overview(final long now) {
        transitions.lanes.promote(now);
        final Instant at = Entry.instant(now);
        final Map<Lanes.Group, Workload.Builder> workloads = new HashMap<>();
        final PauseSet paused = transitions.pauses.current(now);
        transitions.lanes.startable().forEach((group, lane) -> {
            if (paused.holdsFor(group.queue(), group.type())) {
                workload(workloads, group, at).paused(JobCount.exactly(lane.size(), at));
                return;
            }
            workload(workloads, group, at)
                    .startable(JobCount.exactly(lane.size(), at))
                    .oldestStartable(Entry.instant(lane.oldest()));
            if (!transitions.workers.handle(group, now)) {
                workload(workloads, group, at).unhandled();
            }
        });
        transitions
                .lanes
                .declined()
                .forEach((group, lane) -> workload(workloads, group, at).declined(JobCount.exactly(lane.size(), at)));
        transitions
                .lanes
                .held()
                .forEach((group, lane) -> workload(workloads, group, at).keptBack(JobCount.exactly(lane.size(), at)));
        transitions
                .lanes
                .scheduled()
                .forEach((group, jobs) -> workload(workloads, group, at).scheduled(JobCount.exactly(jobs, at)));
        final Map<Lanes.Group, List<Entry>> held =
                transitions.workers.entries().collect(Collectors.groupingBy(Lanes.Group::of));
        held.forEach((group, entries) -> {
            final long running = entries.stream()
                    .filter(entry -> entry.status == JobStatus.PROCESSING)
                    .count();
            workload(workloads, group, at).running(running).stopping(entries.size() - running);
        });
        return new Overview(
                at,
                workloads.values().stream()
                        .limit(Overview.MOST_WORKLOADS)
                        .map(Workload.Builder::build)
                        .toList());
    }

    WorkerList workers(final long now) {
        return new WorkerList(Entry.instant(now), transitions.workers.live(now));
    }

    Optional<LiveWorker> workerOf(final JobId id, final long now) {
        return transitions.workers.of(id, now);
    }

    /** The last reason for which a job had waited that has started, and does not wait again. */
    Optional<PastWait> pastWait(final Entry entry) {
        if (entry.status == JobStatus.PENDING
                || entry.startedAt == Entry.NEVER
                || entry.startedAt < entry.startableSince()) {
            return Optional.empty();
        }
        final List<PastWait> reasons = new ArrayList<>();
        Optional.ofNullable(entry.lastLimit).ifPresent(reasons::add);
        transitions
                .pauses
                .ended
                .last(
                        entry.toSmallJob().request(),
                        Entry.instant(entry.startableSince()),
                        Entry.instant(entry.startedAt))
                .ifPresent(reasons::add);
        return Optional.of(PastWait.last(reasons));
    }

    /** Looks at the jobs that have ended, the newest first, as long as others can wait for the store's lock. */
    Failures failures(final Instant since, final long now) {
        final Failures.Builder failures = Failures.builder(Entry.instant(now));
        long lookedAt = 0;
        for (final Entry entry : transitions.finished.descendingMap().values()) {
            final Instant end = Entry.instant(entry.finishedAt);
            if (end.isBefore(since)) {
                break;
            }
            if (lookedAt == MOST_LOOKED_AT) {
                failures.notAll();
                break;
            }
            lookedAt++;
            if (entry.status == JobStatus.FAILED) {
                failures.add(entry.id, entry.type, requireNonNull(entry.error, "error"), end);
            }
        }
        return failures.build();
    }

    private static Workload.Builder workload(
            final Map<Lanes.Group, Workload.Builder> workloads, final Lanes.Group group, final Instant at) {
        return workloads.computeIfAbsent(group, key -> Workload.builder(key.queue(), key.type(), at));
    }
}
