package dev.jobs.store.support;

import static java.util.Objects.requireNonNull;

import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.StartRate;
import dev.jobs.store.support.Forecast.Kind;
import dev.jobs.store.support.Forecast.RunningJob;
import dev.jobs.store.support.Forecast.Turn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The estimates of jobs that wait where limits and pauses keep jobs back, be it themselves or others ahead of them. Safe to share between
 * threads, if the function of limit keys is.
 *
 * <h2>The computation</h2>
 *
 * <p>A job starts when the last of these has come: the ends of its pauses, its turn at each of its limited keys, and its turn at the slots of the
 * workers. A key of n attempts at once is like n slots of its own: in them the attempts end that hold its permits now, and then the jobs of the key
 * follow that are ahead. A rate gives one start after the other at times that are known. An example: {@code encoder} runs twice at
 * once, 60 seconds each, since 50 and 20 seconds, and one more job of it is ahead. That one starts in 10 seconds, and this one in 40, if
 * a slot is free by then.
 *
 * <h2>What is not known</h2>
 *
 * <p>Of a job ahead that something else keeps back, nobody knows whether it starts first. The turn at the slots is computed with all of these and
 * with none of them. Where the two differ by more than a tenth of the time, and by more than a second, there is no estimate. Nor is there
 * one if such a job has a limited key of this one too, if a pause has no end, or if a permit is held by what is being stopped.
 */
public final class LimitedForecast {
    /** The most jobs ahead that a store looks at for one estimate. */
    public static final int MOST_AHEAD = 1_000;

    private static final int MOST_AT_ONCE = 512;
    private static final double TOLERATED_PART = 0.1;
    private static final Duration TOLERATED = Duration.ofSeconds(1);

    /** The time between two starts below which a start that comes late costs a large part of the rate, unless it has a burst. */
    private static final long EVEN_MICROS = 1_000_000;

    private final Forecast forecast;
    private final LimitSet limits;
    private final PauseSet pauses;
    private final Function<String, KeyState> keys;

    /**
     * A forecast under these limits and pauses.
     *
     * @param limits all that hold, or did a moment ago
     * @param pauses all that hold, or did a moment ago
     * @param keys what the jobs of a limit key take
     */
    public LimitedForecast(
            final Forecast forecast,
            final LimitSet limits,
            final PauseSet pauses,
            final Function<String, KeyState> keys) {
        this.forecast = requireNonNull(forecast, "forecast");
        this.limits = requireNonNull(limits, "limits");
        this.pauses = requireNonNull(pauses, "pauses");
        this.keys = requireNonNull(keys, "keys");
    }

    /**
     * A limit key and those of its jobs that are processing. Immutable.
     *
     * @param processing by their ids; a lease of the use that is not among them is being stopped
     */
    public record KeyState(KeyUse use, Map<JobId, RunningJob> processing) {
        /** Nothing runs. */
        public static final KeyState NONE = new KeyState(KeyUse.NONE, Map.of());

        public KeyState {
            requireNonNull(use, "use");
            processing = Map.copyOf(processing);
        }
    }

    /** A job that waits, by what it is that limits and pauses look at. Immutable. */
    public record WaitingJob(JobId id, String queue, String type, Optional<String> owner, Set<String> limitKeys) {
        public WaitingJob {
            requireNonNull(id, "id");
            requireNonNull(queue, "queue");
            requireNonNull(type, "type");
            requireNonNull(owner, "owner");
            limitKeys = Set.copyOf(limitKeys);
        }

        private boolean isOf(final PauseTarget target) {
            return target.covers(queue, type)
                    || owner.map(PauseTarget::owner).filter(target::equals).isPresent()
                    || limitKeys.stream().map(PauseTarget::limitKey).anyMatch(target::equals);
        }
    }

    /**
     * The estimate for a pending job that is due; empty if it cannot be told.
     *
     * @param now the time, by the store's clock: no estimate is before it
     * @param ahead all that start before it in its own queue and in the {@linkplain Forecast#queuesAheadOf queues of the same workers}
     */
    public Optional<Estimate> estimate(final Job job, final Instant now, final Collection<WaitingJob> ahead) {
        final Question question = new Question(job, now);
        if (question.isPausedWithoutEnd()) {
            return Optional.empty();
        }
        ahead.forEach(question::add);
        return question.answer().map(turn -> forecast.pending(job, now, turn));
    }

