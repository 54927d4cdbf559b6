package dev.jobs.store.jdbc.operations;

import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.JobCount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers of startable jobs of all lanes, from a snapshot: for those that are too long to be counted at each question. Safe to
 * share between threads.
 *
 * <p>Nobody waits for a snapshot. It is taken when somebody asks and the last one is old, on a thread that is started for it and
 * ends with it; it takes up to a twentieth of the time, and begins at most once in {@value #FRESH_SECONDS} seconds.
 */
final class LongLanes {
    private static final Logger LOG = LoggerFactory.getLogger(LongLanes.class);
    private static final int FRESH_SECONDS = 5;
    private static final int COST_FACTOR = 20;
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Transactions transactions;
    private final String sql;
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile Snapshot snapshot;

    LongLanes(final Syntax syntax, final Transactions transactions) {
        this.transactions = transactions;
        this.snapshot = new Snapshot(Map.of(), now(), now());
        this.sql = "select queue, type, count(*), " + syntax.now() + " from jobs_job where " + syntax.isClaimable()
                + " group by queue, type having count(*) >= " + JobCount.EXACT_UP_TO;
    }

    private record Snapshot(Map<Lane, JobCount> counts, long takenAt, long staleAt) {}

    private long now() {
        return transactions.ticker().getAsLong();
    }

    /** The number of jobs of a lane that is long; empty: it was not when the last snapshot was taken. */
    Optional<JobCount> jobs(final Lane lane) {
        final Snapshot known = snapshot;
        renew(known);
        return Optional.ofNullable(known.counts().get(lane));
    }

    /** The number of jobs of a lane that was long when they were counted lately: it is not found out again each time that it is. */
    Optional<JobCount> lately(final Lane lane) {
        final Snapshot known = snapshot;
        final Optional<JobCount> jobs = Optional.ofNullable(known.counts().get(lane));
        if (jobs.isEmpty()) {
            return jobs;
        }
        renew(known);
        return now() - known.takenAt() < RECENT_NANOS ? jobs : Optional.empty();
    }

    private void renew(final Snapshot known) {
        if (now() - known.staleAt() >= 0 && counting.compareAndSet(false, true)) {
            startCounting();
        }
    }

    private void startCounting() {
        boolean started = false;
        try {
            final Thread thread = new Thread(this::count, "jobs-count");
            thread.setDaemon(true);
            thread.start();
            started = true;
        } catch (final OutOfMemoryError e) { // there is no thread to be had
            LOG.debug("Could not count the jobs that wait; the next question does.", e);
        } finally {
            if (!started) {
                counting.set(false);
            }
        }
    }

    private void count() {
        try {
            snapshot = transactions.statement("count the jobs that wait", this::read);
        } catch (final RuntimeException | Error e) { // no caller could be told
            LOG.debug("Could not count the jobs that wait; the next question does.", e);
        } finally {
            counting.set(false);
        }
    }

    private Snapshot read(final Connection connection) throws SQLException {
        final long begin = now();
        final Map<Lane, JobCount> counts = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                counts.put(
                        new Lane(row.getString(1), row.getString(2)),
                        new JobCount(row.getLong(3), JobCount.Precision.SNAPSHOT, JobRow.instant(row, 4)));
            }
        }
        final long cost = now() - begin;
        return new Snapshot(
                counts, begin, begin + Math.max(TimeUnit.SECONDS.toNanos(FRESH_SECONDS), COST_FACTOR * cost));
    }
}
