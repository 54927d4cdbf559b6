package dev.jobs.store.jdbc.operations;

import dev.jobs.JobStatus;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.PauseRows;
import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.JobCount;
import dev.jobs.store.operations.Overview;
import dev.jobs.store.operations.Workload;
import dev.jobs.store.support.PauseSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the jobs that have not ended, at a cost that does not grow with their number. Safe to share between threads.
 *
 * <p>The queues and types of the jobs that may start are found along the index of claims, by asking for the one that comes next:
 * so the jobs of a lane are not read for its name. Of each lane the first jobs of each priority are read, for the oldest, and
 * no more entries of the index than are counted: none, if it was too long to be counted a few seconds before. The jobs that run are no
 * more than the slots of all workers.
 */
public final class Overviews {
    /** The number of jobs of each priority that are looked at for the oldest. */
    private static final int FIRST = 100;

    /** The number of reads in a lane, and so of priorities, after which the oldest so far is good enough. */
    private static final int MOST_READS = 50;

    private final Syntax syntax;
    private final Transactions transactions;
    private final LongLanes longLanes;
    private final FullCounts fullCounts;

    public Overviews(final Syntax syntax, final Transactions transactions) {
        this.syntax = syntax;
        this.transactions = transactions;
        this.longLanes = new LongLanes(syntax, transactions);
        this.fullCounts = new FullCounts(transactions.ticker());
    }

    public Overview overview() {
        return transactions.transaction("count jobs", connection -> new Count(connection).overview());
    }

    /** One answer. */
    private final class Count {
        private final Connection connection;
        private final Instant now;
        private final Handled handled;
        private final PauseSet paused;
        private final Map<Lane, Workload.Builder> workloads = new LinkedHashMap<>();

        Count(final Connection connection) throws SQLException {
            this.connection = connection;
            this.now = StoreTime.now(connection, syntax);
            this.handled = Handled.read(connection, syntax);
            this.paused = PauseRows.current(connection, syntax);
        }

        Overview overview() throws SQLException {
            addHeld();
            addStartable();
            addLater();
            addDeclined();
            addKeptBack();
            return new Overview(
                    now,
                    workloads.values().stream()
                            .limit(Overview.MOST_WORKLOADS)
                            .map(Workload.Builder::build)
                            .toList());
        }

        private Workload.Builder workload(final Lane lane) {
            return workloads.computeIfAbsent(lane, key -> Workload.builder(key.queue(), key.type(), now));
        }

        private void addHeld() throws SQLException {
            final String sql = "select queue, type, count(*), status from jobs_job where worker_id is not null"
                    + " group by queue, type, status";
            try (PreparedStatement select = connection.prepareStatement(sql);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    final Workload.Builder workload = workload(new Lane(row.getString(1), row.getString(2)));
                    if (JobStatus.ofWireName(row.getString(4)) == JobStatus.PROCESSING) {
                        workload.running(row.getLong(3));
                    } else {
                        workload.stopping(row.getLong(3));
                    }
                }
            }
        }

        private void addStartable() throws SQLException {
            int lanes = 0;
            Optional<Lane> lane = nextQueue("");
            while (lane.isPresent() && lanes < Overview.MOST_WORKLOADS) {
                addStartable(lane.get());
                lanes++;
                final Lane last = lane.get();
                final Optional<Lane> next = nextType(last);
                lane = next.isPresent() ? next : nextQueue(last.queue());
            }
        }

        private void addStartable(final Lane lane) throws SQLException {
            final Heads heads = heads(lane);
            if (heads.read() == 0) {
                return;
            }
            final Workload.Builder workload = workload(lane);
            final JobCount waiting =
                    heads.isWhole() ? JobCount.exactly(heads.read(), now) : counted(lane, heads.read());
            if (paused.holdsFor(lane.queue(), lane.type())) {
                workload.paused(waiting);
                return;
            }
            workload.startable(waiting).oldestStartable(heads.oldest());
            if (!handled.contains(lane)) {
                workload.unhandled();
            }
        }

        private Optional<Lane> nextQueue(final String after) throws SQLException {
            return next("queue > ?", after);
        }

        private Optional<Lane> nextType(final Lane after) throws SQLException {
            return next("queue = ? and type > ?", after.queue(), after.type());
        }

