package dev.jobs.store.jdbc.limit;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.HolderRows.Locked;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.KeptBack;
import dev.jobs.store.support.LimitSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets claims look at held jobs again when there may be room for them: after the end of a lease, or the change of a limit or a pause.
 * Safe to share between threads.
 *
 * <p>Each of them locks the holder first. So a claim that is about to close a lane, since it counted before the change, has closed it
 * by then; one that follows counts after the change.
 *
 * <p>The change of a limit sees the rows of holders that are committed. So when it is committed itself it looks once more for rows that claims
 * were about to make; and these look, when their rows are committed, whether the limits are still those that they have read. One of the two sees
 * the other.
 */
public final class LaneOpening {
    private static final Logger LOG = LoggerFactory.getLogger(LaneOpening.class);

    private final Transactions transactions;
    private final Allowances allowances;
    private final HolderRows holders;
    private final HeldLanes lanes;
    private final LaneSignals signals;

    public LaneOpening(final Syntax syntax, final Transactions transactions, final LaneSignals signals) {
        this.transactions = transactions;
        this.allowances = new Allowances(syntax, transactions.ticker());
        this.holders = new HolderRows(syntax);
        this.lanes = new HeldLanes(syntax);
        this.signals = signals;
    }

    /** Lanes that are open now, and those that open at a time, by their signals. */
    public record Opened(List<JobSignal> now, List<HoldWrites.Closed> later) {
        /** No lanes. */
        public static final Opened NONE = new Opened(List.of(), List.of());
    }

    /** Sends the signals of lanes, after the transaction that opened them. */
    public void send(final Opened opened) {
        signals.send(opened.now());
        opened.later().forEach(signals::sendLater);
    }

    /**
     * Opens the lanes of the limit keys whose permits were given back, where jobs wait for one and one is free. The leases have ended already:
     * if this fails, or never runs, the {@link #sweep} does it.
     */
    public void freed(final List<Permit> permits) {
        if (permits.isEmpty()) {
            return;
        }
        final Map<String, JobId> freedBy = new TreeMap<>();
        permits.forEach(permit -> permit.keys().forEach(key -> freedBy.put(key, permit.job())));
        tryToOpen(freedBy.keySet(), connection -> {
            holders.lock(connection, Holder.ofKeys(freedBy.keySet()));
            PermitRows.delete(connection, Permit.ofKeys(permits));
            final List<JobSignal> opened = new ArrayList<>();
            for (final Map.Entry<String, JobId> key : freedBy.entrySet()) {
                opened.addAll(lanes.openIfPermitIsFree(connection, key.getKey(), key.getValue()));
            }
            return new Opened(opened, List.of());
        });
    }

    /** Opens or closes the lanes of an owner or limit key, within the transaction that changes its pause. */
    public Opened reconsider(final Connection connection, final PauseTarget target) throws SQLException {
        return reconsider(connection, new TreeSet<>(Set.of(Holder.of(target))));
    }

    /** The same for limit keys, within the transaction that changes their limit. */
    Opened limitChanged(final Connection connection, final Set<String> keys) throws SQLException {
        return keys.isEmpty() ? Opened.NONE : reconsider(connection, Holder.ofKeys(keys));
    }

    /**
     * The limit keys whose rows a transaction has made.
     *
     * @param limits those that it has read
     */
    record Made(Set<String> keys, LimitSet limits) {
        /** No keys. */
        static final Made NONE = new Made(Set.of(), LimitSet.NONE);

        /** Those that have a limit: of others nothing is kept back, and nothing counted. */
        static Made of(final Locked locked, final LimitSet limits) {
            return new Made(
                    Holder.keys(locked.made()).stream()
                            .filter(key -> limits.of(key).isPresent())
                            .collect(Collectors.toSet()),
                    limits);
        }

        /** Those whose limits are others now. */
        Set<String> changed(final LimitSet now) {
            return keys.stream()
                    .filter(key -> !limits.of(key).equals(now.of(key)))
                    .collect(Collectors.toSet());
        }
    }

    /** Looks again at keys whose limits have changed since a transaction has read them, which has ended. */
    void committed(final Made made) {
        if (!made.keys().isEmpty()) {
            tryToSend(made.keys(), () -> {
                // By itself: hardly ever has one changed.
                final Set<String> changed = transactions.statement(
                        "look if limits have changed",
                        connection -> made.changed(LimitRows.concerning(connection, made.keys())));
                return changed.isEmpty() ? Opened.NONE : opened(connection -> limitChanged(connection, changed));
            });
        }
    }

