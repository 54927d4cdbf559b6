package dev.jobs.store.jdbc.limit;

import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.LimitKeys;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.support.KeyUse;
import dev.jobs.store.support.LimitSet;
import dev.jobs.store.support.SubmitDecision;
import dev.jobs.store.support.SubmitDecision.KeyJobs;
import dev.jobs.store.support.SubmitDecision.Unended;
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
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Reads the jobs of limit keys that have not ended, for submissions that ask whether a limit is full. Immutable.
 *
 * <p>Such submissions lock their keys against each other, by rows of {@code jobs_holder} of their own: no claim waits for them, not even
 * for those in a caller's long transaction. None has to, since a claim makes no job of a key more or fewer.
 */
public final class KeyJobRows {
    private static final String LOCK = "submission:";
    private static final int MOST_OF_OTHERS = 10_000;

    private final Allowances allowances;
    private final HolderRows holders;
    private final String select;

    /** @param ticker monotonic nanoseconds */
    public KeyJobRows(final Syntax syntax, final LongSupplier ticker) {
        this.allowances = new Allowances(syntax, ticker);
        this.holders = new HolderRows(syntax);
        final String waiting = "select j.id, j.type, j.owner, j.limit_keys, j.status from jobs_job j"
                + " where j.status = 'pending' and j.limit_keys is not null and " + syntax.hasLimitKey();
        // One statement, so that a job that is claimed meanwhile is seen once.
        this.select = "select j.id, j.type, j.owner, j.limit_keys, j.status from jobs_permit p"
                + " join jobs_job j on j.id = p.job_id where " + PermitRows.TAKEN + " and p.limit_key = ?"
                + " union all " + waiting + " and j.type = ? and j.owner = ?"
                + " union all (" + waiting + " and not (j.type = ? and j.owner = ?) limit ?)";
    }

    /** Locks limit keys against other submissions that ask for them, until the transaction ends. */
    public void lock(final Connection connection, final Collection<String> keys) throws SQLException {
        final Set<String> locks = new TreeSet<>();
        keys.forEach(key -> locks.add(LOCK + key));
        holders.lock(connection, locks);
    }

    /** The decision on one new job, whose limit keys are locked. */
    public SubmitDecision decide(final Connection connection, final JobRequest request, final WhenLimitFull whenFull)
            throws SQLException {
        final Allowances.Reading reading = allowances.read(connection, request.limitKeys());
        final Map<String, KeyJobs> jobs = new HashMap<>();
        for (final String key : request.limitKeys()) {
            final Optional<Limit> limit = reading.limits().of(key);
            if (limit.isPresent()) {
                final Instant fullAt =
                        reading.uses().getOrDefault(key, KeyUse.NONE).fullAt();
                jobs.put(key, new KeyJobs(unended(connection, key, request, limit.get()), fullAt));
            }
        }
        final LimitSet limits = reading.limits();
        return SubmitDecision.of(request, whenFull, reading.now(), limits, key -> jobs.get(key));
    }

    private List<Unended> unended(
            final Connection connection, final String key, final JobRequest request, final Limit limit)
            throws SQLException {
        final String owner = request.owner().orElse("");
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, key);
            statement.setString(2, key);
            statement.setString(3, request.type());
            statement.setString(4, owner);
            statement.setString(5, key);
            statement.setString(6, request.type());
            statement.setString(7, owner);
            statement.setInt(8, Math.max(MOST_OF_OTHERS, limit.atOnce().orElse(0)));
            final List<Unended> jobs = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    jobs.add(new Unended(
                            JobRow.id(row, 1),
                            row.getString(2),
                            Optional.of(row.getString(3)).filter(name -> !name.isEmpty()),
                            LimitKeys.read(row, 4),
                            JobStatus.ofWireName(row.getString(5))));
                }
            }
            return jobs;
        }
    }
}
