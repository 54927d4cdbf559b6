package dev.jobs.store.jdbc.limit;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.LaneOpening.Made;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.KeptBack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds many jobs at the head of a queue at once, which holders keep back that a claim has found to have no room. Safe to share between
 * threads.
 *
 * <p>A claim passes over such jobs, which it reads all the same, so that those behind them start. So that the next claims read fewer, it
 * spends as long on holding them as it took to find them: a hundred thousand cost some tens of claims a part of a second each, and then
 * nobody anything.
 */
final class BulkHolds {
    private static final Logger LOG = LoggerFactory.getLogger(BulkHolds.class);
    private static final int AT_ONCE = 2_000;

    private final Transactions transactions;
    private final Allowances allowances;
    private final HolderRows holders;
    private final HoldWrites holds;
    private final LaneSignals signals;
    private final LaneOpening opening;
    private final String lock;

    BulkHolds(
            final Syntax syntax,
            final Transactions transactions,
            final LaneSignals signals,
            final LaneOpening opening) {
        this.transactions = transactions;
        this.allowances = new Allowances(syntax, transactions.ticker());
        this.holders = new HolderRows(syntax);
        this.holds = new HoldWrites(syntax);
        this.signals = signals;
        this.opening = opening;
        // Who has a row may have it for long, as a caller's transaction that cancels a job: that one is met by a later
        // claim.
        this.lock = "select id from jobs_job where id = any(?) and status = 'pending' and due = true order by id "
                + syntax.lockingFreeRows();
    }

    /** The outcome of one transaction: the lanes that it closed, the rows that it made, and whether there may be more jobs to hold. */
    private record Piece(List<HoldWrites.Closed> closed, Made made, boolean mayGoOn) {}

    /**
     * Holds jobs of these holders, as far as they have no room, for so many nanoseconds or a little longer.
     *
     * @return true if there may be more of them
     */
    boolean hold(final ClaimRequest request, final Candidates candidates, final Set<String> full, final long nanos) {
        final long begin = transactions.ticker().getAsLong();
        boolean mayGoOn = true;
        try {
            do {
                final Piece piece = transactions.transaction(
                        "set jobs apart that a limit keeps back",
                        connection -> piece(connection, request, candidates, full));
                piece.closed().forEach(signals::sendLater);
                opening.committed(piece.made());
                mayGoOn = piece.mayGoOn();
            } while (mayGoOn && transactions.ticker().getAsLong() - begin < nanos);
            return mayGoOn;
        } catch (final RuntimeException e) { // what was claimed is to be told
            LOG.debug("Could not set jobs apart that {} keep back; the next claim does.", full, e);
            return false;
        }
    }

    private Piece piece(
            final Connection connection,
            final ClaimRequest request,
            final Candidates candidates,
            final Set<String> full)
            throws SQLException {
        final HolderRows.Locked rows = holders.lock(connection, full);
        final List<Candidate> heads = candidates.free(connection, request, AT_ONCE, PassedOver.NONE);
        final Allowances.Reading reading = allowances.read(connection, Holder.keys(full), rows.fullAt());
        final Allowance allowance = reading.allowance();
        final Map<Candidate, String> held = new LinkedHashMap<>();
        final Map<String, KeptBack> keptBack = new TreeMap<>();
        for (final Candidate job : heads) {
            allowance.keptBack(job.keys(), job.owner()).ifPresent(by -> {
                final String holder = Holder.of(by.by());
                if (full.contains(holder)) {
                    held.put(job, holder);
                    keptBack.put(holder, by);
                }
            });
        }
        final boolean mayGoOn = held.size() >= AT_ONCE / 2;
        held.keySet().retainAll(locked(connection, held.keySet()));
        final Decision decision = new Decision(List.of(), held, keptBack, allowance, false);
        return new Piece(
                holds.write(connection, decision, Set.of(), reading.at()), Made.of(rows, reading.limits()), mayGoOn);
    }

    private Set<Candidate> locked(final Connection connection, final Set<Candidate> jobs) throws SQLException {
        final Set<Object> found = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(lock)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", jobs.stream().map(job -> job.id().value()).toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(JobRow.id(row, 1));
                }
            }
        }
        final Set<Candidate> locked = new HashSet<>(jobs);
        locked.removeIf(job -> !found.contains(job.id()));
        return locked;
    }
}