    /** Opens lanes after something else has ended well: if this fails, or never runs, the {@link #sweep} does it. */
    void tryToOpen(final Object what, final Transactions.Work<Opened> work) {
        tryToSend(what, () -> opened(work));
    }

    private Opened opened(final Transactions.Work<Opened> work) {
        return transactions.transaction("look for jobs that nothing keeps back", work);
    }

    private void tryToSend(final Object what, final Supplier<Opened> opening) {
        try {
            send(opening.get());
        } catch (final RuntimeException e) {
            LOG.debug("Could not look for jobs of {} that nothing keeps back; the next recovery does.", what, e);
        }
    }

    private Opened reconsider(final Connection connection, final Set<String> changed) throws SQLException {
        final Map<String, Instant> fullAt =
                bounded(connection, holders.lock(connection, changed).fullAt());
        final List<String> holding = HeldLanes.holding(connection, changed);
        if (holding.isEmpty()) {
            return Opened.NONE;
        }
        final Allowances.Reading reading = allowances.read(connection, Holder.keys(holding), fullAt);
        final Allowance allowance = reading.allowance();
        final List<JobSignal> now = new ArrayList<>();
        final List<HoldWrites.Closed> later = new ArrayList<>();
        for (final String holder : holding) {
            final Optional<KeptBack> keptBack = Holder.keptBack(allowance, holder);
            if (keptBack.isEmpty()) {
                now.addAll(lanes.open(connection, holder));
            } else {
                final Optional<Instant> until = keptBack.get().until();
                final List<JobSignal> closed = lanes.close(connection, holder, keptBack.get());
                until.ifPresent(time -> later.add(new HoldWrites.Closed(time, reading.at(), closed)));
            }
        }
        return new Opened(now, later);
    }

    /** Cuts the buckets that are emptier than their limits allow now, as those have changed; answers with the times of all. */
    private Map<String, Instant> bounded(final Connection connection, final Map<String, Instant> fullAt)
            throws SQLException {
        if (fullAt.isEmpty()) {
            return fullAt;
        }
        final Map<String, Instant> bounded = allowances
                .read(connection, Holder.keys(fullAt.keySet()), fullAt)
                .bounded();
        HolderRows.write(connection, bounded);
        final Map<String, Instant> all = new HashMap<>(fullAt);
        all.putAll(bounded);
        return all;
    }

    /** True if there is anything that {@link #sweep} would look at. */
    public static boolean isToSweep(final Connection connection) throws SQLException {
        return isTrue(connection, "select exists (select 1 from jobs_permit) or exists (select 1 from jobs_held_lane)");
    }

    /** True if there is anything that {@link #prune} would look at. */
    public static boolean isToPrune(final Connection connection) throws SQLException {
        return isTrue(connection, "select exists (select 1 from jobs_holder)");
    }

    private static boolean isTrue(final Connection connection, final String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /**
     * Opens the lanes that are closed though there is room, as after the death of a process, cuts their buckets by the limits of now, and
     * deletes permits that are left over.
     */
    public void sweep() {
        try {
            final Set<String> roomy =
                    transactions.transaction("look for jobs that nothing keeps back", this::deleteLeftOverAndFindRoom);
            if (!roomy.isEmpty()) {
                send(transactions.transaction(
                        "look for jobs that nothing keeps back", connection -> reconsider(connection, roomy)));
            }
        } catch (final RuntimeException e) { // what was recovered is to be told
            LOG.debug("Could not look for jobs that nothing keeps back; the next recovery does.", e);
        }
    }

    private Set<String> deleteLeftOverAndFindRoom(final Connection connection) throws SQLException {
        PermitRows.deleteLeftOver(connection);
        final Set<String> found = new TreeSet<>();
        List<String> closed = lanes.closed(connection, "");
        while (!closed.isEmpty()) {
            found.addAll(roomy(connection, closed));
            closed = lanes.closed(connection, closed.get(closed.size() - 1));
        }
        return found;
    }

    private List<String> roomy(final Connection connection, final Collection<String> closed) throws SQLException {
        final Allowances.Reading reading = allowances.read(connection, Holder.keys(closed));
        final Allowance allowance = reading.allowance();
        final Set<String> bounded = reading.bounded().keySet();
        return closed.stream()
                .filter(holder -> bounded.contains(holder)
                        || Holder.keptBack(allowance, holder).isEmpty())
                .toList();
    }

    /** Deletes the rows of holders that keep nothing back and have nothing to remember. */
    public void prune() {
        transactions.transaction("delete limit keys that are not in use", holders::deleteUnused);
    }
}
