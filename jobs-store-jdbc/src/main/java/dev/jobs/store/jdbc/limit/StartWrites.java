package dev.jobs.store.jdbc.limit;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.jdbc.table.Claimed;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.KeyUse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes the starts of a claim: leases, permits, and what rates count. Immutable. */
final class StartWrites {
    private final PermitRows permits;
    private final String claim;

    StartWrites(final Syntax syntax) {
        this.permits = new PermitRows(syntax);
        // The lane still says why it was closed last, since what this claim holds is written after its starts.
        this.claim = syntax.returning(
                "update jobs_job set (limited_by, limited_for, limited_till, freed_by) = " + limited(syntax)
                        + ", held_by = null, " + JobConditions.claimed(syntax)
                        + " where id = any(?) and status = 'pending'",
                JobRow.COLUMNS);
    }

    private static String limited(final Syntax syntax) {
        return String.format(Locale.ROOT, """
                (
                    select substring(l.held_by from %1$d), l.reason,
                        case when l.opens_at < %2$s then l.opens_at else %2$s end, l.freed_by
                    from jobs_held_lane l
                    where l.held_by = jobs_job.held_by and l.held_by like '%3$s%%' and l.queue = jobs_job.queue
                        and l.type = jobs_job.type)""", Holder.ofKey("").length() + 1, syntax.now(), Holder.ofKey(""));
    }

    /** The jobs that have started, and what is allowed after them. */
    record Started(List<Claimed> jobs, Allowance after) {}

    Started write(
            final Connection connection,
            final ClaimRequest request,
            final Decision decision,
            final Allowances.Reading before)
            throws SQLException {
        if (decision.started().isEmpty()) {
            return new Started(List.of(), decision.after());
        }
        final List<Claimed> claimed = claim(connection, request, decision.started());
        permits.take(
                connection,
                claimed.stream()
                        .map(Claimed::job)
                        .filter(job -> !job.job().request().limitKeys().isEmpty())
                        .map(job -> new Permit(
                                job.job().id(),
                                job.lease().number(),
                                job.job().request().limitKeys()))
                        .toList());
        final Allowance after = counted(claimed, before);
        HolderRows.write(connection, buckets(after.changed(), before));
        return new Started(claimed, after);
    }

    /** The allowance after these starts, as of their times: a rate counts from the start itself, not from the look before it. */
    private static Allowance counted(final List<Claimed> claimed, final Allowances.Reading before) {
        final Instant at = claimed.stream()
                .flatMap(one -> one.job().job().startedAt().stream())
                .max(Comparator.naturalOrder())
                .orElse(before.now());
        final Allowance counted = before.allowanceAt(at);
        claimed.forEach(one -> counted.started(one.job().job().request().limitKeys()));
        return counted;
    }

    /** The times at which the buckets are full again that were filled or emptied. */
    private static Map<String, Instant> buckets(final Map<String, KeyUse> after, final Allowances.Reading before) {
        final Map<String, Instant> fullAt = new TreeMap<>();
        after.forEach((key, use) -> {
            if (!use.fullAt()
                    .equals(before.uses().getOrDefault(key, KeyUse.NONE).fullAt())) {
                fullAt.put(Holder.ofKey(key), use.fullAt());
            }
        });
        return fullAt;
    }

    private List<Claimed> claim(final Connection connection, final ClaimRequest request, final List<Candidate> jobs)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(claim)) {
            final int next = JobConditions.bindClaimed(update, 1, request);
            update.setArray(
                    next,
                    connection.createArrayOf(
                            "uuid", jobs.stream().map(job -> job.id().value()).toArray()));
            final List<Claimed> claimed = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    claimed.add(Claimed.read(row, request.worker()));
                }
            }
            return claimed;
        }
    }
}
