package dev.jobs.store.memory;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.Lease;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.RunningChildren;
import dev.jobs.store.operations.WorkerList;
import dev.jobs.store.support.Forecast;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The workers that have said that they live, and what each of them runs. Guarded by the store's lock. */
final class LiveWorkers {
    private final Map<WorkerId, Registered> registered = new HashMap<>();

    /** Hears a worker, at this time and this moment of the ticker. */
    void heard(final Heartbeat heartbeat, final long now, final long tick) {
        final Registered known = registered.computeIfAbsent(heartbeat.worker(), id -> new Registered());
        known.profile = heartbeat.profile();
        known.since = Math.min(known.since, now);
        known.stuck = heartbeat.stuck();
        known.children = heartbeat.childrenOfJobs();
        known.heardAt = now;
        known.expiresAt = now + Entry.micros(heartbeat.timeToLive());
        known.tick = tick;
    }

    boolean isAlive(final WorkerId worker, final long now) {
        final Registered known = registered.get(worker);
        return known != null && known.expiresAt > now;
    }

    /** True if some live worker handles such jobs, and has not declined this one. */
    boolean handle(final Entry entry, final long now) {
        return registered.entrySet().stream()
                .anyMatch(worker -> worker.getValue().expiresAt > now
                        && worker.getValue().handles(entry.queue, entry.type)
                        && !entry.declinedBy.contains(worker.getKey()));
    }

    /** The name of this worker; empty if it is not known. */
    String name(final WorkerId worker) {
        final Registered known = registered.get(worker);
        return known == null ? "" : known.name();
    }

    /** True if some live worker handles such jobs. */
    boolean handle(final Lanes.Group group, final long now) {
        return registered.values().stream()
                .anyMatch(worker -> worker.expiresAt > now && worker.handles(group.queue(), group.type()));
    }

    /** The workers that live, and what they run. */
    List<Forecast.BusyWorker> busy(final long now) {
        return registered.values().stream()
                .filter(worker -> worker.expiresAt > now)
                .flatMap(worker -> worker.busy().stream())
                .toList();
    }

    /** The workers that live, those that have lived longest first, for operators. */
    List<LiveWorker> live(final long now) {
        return registered.entrySet().stream()
                .filter(worker -> worker.getValue().expiresAt > now)
                .sorted(Comparator.comparingLong(worker -> worker.getValue().since))
                .limit(WorkerList.MOST_WORKERS)
                .flatMap(worker -> worker.getValue().live(worker.getKey()).stream())
                .toList();
    }

    /** The worker that lives and has this job, for operators. */
    Optional<LiveWorker> of(final JobId job, final long now) {
        return registered.entrySet().stream()
                .filter(worker -> worker.getValue().expiresAt > now
                        && worker.getValue().entries.stream().anyMatch(entry -> entry.id.equals(job)))
                .findFirst()
                .flatMap(worker -> worker.getValue().live(worker.getKey()));
    }

    void begins(final WorkerId worker, final Entry entry) {
        registered.computeIfAbsent(worker, id -> new Registered()).entries.add(entry);
    }

    void ends(final WorkerId worker, final Entry entry) {
        final Registered known = registered.get(worker);
        if (known != null) {
            known.entries.remove(entry);
        }
    }

    /** The jobs that run, or are being stopped, under any worker. */
    Stream<Entry> entries() {
        return registered.values().stream().flatMap(worker -> worker.entries.stream());
    }

    /** The jobs that the store has under this worker. */
    List<Entry> entriesOf(final WorkerId worker) {
        final Registered known = registered.get(worker);
        return known == null ? List.of() : List.copyOf(known.entries);
    }

    /** A job whose worker is gone, and the name of that worker. */
    record Orphan(Entry entry, String worker) {}

    /**
     * Forgets the workers whose time is over, and gives what they ran.
     *
     * <p>The clock decides, but it may jump. So as long has to have gone by on the ticker too, which can only delay that;
     * and where the clock went back, and the heartbeat is yet to come, the ticker alone counts.
     */
    List<Orphan> removeExpired(final long now, final long tick) {
        final List<Orphan> orphans = new ArrayList<>();
        registered.values().removeIf(worker -> {
            final boolean gone = worker.isSilent(now) && tick - worker.tick >= worker.timeToLiveNanos();
            if (gone) {
                worker.entries.forEach(entry -> orphans.add(new Orphan(entry, worker.name())));
            }
            return gone;
        });
        return orphans;
    }

    private static final class Registered {
        private final Set<Entry> entries = new LinkedHashSet<>();
        private long since = Long.MAX_VALUE;
        private Set<Lease> stuck = Set.of();
        private Map<JobId, RunningChildren> children = Map.of();
        private long heardAt;
        private long expiresAt;
        private long tick;
        private @Nullable WorkerProfile profile;

        private String name() {
            return profile == null ? "" : profile.name();
        }

        private boolean isSilent(final long now) {
            return expiresAt <= now || heardAt > now;
        }

        private long timeToLiveNanos() {
            return TimeUnit.MICROSECONDS.toNanos(expiresAt - heardAt);
        }

        private Optional<Forecast.BusyWorker> busy() {
            return Optional.ofNullable(profile)
                    .map(does -> new Forecast.BusyWorker(
                            does,
                            entries.stream()
                                    .filter(entry -> entry.status == JobStatus.PROCESSING)
                                    .map(entry -> new Forecast.RunningJob(entry.type, Entry.instant(entry.startedAt)))
                                    .toList()));
        }

        private Optional<LiveWorker> live(final WorkerId id) {
            return Optional.ofNullable(profile)
                    .map(known -> LiveWorker.builder(id.value(), known.name())
                            .types(known.types())
                            .queues(known.queues())
                            .slots(known.slots())
                            .times(Entry.instant(since), Entry.instant(heardAt), Entry.instant(expiresAt))
                            .jobs(entries.stream()
                                    .sorted(Comparator.comparingLong(entry -> entry.startedAt))
                                    .map(Entry::toSmallJob)
                                    .toList())
                            .stuck(stuck.stream().map(Lease::jobId).collect(Collectors.toSet()))
                            .children(children)
                            .build());
        }

        private boolean handles(final String queue, final String type) {
            return profile != null
                    && profile.queues().contains(queue)
                    && profile.types().contains(type);
        }
    }
}
