package dev.jobs.store.jdbc.poll;

import dev.jobs.JobStatus;
import dev.jobs.store.JobCount;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the jobs that have not ended, at a cost that does not grow with their number: of the jobs that wait, each group is
 * read along an index, and no further than is counted; those that run are no more than the slots of all workers.
 *
 * <p>The groups of queue and type are found along the index of claims too, by asking for the one that comes next: so the
 * jobs of a group are not read for its name. For one thread.
 */
final class Counts {
    private final Syntax syntax;
    private final Connection connection;
    private final Map<Group, Long> counts = new HashMap<>();

    Counts(final Syntax syntax, final Connection connection) {
        this.syntax = syntax;
        this.connection = connection;
    }

    private record Lane(String queue, String type) {}

    private record Group(Lane lane, JobStatus status) {}

    List<JobCount> all() throws SQLException {
        Optional<Lane> lane = nextQueue("");
        while (lane.isPresent()) {
            addDue(lane.get());
            final Lane last = lane.get();
            final Optional<Lane> next = nextType(last);
            lane = next.isPresent() ? next : nextQueue(last.queue());
        }
        addSome("status = 'pending' and due = true and " + syntax.isDeclined());
        addSome("status = 'pending' and due = false order by due_at");
        addHeld();
        final List<JobCount> found = new ArrayList<>();
        counts.forEach((group, count) -> found.add(new JobCount(
                group.lane().queue(), group.lane().type(), group.status(), Math.min(count, JobCount.MOST_COUNTED))));
        return List.copyOf(found);
    }

    private String waiting() {
        return "status = 'pending' and due = true and " + syntax.isNotDeclined();
    }

    private Optional<Lane> nextQueue(final String after) throws SQLException {
        return next("queue > ?", after);
    }

    private Optional<Lane> nextType(final Lane after) throws SQLException {
        return next("queue = ? and type > ?", after.queue(), after.type());
    }

    private Optional<Lane> next(final String condition, final String... values) throws SQLException {
        final String sql = "select queue, type from jobs_job where " + waiting() + " and " + condition + " order by "
                + syntax.laneOrder() + " limit 1";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setString(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new Lane(row.getString(1), row.getString(2))) : Optional.empty();
            }
        }
    }

    private void addDue(final Lane lane) throws SQLException {
        final String sql = "select count(*) from (select 1 from jobs_job where " + waiting()
                + " and queue = ? and type = ? limit " + JobCount.MOST_COUNTED + ") as lane";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, lane.queue());
            select.setString(2, lane.type());
            try (ResultSet row = select.executeQuery()) {
                if (row.next() && row.getLong(1) > 0) {
                    add(lane, JobStatus.PENDING, row.getLong(1));
                }
            }
        }
    }

    /** Adds those jobs that are due later, or declined: so many of all groups together. */
    private void addSome(final String condition) throws SQLException {
        addGroups("select queue, type, 'pending', count(*) from (select queue, type from jobs_job where " + condition
                + " limit " + JobCount.MOST_COUNTED + ") as waiting group by queue, type");
    }

    private void addHeld() throws SQLException {
        addGroups("select queue, type, status, count(*) from jobs_job where worker_id is not null"
                + " group by queue, type, status");
    }

    private void addGroups(final String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                add(
                        new Lane(row.getString(1), row.getString(2)),
                        JobStatus.ofWireName(row.getString(3)),
                        row.getLong(4));
            }
        }
    }

    private void add(final Lane lane, final JobStatus status, final long count) {
        counts.merge(new Group(lane, status), count, Long::sum);
    }
}
