package dev.jobs.store.jdbc.poll;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads jobs. */
public final class Queries {
    private static final int FEW = 16;
    private static final long MOST_TO_READ = 64 * 1_024 * 1_024;

    private final Syntax syntax;
    private final Transactions transactions;
    private final String find;

    public Queries(final Syntax syntax, final Transactions transactions) {
        this.syntax = syntax;
        this.transactions = transactions;
        this.find = "select " + JobRow.COLUMNS + " from jobs_job where " + syntax.isInParameter("id", "uuid");
    }

    public Map<JobId, Job> find(final Collection<JobId> ids) {
        final Set<JobId> wanted = Set.copyOf(ids);
        if (wanted.isEmpty()) {
            return Map.of();
        }
        return transactions.statement("find jobs", connection -> {
            requireNotTooMuch(connection, wanted);
            final Map<JobId, Job> found = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(find)) {
                select.setArray(1, Ids.array(connection, wanted));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        final Job job = JobRow.job(row);
                        found.put(job.id(), job);
                    }
                }
            }
            return found;
        });
    }

    /** A few jobs are within the bound, whatever they hold. */
    private void requireNotTooMuch(final Connection connection, final Set<JobId> wanted) throws SQLException {
        if (wanted.size() <= FEW) {
            return;
        }
        final String sql = "select sum(" + syntax.size("payload") + " + coalesce(" + syntax.size("result")
                + ", 0)) from jobs_job where id = any(?)";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, Ids.array(connection, wanted));
            try (ResultSet row = select.executeQuery()) {
                if (row.next() && row.getLong(1) > MOST_TO_READ) {
                    throw new IllegalArgumentException("these " + wanted.size() + " jobs have " + row.getLong(1)
                            + " bytes of payloads and results, but at most " + MOST_TO_READ
                            + " are read at once: find fewer at a time");
                }
            }
        }
    }

    public List<Job> list(final JobQuery query) {
        final List<String> conditions = new ArrayList<>();
        final List<Binding> bindings = new ArrayList<>();
        query.owner().ifPresent(owner -> {
            // Said twice for the sake of the partial index.
            conditions.add("owner = ? and owner <> ''");
            bindings.add((connection, statement, index) -> statement.setString(index, owner));
        });
        query.after().ifPresent(last -> {
            conditions.add("id < ?");
            bindings.add((connection, statement, index) -> statement.setObject(index, last.value()));
        });
        addAny("status", query.statuses().stream().map(JobStatus::wireName).toList(), conditions, bindings);
        addAny("type", query.types(), conditions, bindings);
        addAny("queue", query.queues(), conditions, bindings);
        final String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
        final String sql = "select " + JobRow.SMALL_COLUMNS + " from jobs_job " + where + " order by id desc limit ?";
        return transactions.statement("list jobs", connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                int index = 1;
                for (final Binding binding : bindings) {
                    binding.set(connection, select, index);
                    index++;
                }
                select.setInt(index, query.pageSize());
                final List<Job> jobs = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        jobs.add(JobRow.job(row));
                    }
                }
                return List.copyOf(jobs);
            }
        });
    }

    /** Sets one parameter. */
    @FunctionalInterface
    private interface Binding {
        void set(Connection connection, PreparedStatement statement, int index) throws SQLException;
    }

    private static void addAny(
            final String column,
            final Collection<String> values,
            final List<String> conditions,
            final List<Binding> bindings) {
        if (!values.isEmpty()) {
            conditions.add(column + " = any(?)");
            bindings.add((connection, statement, index) ->
                    statement.setArray(index, connection.createArrayOf("varchar", values.toArray())));
        }
    }
}