    /** A limited key of the job, and those of its jobs that are ahead. */
    private record LimitedKey(Limit limit, KeyState state, WorkAhead ahead) {}

    /** The work of one job ahead of a kind. For a thousand jobs ahead it is computed once. */
    private record OneJob(WorkAhead atSlots, WorkAhead atKeys) {}

    /** The computation for one job. For one thread. */
    private final class Question {
        private final Job job;
        private final Instant now;
        private final List<Pause> paused;
        private final Set<Pause> held;
        private final Instant from;
        private final Map<String, LimitedKey> ofKeys = new TreeMap<>();

        /** The keys of jobs ahead that were looked at: true if a limit holds for a key. */
        private final Map<String, Boolean> limited = new HashMap<>();

        private final Map<Kind, OneJob> ofKinds = new HashMap<>();

        /** The jobs that start before this one, those that may, and those that need not wait for the ends of its pauses. */
        private final WorkAhead certain = new WorkAhead();

        private final WorkAhead uncertain = new WorkAhead();
        private final WorkAhead sooner = new WorkAhead();
        private boolean isUnknown;

        Question(final Job job, final Instant now) {
            this.job = job;
            this.now = now;
            this.paused =
                    pauses.pauses().stream().filter(pause -> pause.holdsAt(now)).toList();
            this.held = holding(target -> target.covers(job.request()));
            this.from = held.stream().flatMap(pause -> pause.until().stream()).reduce(now, Forecast::later);
            job.request()
                    .limitKeys()
                    .forEach(key -> limits.of(key)
                            .ifPresent(
                                    limit -> ofKeys.put(key, new LimitedKey(limit, keys.apply(key), new WorkAhead()))));
        }

        private Set<Pause> holding(final Predicate<PauseTarget> covers) {
            return paused.isEmpty()
                    ? Set.of()
                    : paused.stream()
                            .filter(pause -> covers.test(pause.target()))
                            .collect(Collectors.toSet());
        }

        boolean isPausedWithoutEnd() {
            return isWithoutEnd(held);
        }

        void add(final WaitingJob other) {
            final Set<Pause> holding = holding(other::isOf);
            if (isWithoutEnd(holding)) { // as if it stayed so
                return;
            }
            boolean alike = held.equals(holding);
            final List<LimitedKey> inCommon = new ArrayList<>();
            for (final String key : other.limitKeys()) {
                final LimitedKey own = ofKeys.get(key);
                if (own == null) {
                    alike &= !limited.computeIfAbsent(
                            key, name -> limits.of(name).isPresent());
                } else if (own.state().processing().containsKey(other.id())) {
                    return; // it has been claimed since it was seen to wait
                } else {
                    inCommon.add(own);
                }
            }
            final OneJob one = ofKinds.computeIfAbsent(new Kind(other.queue(), other.type()), this::oneJob);
            isUnknown |= !alike && !inCommon.isEmpty();
            inCommon.forEach(key -> key.ahead().add(one.atKeys()));
            if (alike) {
                certain.add(one.atSlots());
            } else if (holding.isEmpty() && !held.isEmpty()) {
                sooner.add(one.atSlots());
            } else {
                uncertain.add(one.atSlots());
            }
        }

        private OneJob oneJob(final Kind kind) {
            final RecentDurations lasts = forecast.durationsOf(kind.type());
            final double part = forecast.sharedPart(job, kind);
            return new OneJob(WorkAhead.of(part, lasts), WorkAhead.of(1, lasts));
        }

        Optional<Turn> answer() {
            final Optional<SlotStarts> slots = forecast.slots(job.queue(), job.type());
            if (isUnknown
                    || slots.isEmpty()
                    || !certain.plus(uncertain).plus(sooner).isKnown()) {
                return Optional.empty();
            }
            Turn turn = new Turn(from, false);
            for (final LimitedKey key : ofKeys.values()) {
                final Optional<Turn> atKey = turnAt(key);
                if (atKey.isEmpty()) {
                    return Optional.empty();
                }
                turn = laterOf(turn, atKey.get());
            }
            return turnAtSlots(slots.get(), turn);
        }

