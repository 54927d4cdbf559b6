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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the live workers and what they run: their rows, and along the index of what is held. Immutable. */
public final class Workers {
    private final Syntax syntax;
    private final Transactions transactions;
    private final String live;
    private final String held;

    public Workers(final Syntax syntax, final Transactions transactions) {
        this.syntax = syntax;
        this.transactions = transactions;
        this.live = "select worker_id, name, types, queues, slots, started_at, heard_at, expires_at, stuck, children"
                + " from jobs_worker"
                + " where expires_at > " + syntax.now() + " order by started_at, worker_id limit "
                + WorkerList.MOST_WORKERS;
        this.held = "select " + JobRow.SMALL_COLUMNS + ", worker_id from jobs_job where worker_id is not null"
                + " order by started_at, id limit " + WorkerList.MOST_JOBS;
    }

    public WorkerList live() {
        return transactions.statement("list workers", connection -> {
            final Map<UUID, LiveWorker.Builder> workers = workers(connection);
            if (!workers.isEmpty()) {
                jobs(connection).forEach((worker, jobs) -> {
                    final LiveWorker.Builder runs = workers.get(worker);
                    if (runs != null) {
                        runs.jobs(jobs);
                    }
                });
            }
            return new WorkerList(
                    StoreTime.now(connection, syntax),
                    workers.values().stream().map(LiveWorker.Builder::build).toList());
        });
    }

    private Map<UUID, LiveWorker.Builder> workers(final Connection connection) throws SQLException {
        final Map<UUID, LiveWorker.Builder> workers = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(live);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                final UUID id = row.getObject(1, UUID.class);
                workers.put(
                        id,
                        LiveWorker.builder(id, row.getString(2))
                                .types(Handled.texts(row.getArray(3)))
                                .queues(Handled.texts(row.getArray(4)))
                                .slots(row.getInt(5))
                                .times(JobRow.instant(row, 6), JobRow.instant(row, 7), JobRow.instant(row, 8))
                                .stuck(ids(row.getArray(9)))
                                .children(children(row.getString(10))));
            }
        }
        return workers;
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

    private Map<UUID, List<Job>> jobs(final Connection connection) throws SQLException {
        final Map<UUID, List<Job>> jobs = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(held);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                jobs.computeIfAbsent(row.getObject(JobRow.NEXT, UUID.class), worker -> new ArrayList<>())
                        .add(JobRow.job(row));
            }
        }
        return jobs;
    }
}
