package dev.jobs.store.jdbc.poll;

import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.SizeLimits;
import dev.jobs.store.jdbc.connection.CallBatcher;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.database.Found;
import dev.jobs.store.jdbc.database.PollQuery;
import dev.jobs.store.jdbc.limit.Allowances;
import dev.jobs.store.jdbc.limit.Allowances.WithRuns;
import dev.jobs.store.jdbc.poll.DeepPositions.DeepPlace;
import dev.jobs.store.jdbc.table.DurationLog;
import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.turn.Promotion;
import dev.jobs.store.support.Allowance;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers those who wait. */
public final class Polls {
    private static final int AT_ONCE = 2;
    private static final CallBatcher.Size<JobId> TOGETHER = CallBatcher.Size.ofNumber(1_000);

    private final Promotion promotion;
    private final Allowances allowances;
    private final Transactions transactions;
    private final PollQuery query;
    private final DeepPositions deepPositions;
    private final Estimates estimates;
    private final CallBatcher<JobId, JobPollResponse> polls;

    public Polls(final Database database, final Transactions transactions, final DurationLog durations) {
        this.promotion = new Promotion(database, transactions.ticker());
        this.allowances = new Allowances(database.syntax(), transactions.ticker());
        this.transactions = transactions;
        this.query = database.pollQuery(transactions.ticker());
        this.deepPositions = new DeepPositions(database, transactions);
        this.polls = new CallBatcher<>(
                wanted -> transactions.statement(
                        "poll jobs",
                        connection -> poll(connection, wanted, SizeLimits.largestResultOfPoll(wanted.size()))),
                AT_ONCE,
                TOGETHER);
        this.estimates = new Estimates(database.syntax(), durations, deepPositions, transactions.ticker());
    }

    public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
        final Set<JobId> wanted = Set.copyOf(ids);
        final Map<JobId, JobPollResponse> answers = polls.call(wanted);
        final Set<JobId> without = answers.values().stream()
                .filter(JobPollResponse::isResultLeftOut)
                .map(answer -> answer.job().id())
                .collect(Collectors.toSet());
        if (without.isEmpty()) {
            return answers;
        }
        // They were left out for the sake of all polls that were answered together.
        final Map<JobId, JobPollResponse> complete = new HashMap<>(answers);
        complete.putAll(transactions.statement(
                "poll jobs", connection -> poll(connection, without, SizeLimits.largestResultOfPoll(wanted.size()))));
        return complete;
    }

    private Map<JobId, JobPollResponse> poll(
            final Connection connection, final Set<JobId> ids, final long largestResult) throws SQLException {
        final Map<JobId, JobPollResponse> answers = new HashMap<>();
        if (ids.isEmpty()) {
            return answers;
        }
        final List<Found> all = findInTheirPlaces(connection, ids, largestResult);
        final WithRuns limits = limits(connection, all);
        for (final Waiter waiter : waiters(connection, all, limits)) {
            final Found found = waiter.found();
            answers.put(
                    found.job().id(),
                    JobPollResponse.builder(found.job(), found.now())
                            .waiting(waiter.waiting())
                            .estimate(estimates.estimate(connection, found, waiter.waiting(), limits))
                            .resultLeftOut(found.isResultLeftOut())
                            .build());
        }
        return answers;
    }

    /** A job, and how it waits if it does. */
    private record Waiter(Found found, Optional<Waiting> waiting) {}

    private List<Waiter> waiters(final Connection connection, final List<Found> all, final WithRuns limits)
            throws SQLException {
        final Map<QueuePlace, DeepPlace> far = deepPositions.find(
                connection,
                all.stream()
                        .filter(found -> found.isInQueue() && !found.front().hasSize())
                        .map(Found::place)
                        .toList());
        final Allowance allowance = limits.reading().allowance();
        return all.stream()
                .map(found -> new Waiter(found, waiting(found, far, allowance)))
                .toList();
    }

    /** Finds jobs, after those whose time has come were put where they belong. */
    private List<Found> findInTheirPlaces(final Connection connection, final Set<JobId> ids, final long largestResult)
            throws SQLException {
        List<Found> all = query.find(connection, ids, largestResult);
        boolean promoted = true;
        while (promoted && all.stream().anyMatch(Found::isLate)) {
            promoted = promotion.promote(connection) > 0;
            all = query.find(connection, ids, largestResult);
        }
        return all;
    }

    /** The limits and what is taken of them, looked up once for all jobs that have limit keys and wait. */
    private WithRuns limits(final Connection connection, final List<Found> all) throws SQLException {
        return allowances.readWithRuns(
                connection,
                all.stream()
                        .filter(Found::isInQueue)
                        .flatMap(found -> found.job().request().limitKeys().stream())
                        .collect(Collectors.toSet()));
    }

    private static Optional<Waiting> waiting(
            final Found found, final Map<QueuePlace, DeepPlace> far, final Allowance allowance) {
        if (found.job().status() != JobStatus.PENDING) {
            return Optional.empty();
        }
        if (!found.due()) {
            return Optional.of(
                    Waiting.until(found.job().attempt() == 0 ? WaitReason.SCHEDULED : WaitReason.RETRY_BACKOFF));
        }
        final Optional<DeepPlace> behind = Optional.ofNullable(far.get(found.place()));
        final long position = behind.filter(place -> !found.front().hasPosition())
                .map(DeepPlace::position)
                .orElse(found.front().position());
        final long size = behind.map(DeepPlace::queueSize).orElse(found.front().size());
        return Optional.of(inQueue(found, position, Math.max(position, size), allowance));
    }

    private static Waiting inQueue(final Found found, final long position, final long size, final Allowance allowance) {
        if (found.paused().isEmpty()) {
            final JobRequest request = found.job().request();
            return allowance
                    .keptBack(request.limitKeys(), request.owner())
                    .map(kept -> kept.waiting(position, size))
                    .orElseGet(() -> Waiting.inQueue(reason(found), position, size));
        }
        final Found.Paused paused = found.paused().get();
        final Waiting waiting = Waiting.inQueue(WaitReason.PAUSED, position, size);
        final Waiting withEnd = paused.until().map(waiting::withUntil).orElse(waiting);
        return paused.reason().map(withEnd::withMessage).orElse(withEnd);
    }

    private static WaitReason reason(final Found found) {
        if (found.handled()) {
            return WaitReason.WORKERS_BUSY;
        }
        return found.declined() ? WaitReason.UNREADABLE_PAYLOAD : WaitReason.NO_WORKER;
    }
}
