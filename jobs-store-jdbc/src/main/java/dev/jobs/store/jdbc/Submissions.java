package dev.jobs.store.jdbc;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.JobSignal;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.StagesJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores new jobs.
 *
 * <p>Ids are made here, once for each call: a call that is run again, because the answer of its commit was lost, finds
 * its own jobs by them. Jobs with an idempotency key that is taken are left out by the insert and looked up.
 */
final class Submissions {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private final Dialect dialect;
    private final Transactions transactions;

    Submissions(final Dialect dialect, final Transactions transactions) {
        this.dialect = dialect;
        this.transactions = transactions;
    }

    /** One request of a call, with the id that its job will have if it is new. */
    private record Draft(int index, JobId id, JobRequest request) {
        Optional<Key> key() {
            return request.idempotencyKey().map(key -> new Key(request.owner().orElse(""), key));
        }

        @Nullable
        Object stages() {
            return request.stages().isEmpty() ? null : StagesJson.write(request.stages());
        }

        @Nullable
        Object dueAt() {
            return request.dueAt()
                    .map(due -> due.isBefore(EARLIEST) ? EARLIEST : due)
                    .map(due -> OffsetDateTime.ofInstant(due, ZoneOffset.UTC))
                    .orElse(null);
        }
    }

    /** What an idempotency key is unique for. */
    private record Key(String owner, String key) {}

    /** A job that has a key. */
    private record Kept(JobId id, String type, String payload) {}

    /** The ids of a call, and the signals for its new jobs. */
    record Submitted(List<JobId> ids, List<JobSignal> signals) {}

    Submitted submit(final List<JobRequest> requests) {
        final List<Draft> drafts = drafts(requests);
        if (drafts.isEmpty()) {
            return new Submitted(List.of(), List.of());
        }
        if (drafts.stream().allMatch(draft -> draft.key().isEmpty())) {
            transactions.statement("submit jobs", connection -> insert(connection, drafts));
            return submitted(drafts, Map.of());
        }
        return transactions.transaction("submit jobs", connection -> store(connection, drafts));
    }

    /** Stores new jobs within the transaction of this connection. */
    Submitted submit(final Connection connection, final List<JobRequest> requests) throws SQLException {
        return store(connection, drafts(requests));
    }

    private Submitted store(final Connection connection, final List<Draft> drafts) throws SQLException {
        final Map<Key, Kept> firsts = keptJobs(connection, drafts);
        final List<Draft> added = new ArrayList<>();
        final Map<Key, Kept> drafted = new HashMap<>();
        for (final Draft draft : drafts) {
            final Optional<Key> key = draft.key();
            if (key.filter(taken -> firsts.containsKey(taken) || drafted.containsKey(taken))
                    .isEmpty()) {
                added.add(draft);
                key.ifPresent(own -> drafted.put(own, kept(draft)));
            }
        }
        if (insert(connection, added) < added.size()) {
            firsts.putAll(keptJobs(connection, added));
            requireAllKept(connection, added, firsts);
        }
        drafted.forEach(firsts::putIfAbsent);
        for (final Draft draft : drafts) {
            draft.key().ifPresent(key -> requireSame(firsts, key, draft, drafts.size()));
        }
        return submitted(drafts, firsts);
    }

    private static List<Draft> drafts(final List<JobRequest> requests) {
        final List<Draft> drafts = new ArrayList<>(requests.size());
        for (final JobRequest request : requests) {
            drafts.add(new Draft(drafts.size(), JobId.random(), request));
        }
        return drafts;
    }

    private static Kept kept(final Draft draft) {
        return new Kept(draft.id(), draft.request().type(), draft.request().payload());
    }

    private static void requireSame(final Map<Key, Kept> firsts, final Key key, final Draft draft, final int size) {
        final Optional<Kept> first = Optional.ofNullable(firsts.get(key));
        if (first.isPresent()
                && !(first.get().type().equals(draft.request().type())
                        && first.get().payload().equals(draft.request().payload()))) {
            throw IdempotencyConflictException.of(
                    draft.request(), draft.index(), size, first.get().id());
        }
    }

