package dev.jobs.store.support;

import static java.util.Objects.requireNonNull;

import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.store.WorkerProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The figures that estimates are made from, the times that jobs took lately and the jobs that live workers run, and the way in
 * which they are made. A store looks the figures up now and then and shares them among polls, so that a poll costs little, and
 * all stores estimate alike; {@code docs/estimates.md} says how well.
 *
 * <h2>The computation</h2>
 *
 * <p>For each kind of job (a queue and a type) it takes the slots of all workers that handle the kind. Each slot is open when
 * what runs in it is expected to end, and then starts one waiting job after another, each taking as long as the jobs ahead take
 * on average ({@link SlotStarts}). A job that has {@code n} jobs ahead is started by the {@code n}-th of these starts. Jobs ahead
 * of another kind count with the part that these slots will run, if other slots are open to them too.
 *
 * <h2>An example</h2>
 *
 * <p>Two slots run {@code ingest}, which takes 60 seconds: one since 50 seconds, one since 20. They start waiting jobs in 10, 40,
 * 70 and 100 seconds. The job with one ahead is expected to start in 40 seconds, and to be complete in 100.
 *
 * <p>It is of one moment and does not change. Safe to share between threads.
 */
public final class Forecast {
    /** A forecast without figures: no estimate is made from it. */
    public static final Forecast NONE = new Forecast(Instant.EPOCH, Map.of(), List.of());

    private final Instant at;
    private final Map<String, RecentDurations> durations;
    private final List<BusyWorker> workers;
    private final Map<Kind, Capacity> capacities = new ConcurrentHashMap<>();

    /**
     * A forecast from these figures.
     *
     * @param at the time of the figures, by the store's clock
     * @param durations the times that jobs took lately, by type
     * @param workers the workers that live
     */
    public Forecast(final Instant at, final Map<String, RecentDurations> durations, final List<BusyWorker> workers) {
        this.at = requireNonNull(at, "at");
        this.durations = Map.copyOf(durations);
        this.workers = List.copyOf(workers);
    }

    /**
     * A live worker and what it runs. Immutable.
     *
     * @param profile what it says of itself
     * @param running the jobs that are processing under it; those that are being stopped do not count
     */
    public record BusyWorker(WorkerProfile profile, List<RunningJob> running) {
        public BusyWorker {
            requireNonNull(profile, "profile");
            running = List.copyOf(running);
        }

        private boolean handles(final Kind kind) {
            return profile.queues().contains(kind.queue()) && profile.types().contains(kind.type());
        }
    }

    /** A job of this type that has been processing since then. Immutable. */
    public record RunningJob(String type, Instant startedAt) {
        public RunningJob {
            requireNonNull(type, "type");
            requireNonNull(startedAt, "startedAt");
        }
    }

    /**
     * Jobs of one queue and type that start before another job. Immutable.
     *
     * @param count how many there are, or are thought to be
     */
    public record JobsAhead(String queue, String type, double count) {
        public JobsAhead {
            requireNonNull(queue, "queue");
            requireNonNull(type, "type");
        }
    }

    /** Jobs that the same workers handle. */
    record Kind(String queue, String type) {}

    /** The times at which the slots that are open to a kind start jobs; overdue if one of them should have become free or have started one. */
    private record Capacity(Set<Integer> workers, int slots, Optional<SlotStarts> starts, boolean isOverdue) {}

    /** The time at which the slots come to a job; it moves on with the clock as long as they are overdue. */
    record Turn(Instant at, boolean isOverdue) {}

    /** The time of these figures, by the store's clock. */
    public Instant at() {
        return at;
    }

    /**
     * The queues whose jobs may be ahead of one like this: those that workers serve who handle it. Empty if there are no
     * such workers, or nothing is known of any job's duration: no start is estimated then.
     */
    public Set<String> queuesAheadOf(final Job pending) {
        final Set<String> queues = new HashSet<>();
        if (durations.values().stream().anyMatch(RecentDurations::isEnough)) {
            capacity(new Kind(pending.queue(), pending.type()))
                    .workers()
                    .forEach(worker ->
                            queues.addAll(workers.get(worker).profile().queues()));
        }
        return queues;
    }

    /**
     * The estimate for a job; empty if nothing is known. Rounded, the more the further it is ahead, so that it changes
     * when there is something to tell, and not with every poll.
     *
     * @param job as it stands
     * @param now the time, by the store's clock: no estimate is before it
     * @param ahead if the job is pending: what starts before it in its own queue and in the {@linkplain #queuesAheadOf
     *     queues of the same workers}; of a kind not more than once
     */
    public Optional<Estimate> estimate(final Job job, final Instant now, final Collection<JobsAhead> ahead) {
        return switch (job.status()) {
            case PENDING -> turn(job, ahead).map(turn -> pending(job, now, turn));
            case PROCESSING -> completion(job, now);
            case COMPLETE, FAILED, CANCELLED -> Optional.empty();
        };
    }