        private Optional<Turn> turnAtSlots(final SlotStarts slots, final Turn atKeys) {
            final SlotStarts open = held.isEmpty() ? slots : slots.notBefore(seconds(forecast.at(), from));
            final boolean soonerAreDone = !start(slots, sooner).isAfter(from);
            final WorkAhead most = certain.plus(uncertain);
            final Instant first = Forecast.later(start(open, certain), atKeys.at());
            final Turn last = laterOf(
                    atKeys,
                    new Turn(
                            start(open, soonerAreDone ? most : most.plus(sooner)),
                            held.isEmpty() && forecast.isOverdue(job.queue(), job.type())));
            final Duration spread = Duration.between(first, last.at());
            final Duration part = RecentDurations.ofSeconds(TOLERATED_PART * seconds(now, first));
            return spread.compareTo(TOLERATED) > 0 && spread.compareTo(part) > 0 ? Optional.empty() : Optional.of(last);
        }

        private Instant start(final SlotStarts slots, final WorkAhead work) {
            return forecast.at().plus(RecentDurations.ofSeconds(slots.secondsUntilStart(work.jobs(), work.each())));
        }

        private Optional<Turn> turnAt(final LimitedKey key) {
            final Optional<Turn> byPermit =
                    key.limit().atOnce().isEmpty() ? Optional.of(new Turn(from, false)) : turnAtPermits(key);
            final Optional<StartRate> rate = key.limit().rate();
            return rate.isEmpty()
                    ? byPermit
                    : byPermit.flatMap(turn -> start(rate.get(), key.state().use(), (long)
                                    key.ahead().jobs())
                            .map(start -> laterOf(turn, new Turn(start, false))));
        }

        /** The turn at the permits of a key. */
        private Optional<Turn> turnAtPermits(final LimitedKey key) {
            final int permits = key.limit().atOnce().orElseThrow();
            final Collection<RunningJob> running = key.state().processing().values();
            final WorkAhead ahead = key.ahead();
            if (permits > MOST_AT_ONCE
                    || running.size() > permits
                    || running.size() != key.state().use().unreleased()
                    || !ahead.isKnown()) {
                return Optional.empty();
            }
            final SlotStarts.Builder slots = new SlotStarts.Builder(permits);
            boolean overdue = running.size() < permits;
            for (final RunningJob run : running) {
                final RecentDurations lasted = forecast.durationsOf(run.type());
                final Duration elapsed = Forecast.between(run.startedAt(), now);
                slots.running(lasted, elapsed);
                overdue |= lasted.areOutlastedBy(elapsed);
            }
            for (int free = running.size(); free < permits; free++) {
                slots.free();
            }
            final boolean isOverdue = overdue && held.isEmpty();
            return slots.build()
                    .map(all -> all.notBefore(seconds(now, from)).secondsUntilStart(ahead.jobs(), ahead.each()))
                    .map(wait -> new Turn(now.plus(RecentDurations.ofSeconds(wait)), isOverdue));
        }

        /** The start that a rate gives a job of a key that has so many ahead. */
        private Optional<Instant> start(final StartRate rate, final KeyUse use, final long ahead) {
            if (ahead > 0 && rate.burst() == 1 && rate.intervalMicros() < EVEN_MICROS) {
                return Optional.empty();
            }
            final Instant fullAt = Forecast.later(use.fullAt(), from);
            final Instant start = fullAt.plus(rate.intervalMicros() * (ahead + 1 - rate.burst()), ChronoUnit.MICROS);
            return Optional.of(Forecast.later(start, from));
        }
    }

    private static boolean isWithoutEnd(final Set<Pause> pauses) {
        for (final Pause pause : pauses) {
            if (pause.until().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static Turn laterOf(final Turn one, final Turn other) {
        return other.at().isAfter(one.at()) ? other : one;
    }

    private static double seconds(final Instant from, final Instant to) {
        return RecentDurations.seconds(Forecast.between(from, to));
    }
}