    private static Submitted submitted(final List<Draft> drafts, final Map<Key, Kept> firsts) {
        final List<JobId> ids = new ArrayList<>(drafts.size());
        final Set<JobSignal> signals = new HashSet<>();
        final Instant now = Instant.now();
        for (final Draft draft : drafts) {
            final JobId id = draft.key()
                    .flatMap(key -> Optional.ofNullable(firsts.get(key)))
                    .map(Kept::id)
                    .orElse(draft.id());
            ids.add(id);
            final JobRequest request = draft.request();
            // By this host's clock, since it is only a hint.
            if (id.equals(draft.id())
                    && request.dueAt().filter(due -> due.isAfter(now)).isEmpty()) {
                signals.add(new JobSignal.Claimable(request.queue(), request.type()));
            }
        }
        return new Submitted(List.copyOf(ids), List.copyOf(signals));
    }

    private int insert(final Connection connection, final List<Draft> drafts) throws SQLException {
        if (drafts.isEmpty()) {
            return 0;
        }
        final Rows<Draft> rows = Rows.of(drafts)
                .with("id", "uuid", draft -> draft.id().value())
                .with("type", "text", draft -> draft.request().type())
                .with("queue", "text", draft -> draft.request().queue())
                .with("priority", "integer", draft -> draft.request().priority())
                .with("owner", "text", draft -> draft.request().owner().orElse(""))
                .with(
                        "idempotency_key",
                        "text",
                        draft -> draft.request().idempotencyKey().orElse(null))
                .with("payload", "text", draft -> draft.request().payload())
                .with("max_attempts", "integer", draft -> draft.request().maxAttempts())
                .with(
                        "initial_ms",
                        "bigint",
                        draft -> draft.request().backoff().initial().toMillis())
                .with(
                        "max_ms",
                        "bigint",
                        draft -> draft.request().backoff().max().toMillis())
                .with("stages", "text", Draft::stages)
                .with("due_at", "timestamp with time zone", Draft::dueAt);
        final String sql = """
                insert into jobs_job (id, type, queue, priority, owner, idempotency_key, payload, max_attempts,
                        backoff_initial_ms, backoff_max_ms, stages, status, due, due_at, created_at, updated_at)
                select r.id, r.type, r.queue, r.priority, r.owner, r.idempotency_key, r.payload, r.max_attempts,
                        r.initial_ms, r.max_ms, r.stages, 'pending', coalesce(r.due_at <= %1$s, true), coalesce(r.due_at, %1$s),
                        %1$s, %1$s
                from %2$s %3$s
                order by r.ordinal %4$s""".formatted(
                        dialect.now(),
                        rows.unnested(dialect),
                        dialect.unlessThere("select 1 from jobs_job j where j.id = r.id"),
                        dialect.orIgnore());
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            rows.bind(insert, 1);
            return insert.executeUpdate();
        }
    }

    private Map<Key, Kept> keptJobs(final Connection connection, final List<Draft> drafts) throws SQLException {
        final List<Key> keys = drafts.stream()
                .flatMap(draft -> draft.key().stream())
                .distinct()
                .toList();
        final Map<Key, Kept> kept = new HashMap<>();
        if (keys.isEmpty()) {
            return kept;
        }
        final Rows<Key> rows =
                Rows.of(keys).with("owner", "text", Key::owner).with("idempotency_key", "text", Key::key);
        final String sql = """
                select j.owner, j.idempotency_key, j.id, j.type, j.payload
                from %s
                join jobs_job j on j.idempotency_key = r.idempotency_key and j.owner = r.owner""".formatted(rows.unnested(dialect));
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            rows.bind(select, 1);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    kept.put(
                            new Key(row.getString(1), row.getString(2)),
                            new Kept(JobRow.id(row, 3), row.getString(4), row.getString(5)));
                }
            }
        }
        return kept;
    }

    /** What was not inserted is there by its id, from an earlier run of this call, or by its key, or is being pruned. */
    private void requireAllKept(final Connection connection, final List<Draft> drafts, final Map<Key, Kept> firsts)
            throws SQLException {
        final Set<JobId> there = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement("select id from jobs_job where id = any(?)")) {
            select.setArray(
                    1, Ids.array(connection, drafts.stream().map(Draft::id).toList()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    there.add(JobRow.id(row, 1));
                }
            }
        }
        for (final Draft draft : drafts) {
            if (!there.contains(draft.id())
                    && draft.key().filter(firsts::containsKey).isEmpty()) {
                throw new JobStoreUnavailableException("request " + (draft.index() + 1)
                        + " met another job with its idempotency key that is gone again; submit once more");
            }
        }
    }
}
