package dev.jobs.store.jdbc.poll;

import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.jdbc.connection.SharedLookup;
import dev.jobs.store.jdbc.connection.SharedLookups;
import dev.jobs.store.jdbc.database.Found;
import dev.jobs.store.jdbc.limit.Allowances;
import dev.jobs.store.jdbc.limit.Allowances.WithRuns;
import dev.jobs.store.jdbc.limit.HeldLanes;
import dev.jobs.store.jdbc.table.DurationLog;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.PauseRows;
import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.support.Forecast;
import dev.jobs.store.support.Forecast.BusyWorker;
import dev.jobs.store.support.Forecast.JobsAhead;
import dev.jobs.store.support.Forecast.RunningJob;
import dev.jobs.store.support.LimitSet;
import dev.jobs.store.support.LimitedForecast;
import dev.jobs.store.support.LimitedForecast.WaitingJob;
import dev.jobs.store.support.PauseSet;
import dev.jobs.store.support.RecentDurations;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Estimates when jobs start and are complete, from an {@link Forecast} and the {@link QueueMix} of each queue, which all
 * polls share for a second: most polls ask the database nothing more for it.
 */
final class Estimates {
    static final Duration FRESH = Duration.ofSeconds(1);

    /** One job of so many ahead may have come since they were looked up. */
    private static final int MOST_NEW = 10;

    /** The age up to which polls use a forecast while one of them makes a new one. */
    static final Duration USABLE = Duration.ofSeconds(5);

    private final Syntax syntax;
    private final DurationLog durations;
    private final DeepPositions deepPositions;
    private final QueueFronts fronts;
    private final String front;
    private final String held;
    private final SharedLookup<Figures> figures;
    private final SharedLookups<QueueMix> mixes;

    /** @param ticker monotonic nanoseconds */
    Estimates(
            final Syntax syntax,
            final DurationLog durations,
            final DeepPositions deepPositions,
            final LongSupplier ticker) {
        this.syntax = syntax;
        this.durations = durations;
        this.deepPositions = deepPositions;
        this.fronts = new QueueFronts(syntax, ticker);
        this.figures = new SharedLookup<>(
                new Figures(Forecast.NONE, PauseSet.NONE, LimitSet.NONE, Map.of()), FRESH, USABLE, ticker);
        this.mixes = new SharedLookups<>(new QueueMix(QueueOrder.EMPTY, QueueOrder.EMPTY), FRESH, USABLE, ticker);
        this.front = String.format(Locale.ROOT, """
                select priority, turn, seq, type from jobs_job
                where status = 'pending' and due = true and queue = ?
                order by %s
                limit %d""", syntax.positionOrder(), QueueMix.FRONT);
        this.held = String.format(Locale.ROOT, """
                select priority, turn, seq, held_by is not null from jobs_job
                where status = 'pending' and due = true and queue = ?
                order by %s
                limit %d""", syntax.positionOrder(), QueueMix.FRONT);
    }

    /**
     * The figures that are looked up together.
     *
     * @param heldFrom the places of queues from which on it is not known how many of the jobs ahead are kept back
     */
    private record Figures(Forecast forecast, PauseSet paused, LimitSet limits, Map<String, QueuePlace> heldFrom) {
        boolean mayBeBehindHeld(final QueuePlace place) {
            final QueuePlace from = heldFrom.get(place.queue());
            return from != null && from.isUpTo(place);
        }

        /** True if the strongest pause of a job is the one that it is told to wait for, or if there is none of either. */
        boolean knowPause(final Found found, final Waiting waiting) {
            final Optional<Pause> known = paused.pauses().stream()
                    .filter(pause -> pause.holdsAt(found.now()))
                    .filter(pause -> pause.target().covers(found.job().request()))
                    .findFirst();
            return waiting.reason() == WaitReason.PAUSED
                    ? known.filter(pause -> pause.until().equals(waiting.waitUntil()))
                            .isPresent()
                    : known.isEmpty();
        }

        /** True if the limits of these keys are those of a newer look at them. */
        boolean knowLimits(final Set<String> keys, final LimitSet newer) {
            return keys.stream().allMatch(key -> limits.of(key).equals(newer.of(key)));
        }
    }

    /** @param limits those of the limit keys of the job, if it waits */
    Optional<Estimate> estimate(
            final Connection connection, final Found found, final Optional<Waiting> waiting, final WithRuns limits)
            throws SQLException {
        final Job job = found.job();
        if (job.status().isTerminal()
                || waiting.filter(how -> how.reason() == WaitReason.UNREADABLE_PAYLOAD)
                        .isPresent()) {
            return Optional.empty();
        }
        final Figures shared = figures.current(() -> new Figures(
                forecast(connection),
                PauseRows.current(connection, syntax),
                Allowances.limits(connection),
                heldFrom(connection)));
        final Forecast current = shared.forecast();
        if (job.status() == JobStatus.PROCESSING) {
            return current.estimate(job, found.now(), List.of());
        }
        if (waiting.isPresent() && isLimited(found, waiting.get(), shared, limits)) {
            return found.isInQueue() ? limited(connection, found, waiting.get(), shared, limits) : Optional.empty();
        }
        final List<JobsAhead> ahead = new ArrayList<>();
        for (final String queue : current.queuesAheadOf(job)) {
            final QueuePlace place = placeIn(queue, found);
            final QueueMix mix = mix(connection, queue);
            if (waiting.isPresent() && waiting.get().queuePosition().isPresent() && queue.equals(job.queue())) {
                final long count = waiting.get().queuePosition().getAsLong() - 1;
                final List<JobsAhead> own = mix.ahead(place, count);
                if (own.isEmpty() && count > 0) {
                    return Optional.empty();
                }
                ahead.addAll(own);
            } else {
                ahead.addAll(mix.ahead(place));
            }
        }
        ahead.removeIf(jobs -> shared.paused().holdsFor(jobs.queue(), jobs.type()));
        return current.estimate(job, found.now(), ahead);
    }

