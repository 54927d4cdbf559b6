package dev.jobs.store.jdbc.limit;

import dev.jobs.JobSignal;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.HeldLanes.HeldLane;
import dev.jobs.store.jdbc.limit.LaneOpening.Made;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.KeptBack;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Lets the jobs of a large submission be held from the beginning whose limit keys have no room, so that no claim has to meet them. Safe to
 * share between threads.
 *
 * <p>First, in a transaction of its own, it closes the lanes of the keys that have no room, as a claim that met the jobs would. Then, in that
 * which stores them, it locks these rows so that nobody deletes them, and looks again which are closed. Claims and ends of leases open and
 * close lanes all the same; whatever they do meanwhile, the jobs are in a lane when they are there, and what is true of its other jobs is true of
 * them: the next end of a lease, change of a limit or pause, or recovery opens it if there is room.
 */
public final class SubmissionHolds {
    /** The fewest jobs of a key for which it is looked up: a claim does with fewer at once. */
    private static final int FEWEST = 100;

    private final Transactions transactions;
    private final Allowances allowances;
    private final HolderRows holders;
    private final HeldLanes lanes;
    private final LaneSignals signals;
    private final LaneOpening opening;

    public SubmissionHolds(final Syntax syntax, final Transactions transactions, final LaneSignals signals) {
        this.transactions = transactions;
        this.allowances = new Allowances(syntax, transactions.ticker());
        this.holders = new HolderRows(syntax);
        this.lanes = new HeldLanes(syntax);
        this.signals = signals;
        this.opening = new LaneOpening(syntax, transactions, signals);
    }

    /** The lanes in which jobs may be held. */
    public record Lanes(Set<HeldLane> all) {
        public Lanes {
            all = Set.copyOf(all);
        }

        /** True if there are none. */
        public boolean isEmpty() {
            return all.isEmpty();
        }

        private Set<String> holders() {
            final Set<String> names = new TreeSet<>();
            all.forEach(lane -> names.add(lane.holder()));
            return names;
        }

        private List<HeldLane> of(final String holder) {
            return all.stream().filter(lane -> lane.holder().equals(holder)).toList();
        }
    }

    /** The lanes of the limit keys that many of these jobs have. */
    public static Lanes ofMany(final List<Draft> drafts) {
        final Map<String, Integer> counts = new HashMap<>();
        drafts.forEach(draft -> draft.request().limitKeys().forEach(key -> counts.merge(key, 1, Integer::sum)));
        counts.values().removeIf(count -> count < FEWEST);
        final Set<HeldLane> found = new HashSet<>();
        if (!counts.isEmpty()) {
            drafts.forEach(draft -> found.addAll(lanes(draft, counts.keySet())));
        }
        return new Lanes(found);
    }

    private static List<HeldLane> lanes(final Draft draft, final Collection<String> keys) {
        return draft.request().limitKeys().stream()
                .filter(keys::contains)
                .map(key -> new HeldLane(
                        Holder.ofKey(key),
                        draft.request().queue(),
                        draft.request().type()))
                .toList();
    }

    /** Closes those of these lanes whose holders have no room. */
    public void close(final Lanes asked) {
        final Closing closing =
                transactions.transaction("look if limits are full", connection -> close(connection, asked));
        closing.closed().forEach(signals::sendLater);
        opening.committed(closing.made());
    }

    private record Closing(List<HoldWrites.Closed> closed, Made made) {
        static final Closing NONE = new Closing(List.of(), Made.NONE);
    }

    private Closing close(final Connection connection, final Lanes asked) throws SQLException {
        // Without locks first: most have room, and claims would wait.
        final Set<String> full = keptBack(
                        allowances
                                .read(connection, Holder.keys(asked.holders()))
                                .allowance(),
                        asked.holders())
                .keySet();
        if (full.isEmpty()) {
            return Closing.NONE;
        }
        final HolderRows.Locked locked = holders.lock(connection, full);
        final Allowances.Reading reading = allowances.read(connection, Holder.keys(full), locked.fullAt());
        final List<HoldWrites.Closed> closed = new ArrayList<>();
        for (final Map.Entry<String, KeptBack> holder :
                keptBack(reading.allowance(), full).entrySet()) {
            final Optional<Instant> until = holder.getValue().until();
            lanes.add(connection, asked.of(holder.getKey()), until);
            final List<JobSignal> told = lanes.close(connection, holder.getKey(), holder.getValue());
            until.ifPresent(time -> closed.add(new HoldWrites.Closed(time, reading.at(), told)));
        }
        return new Closing(closed, Made.of(locked, reading.limits()));
    }

    private static Map<String, KeptBack> keptBack(final Allowance allowance, final Set<String> holders) {
        final Map<String, KeptBack> found = new TreeMap<>();
        holders.forEach(holder -> Holder.keptBack(allowance, holder).ifPresent(by -> found.put(holder, by)));
        return found;
    }

    /** The holders of jobs in those of these lanes that are closed, which stay until the transaction ends; empty: nobody holds a job. */
    public Function<Draft, Optional<String>> holders(final Connection connection, final Lanes asked)
            throws SQLException {
        final Set<String> names = asked.holders();
        final Set<HeldLane> closed = lanes.lockClosed(connection, names);
        final Set<String> keys = Holder.keys(names);
        return draft -> lanes(draft, keys).stream()
                .filter(closed::contains)
                .map(HeldLane::holder)
                .findFirst();
    }
}
