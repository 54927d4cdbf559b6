package dev.jobs.store.jdbc.operations;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.Ended;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.Activity;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.support.ActivitySums;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of jobs, summed up in this process until they are written: nobody who submits, claims or reports waits for the rows of
 * the history or contends for them. It is written when a heartbeat was, and in a process without any some seconds after something
 * happened, by the thread {@code jobs-history}, which ends when there is nothing to write. No heartbeat waits for it: another process
 * that hangs in the middle of its writing locks the rows for as long. What a process has not written when it is killed is lost.
 *
 * <p>Safe to share between threads.
 */
public final class HistoryLog {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryLog.class);
    private static final long WRITTEN_AFTER_SECONDS = 5;
    private static final long IDLE_SECONDS = 2 * WRITTEN_AFTER_SECONDS;
    private static final long PRUNED_AFTER_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long LONGEST_CLOSE_MILLIS = 500;
    private static final long LONGEST_WAIT_OF_READERS_SECONDS = 5;

    /** The jobs whose ends are known by their ids alone, that are kept until they are looked up. */
    private static final int MOST_LOOKED_UP = 10_000;

    private final Transactions transactions;
    private final Syntax syntax;
    private final HistoryRows rows;
    private final ScheduledThreadPoolExecutor writer;

    // All guarded by this.
    private ActivitySums unwritten = new ActivitySums();
    private List<ClaimedJob> started = List.of(); // what the last claim brought, if it is in no sum yet
    private List<JobId> ended = new ArrayList<>();
    private Optional<Future<?>> planned = Optional.empty();
    private Optional<Future<?>> next = Optional.empty();
    private long prunedAt;

    public HistoryLog(final Syntax syntax, final Transactions transactions) {
        this.transactions = transactions;
        this.syntax = syntax;
        this.prunedAt = transactions.ticker().getAsLong() - PRUNED_AFTER_NANOS;
        this.rows = new HistoryRows(syntax);
        this.writer = new ScheduledThreadPoolExecutor(1, work -> {
            final Thread thread = new Thread(work, "jobs-history");
            thread.setDaemon(true);
            return thread;
        });
        writer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        writer.allowCoreThreadTimeOut(true);
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Counts new jobs. */
    public synchronized void submitted(final List<JobRequest> requests) {
        requests.forEach(request -> unwritten.submitted(request.queue(), request.type()));
        if (!requests.isEmpty()) {
            schedule();
        }
    }

    /** Keeps attempts that have just been claimed, to be counted when something else happens: none waits for its sums to begin. */
    public synchronized void started(final List<ClaimedJob> claimed) {
        if (!claimed.isEmpty()) {
            countStarted();
            started = claimed;
            schedule();
        }
    }

    private void countStarted() {
        for (final ClaimedJob one : started) {
            final Job job = one.job();
            final Instant startable = job.dueAt().isAfter(job.createdAt()) ? job.dueAt() : job.createdAt();
            unwritten.started(
                    job.queue(),
                    job.type(),
                    Duration.between(startable, job.startedAt().orElse(startable)));
        }
        started = List.of();
    }

    /** Counts jobs that have ended by a report. */
    public synchronized void ended(final List<Ended> jobs) {
        countStarted();
        jobs.forEach(job -> unwritten.ended(job.queue(), job.type(), job.status(), job.ran()));
        if (!jobs.isEmpty()) {
            schedule();
        }
    }

    /** Counts the jobs that have ended otherwise, which are looked up when the history is written. */
    public synchronized void ended(final Iterable<JobSignal> signals) {
        for (final JobSignal signal : signals) {
            if (signal instanceof JobSignal.Finished finished && ended.size() < MOST_LOOKED_UP) {
                ended.add(finished.id());
                schedule();
            }
        }
    }

    private void schedule() {
        if (planned.isPresent()) {
            return;
        }
        try {
            planned = Optional.of(writer.schedule(this::writeLater, WRITTEN_AFTER_SECONDS, TimeUnit.SECONDS));
        } catch (final RejectedExecutionException e) {
            LOG.trace("The history is not written any more: the store was closed.", e);
        } catch (final OutOfMemoryError e) { // there is no thread to be had
            LOG.debug("There is no thread to write the history; it is tried again.", e);
        }
    }

    private void writeLater() {
        synchronized (this) {
            planned = Optional.empty();
        }
        write();
    }

    /** Lets what has happened until now be written, and does not wait for it. */
    public synchronized void writeSoon() {
        if (next.isEmpty()) {
            try {
                next = Optional.of(writer.submit(this::writeNext));
            } catch (final RejectedExecutionException e) {
                LOG.trace("The history is not written any more: the store was closed.", e);
            } catch (final OutOfMemoryError e) { // there is no thread to be had
                LOG.debug("There is no thread to write the history; it is tried again.", e);
            }
        }
    }

    /** The writing that has not begun yet, and so is going to write all that has happened until now. */
    private synchronized Future<?> nextWriting() {
        writeSoon();
        return next.orElseGet(() -> CompletableFuture.completedFuture(true));
    }

    private void writeNext() {
        synchronized (this) {
            next = Optional.empty();
        }
        write();
    }

    /** Writes what has happened, if anything has. A failure is no one's: what could not be written is written with the rest. */
    private void write() {
        try {
            writeNow();
        } catch (final RuntimeException e) {
            LOG.debug("Could not write the history; it is tried again.", e);
        }
    }

    private void writeNow() {
        final ActivitySums taken;
        final List<JobId> endedIds;
        synchronized (this) {
            countStarted();
            if (unwritten.size() == 0 && ended.isEmpty()) {
                return;
            }
            taken = unwritten;
            endedIds = ended;
            unwritten = new ActivitySums();
            ended = new ArrayList<>();
        }
        boolean written = false;
        try {
            transactions.transactionAtMostOnce("write the history", connection -> {
                final List<Activity> activities = new ArrayList<>(taken.activities(Instant.EPOCH));
                activities.addAll(lookUp(connection, endedIds));
                final Instant now = StoreTime.now(connection, syntax);
                rows.add(connection, now, activities);
                if (isToPrune()) {
                    rows.prune(connection, now);
                }
                return true;
            });
            written = true;
        } finally {
            if (!written) {
                putBack(taken, endedIds);
            }
        }
    }

    private synchronized void putBack(final ActivitySums taken, final List<JobId> endedIds) {
        unwritten.add(taken);
        endedIds.stream().limit(MOST_LOOKED_UP - (long) ended.size()).forEach(ended::add);
        schedule();
    }

    private synchronized boolean isToPrune() {
        final long now = transactions.ticker().getAsLong();
        final boolean old = now - prunedAt >= PRUNED_AFTER_NANOS;
        if (old) {
            prunedAt = now;
        }
        return old;
    }

    private static List<Activity> lookUp(final Connection connection, final List<JobId> ids) throws SQLException {
        if (ids.isEmpty()) {
            return List.of();
        }
        final ActivitySums sums = new ActivitySums();
        try (PreparedStatement select = connection.prepareStatement(
                "select queue, type, status from jobs_job where id = any(?) and status in ('failed', 'cancelled')")) {
            select.setArray(1, Ids.array(connection, ids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    sums.ended(
                            row.getString(1), row.getString(2), JobStatus.ofWireName(row.getString(3)), Duration.ZERO);
                }
            }
        }
        return sums.activities(Instant.EPOCH);
    }

    /** The history, as far as it is written or known to this process. What hangs while it is written is not waited for for long. */
    public History read(final HistoryQuery query) {
        try {
            nextWriting().get(LONGEST_WAIT_OF_READERS_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | TimeoutException e) {
            LOG.debug("The history is read without what this process has not written yet.", e);
        }
        return transactions.statement("read the history", connection -> rows.read(connection, query));
    }

    /** Writes what is left, if that can be done at once. */
    public void close() {
        try {
            writer.execute(this::write);
        } catch (final RejectedExecutionException e) {
            LOG.trace("The history was closed before.", e);
        }
        writer.shutdown();
        try {
            if (!writer.awaitTermination(LONGEST_CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("The history is not written to its end, since the store closes.");
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