    private static QueuePlace placeIn(final String queue, final Found found) {
        return new QueuePlace(
                queue,
                found.place().priority(),
                found.place().turn(),
                found.place().seq());
    }

    /** True if a limit or a pause may keep it back, or keeps back a job ahead of it. */
    private static boolean isLimited(
            final Found found, final Waiting waiting, final Figures shared, final WithRuns limits) {
        return waiting.reason() == WaitReason.PAUSED
                || (found.isInQueue() && limits.limits(found.job().request().limitKeys()))
                || shared.forecast().queuesAheadOf(found.job()).stream()
                        .anyMatch(queue -> shared.mayBeBehindHeld(placeIn(queue, found)));
    }

    private Optional<Estimate> limited(
            final Connection connection,
            final Found found,
            final Waiting waiting,
            final Figures shared,
            final WithRuns limits)
            throws SQLException {
        if (!shared.knowPause(found, waiting)
                || !shared.knowLimits(
                        found.job().request().limitKeys(), limits.reading().limits())) {
            return Optional.empty(); // one of them has changed since the figures were looked up
        }
        final List<WaitingJob> ahead = new ArrayList<>();
        for (final String queue : shared.forecast().queuesAheadOf(found.job())) {
            final Optional<List<WaitingJob>> some = fronts.ahead(connection, placeIn(queue, found));
            final boolean own = queue.equals(found.place().queue());
            if (some.isEmpty()
                    || (own
                            && isTooFew(
                                    some.get().size(), waiting.queuePosition().orElse(1) - 1))) {
                return Optional.empty();
            }
            ahead.addAll(some.get());
        }
        if (ahead.size() > LimitedForecast.MOST_AHEAD) {
            return Optional.empty();
        }
        return new LimitedForecast(shared.forecast(), shared.limits(), shared.paused(), limits::state)
                .estimate(found.job(), found.now(), ahead);
    }

    /** True if too many of the jobs ahead have come since they were looked up. */
    private static boolean isTooFew(final long known, final long ahead) {
        return known < ahead - ahead / MOST_NEW;
    }

    private Map<String, QueuePlace> heldFrom(final Connection connection) throws SQLException {
        final Map<String, QueuePlace> places = new HashMap<>();
        for (final String queue : HeldLanes.queues(connection)) {
            heldFrom(connection, queue).ifPresent(place -> places.put(queue, place));
        }
        return places;
    }

    /** The first job of a queue that is kept back, or the last one that was looked at; empty: there is none. */
    private Optional<QueuePlace> heldFrom(final Connection connection, final String queue) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(held)) {
            select.setString(1, queue);
            int looked = 0;
            QueuePlace last = new QueuePlace(queue, 0, 0, 0);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    looked++;
                    last = new QueuePlace(queue, row.getInt(1), row.getLong(2), row.getLong(3));
                    if (row.getBoolean(4)) {
                        return Optional.of(last);
                    }
                }
            }
            return looked < QueueMix.FRONT ? Optional.empty() : Optional.of(last);
        }
    }

    private Forecast forecast(final Connection connection) throws SQLException {
        durations.write(connection);
        final Map<String, RecentDurations> lasted = DurationLog.read(connection);
        final Map<UUID, WorkerProfile> workers = new HashMap<>();
        Instant now = Instant.EPOCH;
        final String live = String.format(
                Locale.ROOT,
                "select worker_id, types, queues, slots, %1$s from jobs_worker where expires_at > %1$s",
                syntax.now());
        try (PreparedStatement select = connection.prepareStatement(live);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                workers.put(
                        row.getObject(1, UUID.class),
                        WorkerProfile.builder("")
                                .types(texts(row.getArray(2)))
                                .queues(texts(row.getArray(3)))
                                .slots(row.getInt(4))
                                .build());
                now = JobRow.instant(row, 5);
            }
        }
        final Map<UUID, List<RunningJob>> running = running(connection, workers.keySet());
        return new Forecast(
                now,
                lasted,
                workers.entrySet().stream()
                        .map(worker ->
                                new BusyWorker(worker.getValue(), running.getOrDefault(worker.getKey(), List.of())))
                        .toList());
    }

    private static Map<UUID, List<RunningJob>> running(final Connection connection, final Set<UUID> workers)
            throws SQLException {
        final Map<UUID, List<RunningJob>> running = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select worker_id, type, started_at from jobs_job where worker_id = any(?) and status = 'processing'")) {
            select.setArray(1, connection.createArrayOf("uuid", workers.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    running.computeIfAbsent(row.getObject(1, UUID.class), worker -> new ArrayList<>())
                            .add(new RunningJob(row.getString(2), JobRow.instant(row, 3)));
                }
            }
        }
        return running;
    }

    private static Set<String> texts(final Array array) throws SQLException {
        return Set.copyOf(
                Stream.of((Object[]) array.getArray()).map(String::valueOf).toList());
    }

    private QueueMix mix(final Connection connection, final String queue) throws SQLException {
        return mixes.current(queue, () -> {
            final QueueOrder first = front(connection, queue);
            return new QueueMix(
                    first, first.size() < QueueMix.FRONT ? QueueOrder.EMPTY : deepPositions.marks(connection, queue));
        });
    }

    private QueueOrder front(final Connection connection, final String queue) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(front)) {
            select.setString(1, queue);
            try (ResultSet row = select.executeQuery()) {
                return QueueOrder.read(row);
            }
        }
    }
}