    Estimate pending(final Job job, final Instant now, final Turn turn) {
        final Instant turnAt = later(turn.at(), now);
        final Instant startAt = later(turnAt, job.dueAt());
        final boolean overdue =
                startAt.equals(turnAt) && (turn.isOverdue() || !turn.at().isAfter(now));
        final RoundedTime rounded = overdue ? RoundedTime.OVERDUE : RoundedTime.AHEAD;
        final Instant shown = rounded.of(startAt, now);
        return new Estimate(
                Optional.of(shown),
                durationsOf(job.type()).expected().map(lasts -> later(rounded.of(startAt.plus(lasts), now), shown)));
    }

    private Optional<Estimate> completion(final Job job, final Instant now) {
        final Duration elapsed = between(job.startedAt().orElse(now), now);
        final RecentDurations lasted = durationsOf(job.type());
        final RoundedTime rounded = lasted.areOutlastedBy(elapsed) ? RoundedTime.OVERDUE : RoundedTime.AHEAD;
        return lasted.remainingAfter(elapsed)
                .map(rest -> new Estimate(Optional.empty(), Optional.of(rounded.of(now.plus(rest), now))));
    }

    private Optional<Turn> turn(final Job job, final Collection<JobsAhead> ahead) {
        final Capacity own = capacity(new Kind(job.queue(), job.type()));
        if (own.starts().isEmpty()) {
            return Optional.empty();
        }
        final WorkAhead work = new WorkAhead();
        for (final JobsAhead some : ahead) {
            work.add(
                    some.count() * sharedPart(own, capacity(new Kind(some.queue(), some.type()))),
                    durationsOf(some.type()));
        }
        if (!work.isKnown()) {
            return Optional.empty();
        }
        final double seconds = own.starts().get().secondsUntilStart(work.jobs(), work.each());
        return Optional.of(new Turn(at.plus(RecentDurations.ofSeconds(seconds)), own.isOverdue()));
    }

    /** The part of the jobs of another kind that the slots of this one will run: they may have more slots to go to. */
    private double sharedPart(final Capacity own, final Capacity other) {
        if (own.workers().equals(other.workers())) {
            return 1;
        }
        final int both = other.workers().stream()
                .filter(own.workers()::contains)
                .mapToInt(worker -> workers.get(worker).profile().slots())
                .sum();
        return both == 0 ? 0 : (double) both / other.slots();
    }

    /** The slots that are open to jobs of this queue and type; empty if there are none, or nobody knows when. */
    Optional<SlotStarts> slots(final String queue, final String type) {
        return capacity(new Kind(queue, type)).starts();
    }

    /** True if one of these slots should have become free or have started a job. */
    boolean isOverdue(final String queue, final String type) {
        return capacity(new Kind(queue, type)).isOverdue();
    }

    /** The part of the jobs of another kind that the slots of this one will run. */
    double sharedPart(final Job own, final Kind other) {
        return sharedPart(capacity(new Kind(own.queue(), own.type())), capacity(other));
    }

    private Capacity capacity(final Kind kind) {
        return capacities.computeIfAbsent(kind, this::lookUpCapacity);
    }

    private Capacity lookUpCapacity(final Kind kind) {
        final Set<Integer> handling = new HashSet<>();
        int slots = 0;
        boolean overdue = false;
        for (int i = 0; i < workers.size(); i++) {
            if (workers.get(i).handles(kind)) {
                handling.add(i);
                slots += Math.max(
                        workers.get(i).profile().slots(),
                        workers.get(i).running().size());
                overdue |= isOverdue(workers.get(i));
            }
        }
        return new Capacity(Set.copyOf(handling), slots, starts(handling, slots), overdue);
    }

    private boolean isOverdue(final BusyWorker busy) {
        return busy.running().size() < busy.profile().slots()
                || busy.running().stream()
                        .anyMatch(job -> durationsOf(job.type()).areOutlastedBy(between(job.startedAt(), at)));
    }

    /** Empty if there is no slot, or of too many of them it is not known when they become free. */
    private Optional<SlotStarts> starts(final Set<Integer> handling, final int slots) {
        final SlotStarts.Builder all = new SlotStarts.Builder(slots);
        for (final int worker : handling) {
            final BusyWorker busy = workers.get(worker);
            busy.running()
                    .forEach(running -> all.running(durationsOf(running.type()), between(running.startedAt(), at)));
            for (int free = busy.running().size(); free < busy.profile().slots(); free++) {
                all.free();
            }
        }
        return all.build();
    }

    RecentDurations durationsOf(final String type) {
        return durations.getOrDefault(type, RecentDurations.NONE);
    }

    static Duration between(final Instant from, final Instant to) {
        return from.isAfter(to) ? Duration.ZERO : Duration.between(from, to);
    }

    static Instant later(final Instant one, final Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