        private Optional<Lane> next(final String condition, final String... values) throws SQLException {
            final String sql = "select queue, type from jobs_job where " + syntax.isClaimable() + " and " + condition
                    + " order by " + syntax.laneOrder() + " limit 1";
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    select.setString(i + 1, values[i]);
                }
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(new Lane(row.getString(1), row.getString(2))) : Optional.empty();
                }
            }
        }

        /** Reads the first jobs of the lane, then the first of the next priority, and so on. */
        private Heads heads(final Lane lane) throws SQLException {
            final String sql = "select priority, greatest(created_at, due_at) from jobs_job where "
                    + syntax.isClaimable() + " and queue = ? and type = ? and priority <= ? order by "
                    + syntax.laneOrder() + ", " + QueuePlace.ORDER + " limit " + FIRST;
            Heads heads = new Heads(0, now, true);
            long priority = Integer.MAX_VALUE;
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                for (int reads = 0; reads < MOST_READS && priority >= Integer.MIN_VALUE; reads++) {
                    select.setString(1, lane.queue());
                    select.setString(2, lane.type());
                    select.setInt(3, (int) priority);
                    int read = 0;
                    try (ResultSet row = select.executeQuery()) {
                        while (row.next()) {
                            read++;
                            priority = row.getInt(1) - 1L;
                            heads = heads.with(JobRow.instant(row, 2));
                        }
                    }
                    if (read < FIRST) {
                        return reads == 0 ? heads : heads.beforeOthers();
                    }
                }
            }
            return heads.beforeOthers();
        }

        /** The jobs of a lane of more than were read. */
        private JobCount counted(final Lane lane, final int read) throws SQLException {
            final Optional<JobCount> lately = longLanes.lately(lane);
            if (lately.isPresent()) {
                return lately.get();
            }
            final String sql = "select count(*) from (select 1 from jobs_job where " + syntax.isClaimable()
                    + " and queue = ? and type = ? limit " + JobCount.EXACT_UP_TO + ") as lane";
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setString(1, lane.queue());
                select.setString(2, lane.type());
                try (ResultSet row = select.executeQuery()) {
                    final long counted = row.next() ? Math.max(read, row.getLong(1)) : read;
                    return counted < JobCount.EXACT_UP_TO
                            ? JobCount.exactly(counted, now)
                            : longLanes.jobs(lane).orElse(JobCount.atLeast(counted, now));
                }
            }
        }

        private void addLater() throws SQLException {
            counts("status = 'pending' and due = false order by due_at")
                    .forEach((lane, count) -> workload(lane).scheduled(count));
        }

        private void addDeclined() throws SQLException {
            counts("status = 'pending' and due = true and " + syntax.isDeclined())
                    .forEach((lane, count) -> workload(lane).declined(count));
        }

        private void addKeptBack() throws SQLException {
            counts("status = 'pending' and due = true and " + syntax.isNotDeclined()
                            + " and held_by is not null and held_by > ''")
                    .forEach((lane, count) -> workload(lane).keptBack(count));
        }

        /** The numbers of the first jobs of which this is true, so many of all lanes together. */
        private Map<Lane, JobCount> counts(final String condition) throws SQLException {
            final Optional<Map<Lane, JobCount>> before = fullCounts.of(condition);
            return before.isPresent() ? before.get() : counted(condition);
        }

        private Map<Lane, JobCount> counted(final String condition) throws SQLException {
            final Map<Lane, Long> counts = new LinkedHashMap<>();
            long all = 0;
            final String sql = "select queue, type, count(*) from (select queue, type from jobs_job where " + condition
                    + " limit " + JobCount.EXACT_UP_TO + ") as waiting group by queue, type";
            try (PreparedStatement select = connection.prepareStatement(sql);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    counts.put(new Lane(row.getString(1), row.getString(2)), row.getLong(3));
                    all += row.getLong(3);
                }
            }
            final JobCount.Precision precision =
                    all < JobCount.EXACT_UP_TO ? JobCount.Precision.EXACT : JobCount.Precision.AT_LEAST;
            final Map<Lane, JobCount> found = new LinkedHashMap<>();
            counts.forEach((lane, jobs) -> found.put(lane, new JobCount(jobs, precision, now)));
            if (precision == JobCount.Precision.AT_LEAST) {
                fullCounts.keep(condition, found);
            }
            return found;
        }
    }

    /** The number of jobs read at the front of a lane, the time since which the oldest could have started, and if these were all. */
    private record Heads(int read, Instant oldest, boolean isWhole) {
        Heads with(final Instant since) {
            return new Heads(read + 1, since.isBefore(oldest) ? since : oldest, isWhole);
        }

        Heads beforeOthers() {
            return new Heads(read, oldest, false);
        }
    }
}
