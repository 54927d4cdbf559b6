package dev.jobs.store.jdbc.limit;

import dev.jobs.JobSignal;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.HeldLanes.HeldLane;
import dev.jobs.store.jdbc.limit.LaneOpening.Made;
import dev.jobs.store.jdbc.table.Claimed;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Claims jobs where a limit, or a pause of an owner or limit key, may keep some of them back. Safe to share between threads.
 *
 * <h2>When</h2>
 *
 * <p>An ordinary claim that meets a job with limit keys, or of a paused owner, or an open lane of held jobs, claims nothing and this
 * one follows it. So jobs that nothing can limit cost what they always did.
 *
 * <h2>How it works</h2>
 *
 * <ol>
 *   <li>It looks for candidates: the first jobs of each queue and type that nobody holds, and the first of each lane of held jobs that
 *       is open, or whose holder is a limit key of a candidate.
 *   <li>It locks the rows of all holders that concern them ({@link HolderRows}), and looks again: what others did meanwhile is there.
 *   <li>It counts permits and reads limits and pauses. Whoever takes a permit has the lock of its key, so nothing can be added until this
 *       transaction ends.
 *   <li>It goes through the candidates in their order. Each one starts, or is held by what keeps it back, until enough have started.
 *   <li>It writes leases, permits and buckets; held jobs leave the index of claims. The lanes of a holder that keeps jobs back are
 *       closed, until the time at which it may have room if that is known; those without jobs are deleted.
 * </ol>
 *
 * <p>An example: {@code ffmpeg} may run once, and A runs; B and C have that key, D has none. A claim of one job meets B, holds B and C,
 * closes their lane and starts D. The next claims find neither. When A ends, its permit counts no more, the lane is opened
 * ({@link LaneOpening}), and the next claim starts B, meets C, and closes the lane again.
 *
 * <h2>Bounds</h2>
 *
 * <p>One transaction looks at some hundred candidates. If it held many and started too few, another follows, for
 * {@value #MOST_ROUNDS} of them at most, which passes over the jobs of the holders that were found to have no room: those behind them do not
 * wait until all of them are held. At the end {@link BulkHolds} holds some of those that were passed over; if the claim could have started
 * more jobs, a signal lets the workers come back at once.
 */
public final class LimitedClaims {
    private static final int MOST_ROUNDS = 10;
    private static final int FIRST_LOOK = 16;
    private static final int LATER_LOOK = 500;

    private final Transactions transactions;
    private final Allowances allowances;
    private final HolderRows holders;
    private final StartWrites starts;
    private final HoldWrites holds;
    private final BulkHolds bulkHolds;
    private final LaneSignals signals;
    private final LaneOpening opening;
    private final String alive;
    private final String lock;

    public LimitedClaims(final Syntax syntax, final Transactions transactions, final LaneSignals signals) {
        this.transactions = transactions;
        this.allowances = new Allowances(syntax, transactions.ticker());
        this.holders = new HolderRows(syntax);
        this.starts = new StartWrites(syntax);
        this.holds = new HoldWrites(syntax);
        this.signals = signals;
        this.opening = new LaneOpening(syntax, transactions, signals);
        this.bulkHolds = new BulkHolds(syntax, transactions, signals, opening);
        this.alive = String.format(
                Locale.ROOT, """
                select 1 from jobs_worker
                where worker_id = ? and expires_at > %s and not exists (
                    select 1 from jobs_worker where %s and expires_at > heard_at)
                %s""", syntax.now(), syntax.heardOnlyBeforePromotion(), syntax.lockingShared());
        this.lock =
                "select id from jobs_job where id = any(?) and status = 'pending' and due = true order by id for update";
    }

    /** Claims jobs, in no order. */
    public List<Claimed> claim(final ClaimRequest request, final Candidates candidates) {
        final long begin = transactions.ticker().getAsLong();
        final List<Claimed> claimed = new ArrayList<>();
        final Set<String> full = new TreeSet<>();
        boolean mayGoOn = true;
        int rounds = 0;
        for (; rounds < MOST_ROUNDS && mayGoOn && claimed.size() < request.limit(); rounds++) {
            final int wanted = request.limit() - claimed.size();
            final int most = wanted + (rounds == 0 ? FIRST_LOOK : LATER_LOOK);
            final Size size = new Size(wanted, most, PassedOver.of(full));
            final Round done = transactions.transactionAtMostOnce(
                    "claim jobs", connection -> round(connection, request, candidates, size));
            claimed.addAll(done.claimed());
            done.held().closed().forEach(signals::sendLater);
            opening.committed(done.made());
            full.addAll(done.held().full());
            mayGoOn = done.mayGoOn();
        }
        if (rounds > 1 && !full.isEmpty()) {
            final long nanos = transactions.ticker().getAsLong() - begin;
            mayGoOn |= bulkHolds.hold(request, candidates, full, nanos);
        }
        if (mayGoOn && claimed.size() < request.limit()) {
            signals.send(asked(request));
        }
        return claimed;
    }

    private static List<JobSignal> asked(final ClaimRequest request) {
        return request.queues().stream()
                .flatMap(queue -> request.types().stream().<JobSignal>map(type -> new JobSignal.Claimable(queue, type)))
                .toList();
    }

    /** The number of jobs that are wanted, that of the candidates of a lane that are looked at, and those that are not. */
    private record Size(int wanted, int most, PassedOver passedOver) {}

    /** The outcome of one transaction, with the holders that were found to keep jobs back. */
    private record Round(List<Claimed> claimed, Held held, Made made, boolean mayGoOn) {
        static final Round NONE = new Round(List.of(), new Held(List.of(), Set.of()), Made.NONE, false);
    }

    private record Held(List<HoldWrites.Closed> closed, Set<String> full) {}

    /** The candidates of one look, in their order. */
    private record Look(List<Candidate> jobs, Set<HeldLane> lanes, boolean isWhole) {
        /** The holders that may have to do with them. */
        Set<String> holders(final Collection<String> pausedOwners) {
            final Set<String> all = new TreeSet<>();
            lanes.forEach(lane -> all.add(lane.holder()));
            for (final Candidate job : jobs) {
                all.addAll(job.holders());
                job.owner().filter(pausedOwners::contains).map(Holder::ofOwner).ifPresent(all::add);
            }
            return all;
        }
    }

    private Round round(
            final Connection connection, final ClaimRequest request, final Candidates candidates, final Size size)
            throws SQLException {
        if (!isAlive(connection, request)) {
            return Round.NONE;
        }
        final Set<String> pausedOwners = allowances.pausedOwners(connection);
        final Set<String> locked = look(connection, request, candidates, size).holders(pausedOwners);
        final HolderRows.Locked rows = holders.lock(connection, locked);
        final Look look = look(connection, request, candidates, size);
        final Allowances.Reading reading = allowances.read(connection, Holder.keys(locked), rows.fullAt());
        final Decision decision = decided(connection, look, reading, locked, size.wanted());
        final StartWrites.Started started = starts.write(connection, request, decision, reading);
        final Set<HeldLane> seen = look.lanes().stream()
                .filter(lane -> locked.contains(lane.holder()))
                .collect(Collectors.toSet());
        final List<HoldWrites.Closed> closed =
                holds.write(connection, decision.after(started.after()), seen, reading.at());
        return new Round(
                started.jobs(),
                new Held(closed, decision.keptBack().keySet()),
                Made.of(rows, reading.limits()),
                decision.isCut() || !look.isWhole());
    }

    private boolean isAlive(final Connection connection, final ClaimRequest request) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(alive)) {
            select.setObject(1, request.worker().value());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static Look look(
            final Connection connection, final ClaimRequest request, final Candidates candidates, final Size size)
            throws SQLException {
        final List<Candidate> free = candidates.free(connection, request, size.most(), size.passedOver());
        final Set<String> keys =
                free.stream().flatMap(job -> job.holders().stream()).collect(Collectors.toSet());
        final Map<HeldLane, List<Candidate>> held = candidates.held(connection, request, keys, size.most());
        final Map<HeldLane, Integer> counts = new HashMap<>();
        free.forEach(job -> counts.merge(job.laneOf(""), 1, Integer::sum));
        held.forEach((lane, jobs) -> counts.put(lane, jobs.size()));
        final List<Candidate> all = Stream.concat(
                        free.stream(), held.values().stream().flatMap(Collection::stream))
                .sorted(Comparator.comparing(Candidate::place, QueuePlace.IN_QUEUE))
                .toList();
        final boolean whole =
                held.size() < Candidates.MOST_LANES && counts.values().stream().allMatch(jobs -> jobs < size.most());
        return new Look(all, held.keySet(), whole);
    }

    /** Decides on jobs that are there and that nobody else can claim any more. */
    private Decision decided(
            final Connection connection,
            final Look look,
            final Allowances.Reading reading,
            final Set<String> holdersLocked,
            final int wanted)
            throws SQLException {
        final Set<Candidate> gone = new HashSet<>();
        final Set<Candidate> known = new HashSet<>();
        while (true) {
            final Decision decision = Decision.of(
                    look.jobs().stream().filter(job -> !gone.contains(job)).toList(),
                    reading.allowance(),
                    holdersLocked,
                    wanted);
            final Set<Candidate> needed = new LinkedHashSet<>(decision.changed());
            needed.removeAll(known);
            if (needed.isEmpty()) {
                return decision;
            }
            final Set<Candidate> there = locked(connection, needed);
            known.addAll(there);
            needed.removeAll(there);
            gone.addAll(needed);
        }
    }

    private Set<Candidate> locked(final Connection connection, final Set<Candidate> jobs) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(lock)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", jobs.stream().map(job -> job.id().value()).toArray()));
            final Set<Object> found = new HashSet<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(JobRow.id(row, 1));
                }
            }
            return jobs.stream().filter(job -> found.contains(job.id())).collect(Collectors.toSet());
        }
    }
}
