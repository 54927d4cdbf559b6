package dev.jobs.store.jdbc.operations;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.LiveWorker;
import dev.jobs.store.operations.RunningChildren;
import dev.jobs.store.operations.WorkerList;
import dev.jobs.store.support.StoredJson;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the live workers and what they run: their rows, and along the index of what is held; or the worker of one job. Immutable. */
public final class Workers {
    private final Syntax syntax;
    private final Transactions transactions;
    private final String live;
    private final String held;
    private final String liveOfJob;
    private final String heldJob;

    public Workers(final Syntax syntax, final Transactions transactions) {
        this.syntax = syntax;
        this.transactions = transactions;
        final String alive =
                "select worker_id, name, types, queues, slots, started_at, heard_at, expires_at, stuck, children"
                        + " from jobs_worker where expires_at > " + syntax.now();
        this.live = alive + " order by started_at, worker_id limit " + WorkerList.MOST_WORKERS;
        this.liveOfJob = alive + " and worker_id = (select worker_id from jobs_job where id = ?)";
        final String jobs = "select " + JobRow.SMALL_COLUMNS + ", worker_id from jobs_job where worker_id is not null";
        this.held = jobs + " order by started_at, id limit " + WorkerList.MOST_JOBS;
        this.heldJob = jobs + " and id = ?";
    }

    public WorkerList live() {
        return transactions.statement("list workers", connection -> {
            final List<LiveWorker> workers = read(connection, live, held);
            return new WorkerList(StoreTime.now(connection, syntax), workers);
        });
    }

    /** The live worker of this job, with no other job. */
    public Optional<LiveWorker> of(final JobId id) {
        return transactions.statement(
                "find the worker of a job",
                connection -> read(connection, liveOfJob, heldJob, id.value()).stream()
                        .findFirst());
    }

    /** The workers that one statement finds, with the jobs that another one does. */
    private static List<LiveWorker> read(
            final Connection connection, final String live, final String held, final Object... values)
            throws SQLException {
        final Map<UUID, LiveWorker.Builder> workers = new LinkedHashMap<>();
        each(connection, live, values, row -> workers.put(row.getObject(1, UUID.class), worker(row)));
        final Map<UUID, List<Job>> jobs = new HashMap<>();
        if (!workers.isEmpty()) {
            each(
                    connection,
                    held,
                    values,
                    row -> jobs.computeIfAbsent(row.getObject(JobRow.NEXT, UUID.class), worker -> new ArrayList<>())
                            .add(JobRow.job(row)));
        }
        return workers.entrySet().stream()
                .map(worker -> worker.getValue()
                        .jobs(jobs.getOrDefault(worker.getKey(), List.of()))
                        .build())
                .toList();
    }

    private interface RowUse {
        void of(ResultSet row) throws SQLException;
    }

    private static void each(final Connection connection, final String sql, final Object[] values, final RowUse use)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    use.of(row);
                }
            }
        }
    }

    private static LiveWorker.Builder worker(final ResultSet row) throws SQLException {
        return LiveWorker.builder(row.getObject(1, UUID.class), row.getString(2))
                .types(Handled.texts(row.getArray(3)))
                .queues(Handled.texts(row.getArray(4)))
                .slots(row.getInt(5))
                .times(JobRow.instant(row, 6), JobRow.instant(row, 7), JobRow.instant(row, 8))
                .stuck(ids(row.getArray(9)))
                .children(children(row.getString(10)));
    }

    private static Map<JobId, RunningChildren> children(final @Nullable String json) {
        return json == null ? Map.of() : StoredJson.children(json);
    }

    private static Set<JobId> ids(final @Nullable Array array) throws SQLException {
        return array == null
                ? Set.of()
                : Stream.of((Object[]) array.getArray())
                        .map(id -> new JobId((UUID) id))
                        .collect(Collectors.toUnmodifiableSet());
    }
}
