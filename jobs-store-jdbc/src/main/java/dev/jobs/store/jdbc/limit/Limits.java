package dev.jobs.store.jdbc.limit;

import static java.util.Objects.requireNonNull;

import dev.jobs.store.Operations;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.LaneOpening.Opened;
import dev.jobs.store.jdbc.limit.LimitRows.Kept;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.PauseRows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.LimitUse.Source;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.LimitSet;
import dev.jobs.store.support.PauseSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** Sets limits, removes them, and tells what they do. Safe to share between threads. */
public final class Limits {
    private final Syntax syntax;
    private final Transactions transactions;
    private final LaneOpening opening;
    private final LimitRows rows;

    public Limits(final Syntax syntax, final Transactions transactions, final LaneOpening opening) {
        this.syntax = syntax;
        this.transactions = transactions;
        this.opening = opening;
        this.rows = new LimitRows(syntax);
    }

    /** Sets a limit for an operator. */
    public void set(final Limit limit) {
        set(new Kept(requireNonNull(limit, "limit"), Source.OPERATOR));
    }

    /** Sets a default of the code; answers with false if an operator's limit holds. */
    public boolean setDefault(final Limit limit) {
        return set(new Kept(requireNonNull(limit, "limit"), Source.CODE)).source() == Source.CODE;
    }

    private record Outcome(Kept kept, Change change) {}

    /** The keys that a changed limit is known to be for, and what was opened. */
    private record Change(Set<String> keys, Opened opened) {
        static final Change NONE = new Change(Set.of(), Opened.NONE);
    }

    private Kept set(final Kept limit) {
        final Outcome set = transactions.transaction("set limit " + limit.limit(), connection -> {
            rows.write(connection, limit);
            final Kept kept = LimitRows.of(connection, limit.limit().name()).orElse(limit);
            return new Outcome(kept, changed(connection, limit.limit()));
        });
        committed(limit.limit(), set.change());
        return set.kept();
    }

    /** Removes a limit; answers with the one that there was. */
    public Optional<Limit> remove(final String name) {
        Limit.requireName(name);
        // A run whose commit was not answered may have removed it, and the next one does not find it.
        final AtomicReference<Optional<Limit>> found = new AtomicReference<>(Optional.empty());
        final Removed removed = transactions.transaction("remove limit \"" + name + '"', connection -> {
            final Optional<Limit> limit =
                    LimitRows.of(connection, name).map(Kept::limit).or(found::get);
            found.set(limit);
            LimitRows.delete(connection, name);
            return new Removed(limit, limit.isEmpty() ? Change.NONE : changed(connection, limit.get()));
        });
        removed.limit().ifPresent(limit -> committed(limit, removed.change()));
        return removed.limit();
    }

    private record Removed(Optional<Limit> limit, Change change) {}

    /** Looks again at the jobs that a limit of this name may have kept back. */
    private Change changed(final Connection connection, final Limit limit) throws SQLException {
        final Set<String> keys = keys(connection, limit);
        return new Change(keys, opening.limitChanged(connection, keys));
    }

    private static Set<String> keys(final Connection connection, final Limit limit) throws SQLException {
        return Holder.keys(HolderRows.ofKeys(connection)).stream()
                .filter(limit::covers)
                .collect(Collectors.toSet());
    }

    /** Sends the signals of a change, and looks at keys whose rows a claim has committed meanwhile. */
    private void committed(final Limit limit, final Change change) {
        opening.send(change.opened());
        opening.tryToOpen(limit.name(), connection -> {
            final Set<String> keys = keys(connection, limit);
            keys.removeAll(change.keys());
            return opening.limitChanged(connection, keys);
        });
    }

    /** The limits and what they do. */
    public List<LimitUse> uses() {
        return transactions.transaction("read the limits", connection -> {
            final List<Kept> limits = LimitRows.all(connection);
            final LimitSet set = LimitRows.set(limits);
            final Map<String, Long> running = new HashMap<>();
            PermitRows.count(connection)
                    .forEach((key, count) ->
                            set.of(key).ifPresent(limit -> running.merge(limit.name(), (long) count, Long::sum)));
            final Map<String, List<String>> holders = holders(connection, set);
            final List<LimitUse> uses = new ArrayList<>();
            for (final Kept kept : limits.subList(0, Math.min(limits.size(), Operations.MOST_LIMITS))) {
                final String name = kept.limit().name();
                final LimitUse.Builder use =
                        LimitUse.builder(kept.limit(), kept.source()).running(running.getOrDefault(name, 0L));
                keepsBack(use, connection, holders.getOrDefault(name, List.of()));
                uses.add(use.build());
            }
            return List.copyOf(uses);
        });
    }

    /** The holders for whose keys each limit holds, by its name, except those of keys that are paused. */
    private Map<String, List<String>> holders(final Connection connection, final LimitSet limits) throws SQLException {
        final PauseSet pauses = PauseRows.ofHolders(connection, syntax);
        final Map<String, List<String>> holders = new HashMap<>();
        for (final String holder : HeldLanes.texts(
                connection, "select distinct held_by from jobs_held_lane where held_by like 'limit_key:%'")) {
            final String key = Holder.name(holder);
            if (pauses.of(PauseTarget.limitKey(key)).isEmpty()) {
                limits.of(key)
                        .ifPresent(limit -> holders.computeIfAbsent(limit.name(), name -> new ArrayList<>())
                                .add(holder));
            }
        }
        return holders;
    }

    /** The holders of the jobs that the limit of this name keeps back, for {@link #held()}. */
    public List<String> holders(final Connection connection, final String limit) throws SQLException {
        return holders(connection, Allowances.limits(connection)).getOrDefault(limit, List.of());
    }

    /**
     * The query of the jobs that are held, with one parameter: the holders, as an array. It reads no others: where many are held, PostgreSQL
     * takes some to be among the newest jobs, and reads all of these for one that is not.
     */
    public String held() {
        return syntax.plannedByItself("select * from jobs_job where " + heldCondition());
    }

    private String heldCondition() {
        return "status = 'pending' and due = true and " + syntax.isNotDeclined() + " and held_by = any(?)";
    }

    private void keepsBack(final LimitUse.Builder use, final Connection connection, final List<String> holders)
            throws SQLException {
        if (holders.isEmpty()) {
            return;
        }
        try (PreparedStatement select = connection.prepareStatement(
                "select count(*), min(since) from (select greatest(created_at, due_at) as since from jobs_job"
                        + " where " + heldCondition() + " limit " + LimitUse.MOST_COUNTED + ") as held")) {
            select.setArray(1, connection.createArrayOf("varchar", holders.toArray()));
            try (ResultSet row = select.executeQuery()) {
                if (row.next() && row.getLong(1) > 0) {
                    use.keptBack(row.getLong(1), JobRow.instant(row, 2));
                }
            }
        }
    }
}
