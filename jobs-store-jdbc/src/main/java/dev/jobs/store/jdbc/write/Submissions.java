package dev.jobs.store.jdbc.write;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.store.ClaimForesight;
import dev.jobs.store.IdempotencyConflictException;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.jdbc.connection.CallBatcher;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.limit.SubmissionHolds;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.jdbc.turn.Turns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores new jobs.
 *
 * <p>Ids are made here, once for each call: a call that is run again, because the answer of its commit was lost, finds
 * its own jobs by them. Jobs with an idempotency key that is taken are left out by the insert and looked up. Calls of one
 * job each that come at the same moment share one insert.
 */
public final class Submissions {
    private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);

    /** While one waits for the disk, another is on its way. */
    private static final int AT_ONCE = 2;

    private static final int MOST_PAYLOAD_TOGETHER = 1_000_000;

    private static final Rows<Draft> DRAFTS = Rows.<Draft>of(
                    "id", "uuid", draft -> draft.id().value())
            .with("type", "text", draft -> draft.request().type())
            .with("queue", "text", draft -> draft.request().queue())
            .with("priority", "integer", draft -> draft.request().priority())
            .with("owner", "text", draft -> draft.request().owner().orElse(""))
            .with(
                    "idempotency_key",
                    "text",
                    draft -> draft.request().idempotencyKey().orElse(null))
            .with("payload", "text", draft -> draft.payload())
            .with("max_attempts", "integer", draft -> draft.request().maxAttempts())
            .with(
                    "initial_ms",
                    "bigint",
                    draft -> draft.request().backoff().initial().toMillis())
            .with("max_ms", "bigint", draft -> draft.request().backoff().max().toMillis())
            .with("stages", "text", draft -> draft.stages().orElse(null))
            .with("attributes", "text", draft -> draft.attributes().orElse(null))
            .with("due_at", "timestamp with time zone", draft -> draft.dueAt().orElse(null))
            .with("delay", "bigint", Draft::delayMicros);

    /** All that a request may have. */
    public static final Rows<Draft> ALL_DRAFTS = DRAFTS.with(
                    "time_limit_ms", "bigint", draft -> draft.timeLimitMillis().orElse(null))
            .with(
                    "silence_limit_ms",
                    "bigint",
                    draft -> draft.silenceLimitMillis().orElse(null))
            .with("fails_at_limit", "boolean", Draft::failsAtLimit)
            .with(
                    "rerun_of",
                    "uuid",
                    draft -> draft.request().rerunOf().map(JobId::value).orElse(null))
            .with("limit_keys", "text", draft -> draft.limitKeys().orElse(null))
            .with("owner_weight", "integer", draft -> draft.ownerWeight().orElse(null));

    /** The columns that every new job has of its request, and their values. */
    public static final String COLUMNS = "id, type, queue, priority, owner, idempotency_key, payload, max_attempts,"
            + " backoff_initial_ms, backoff_max_ms, stages, attributes";

    public static final String VALUES = "r.id, r.type, r.queue, r.priority, r.owner, r.idempotency_key, r.payload,"
            + " r.max_attempts, r.initial_ms, r.max_ms, r.stages, r.attributes";

    private static final String SPECIAL_COLUMNS =
            ", time_limit_ms, silence_limit_ms, fails_at_limit, rerun_of, limit_keys, owner_weight";

    private static final Rows<Key> KEYS =
            Rows.<Key>of("owner", "text", Key::owner).with("idempotency_key", "text", Key::key);

    private final Database database;
    private final Transactions transactions;
    private final LocalStarts starts;
    private final SubmissionHolds holds;
    private final CallBatcher<Draft, Map<Key, Kept>> singles;
    private final Turns turns;
    private final Rows.Statement<Draft> insert;
    private final Rows.Statement<Draft> specialInsert;
    private final Rows.Statement<Draft> insertInTurns;
    private final Rows.Statement<Draft> specialInsertInTurns;
    private final String lookUp;

    /** The queues of which somebody writes at the moment that they have owners. */
    private final Set<String> expectingOwners = ConcurrentHashMap.newKeySet();

    /**
     * @param starts starts jobs that are submitted alone, where it can
     * @param holds holds jobs that are submitted in large numbers, where they are kept back
     */
    public Submissions(
            final Database database,
            final Transactions transactions,
            final LocalStarts starts,
            final SubmissionHolds holds) {
        this.database = database;
        final Syntax syntax = database.syntax();
        this.transactions = transactions;
        this.starts = starts;
        this.holds = holds;
        this.singles = new CallBatcher<>(
                this::store,
                AT_ONCE,
                new CallBatcher.Size<>(
                        MOST_PAYLOAD_TOGETHER, draft -> draft.payload().length()));
        this.turns = new Turns(database, transactions.ticker());
        this.insert = Insert.inNewTurns(syntax, DRAFTS, "");
        this.specialInsert = Insert.inNewTurns(syntax, ALL_DRAFTS, SPECIAL_COLUMNS);
        this.insertInTurns = Insert.inGivenTurns(syntax, DRAFTS, "");
        this.specialInsertInTurns = Insert.inGivenTurns(syntax, ALL_DRAFTS, SPECIAL_COLUMNS);
        this.lookUp = String.format(Locale.ROOT, """
                select j.owner, j.idempotency_key, j.id, j.type, j.payload
                from %s
                join jobs_job j on j.idempotency_key = r.idempotency_key and j.owner = r.owner""", KEYS.unnested(syntax));
    }

    /** The statements that store jobs. */
    private static final class Insert {
        /** For jobs whose turns are new ones; it stores nothing where they have to be looked up. */
        static Rows.Statement<Draft> inNewTurns(final Syntax syntax, final Rows<Draft> rows, final String more) {
            final String turn = syntax.newTurn("cast(null as bigint)", "r.ordinal");
            return rows.statement(syntax, from -> sql(syntax, from, more, turn, Turns.noneAreNeeded()));
        }

        /** For jobs whose turns were looked up; one that is not due gets a new turn all the same. */
        static Rows.Statement<Draft> inGivenTurns(final Syntax syntax, final Rows<Draft> rows, final String more) {
            final Rows<Draft> withTurns = rows.with(
                            "turn",
                            "bigint",
                            draft -> draft.turn().orElseThrow().number())
                    .with(
                            "among_owners",
                            "boolean",
                            draft -> draft.turn().orElseThrow().amongOwners());
            final String turn = syntax.newTurn("case when " + due(syntax) + " then r.turn end", "r.ordinal");
            return withTurns.statement(syntax, from -> sql(syntax, from, more + ", among_owners", turn, "true"));
        }

        private static String due(final Syntax syntax) {
            return "coalesce(r.due_at <= " + syntax.now() + ", r.delay = 0)";
        }

        private static String sql(
                final Syntax syntax, final String rows, final String more, final String turn, final String condition) {
            return String.format(
                    Locale.ROOT,
                    """
                    insert into jobs_job (%11$s, status, due, due_at, created_at, updated_at, %7$s%6$s)
                    select %12$s, 'pending', %8$s, coalesce(r.due_at, %5$s), %1$s, %1$s, %9$s%6$s
                    from %2$s
                    where %10$s %3$s
                    order by r.ordinal %4$s""",
                    syntax.now(),
                    rows,
                    syntax.unlessThere(
                            "exists (select 1 from jobs_job j where j.id = r.id)",
                            // Asked with a key only: H2 would go through all jobs without one.
                            "r.idempotency_key is not null and exists (select 1 from jobs_job j"
                                    + " where j.idempotency_key = r.idempotency_key and j.owner = r.owner)"),
                    syntax.orIgnore(),
                    syntax.nowPlusMicros("r.delay"),
                    more,
                    syntax.turnColumn(),
                    due(syntax),
                    turn,
                    condition,
                    COLUMNS,
                    VALUES);
        }
    }

    /** The scope in which an idempotency key is unique. */
    private record Key(String owner, String key) {
        static Optional<Key> of(final Draft draft) {
            return draft.request()
                    .idempotencyKey()
                    .map(key -> new Key(draft.request().owner().orElse(""), key));
        }
    }

    /** A job that has a key. */
    private record Kept(JobId id, String type, String payload) {
        Kept(final Draft draft) {
            this(draft.id(), draft.request().type(), draft.payload());
        }
    }

    /** The ids of a call, the signals for its new jobs, and the requests for these. */
    public record Submitted(List<JobId> ids, List<JobSignal> signals, List<JobRequest> stored) {}

    public Submitted submit(final List<JobRequest> requests) {
        final List<Draft> drafts = drafts(requests);
        if (drafts.isEmpty()) {
            return new Submitted(List.of(), List.of(), List.of());
        }
        if (drafts.size() == 1) {
            final Draft draft = drafts.get(0);
            if (starts.start(draft)) {
                return new Submitted(List.of(draft.id()), List.of(), List.of(draft.request()));
            }
            return submitted(drafts, singles.call(Set.copyOf(drafts)).getOrDefault(drafts.get(0), Map.of()));
        }
        if (drafts.stream().allMatch(draft -> draft.request().idempotencyKey().isEmpty())) {
            final SubmissionHolds.Lanes lanes = SubmissionHolds.ofMany(drafts);
            if (!lanes.isEmpty() && storeHeld(drafts, lanes)) {
                return submitted(drafts, Map.of());
            }
            return submitted(
                    drafts,
                    transactions.statement(
                            "submit jobs",
                            connection -> database.storesMany(connection, drafts)
                                            && database.storeMany(
                                                    connection,
                                                    turns.given(connection, drafts),
                                                    draft -> Optional.empty())
                                    ? Map.of()
                                    : store(connection, drafts)));
        }
        // A conflict of one is to undo them all.
        return transactions.transaction("submit jobs", connection -> submitted(drafts, store(connection, drafts)));
    }

    /** Stores many jobs, held where their limit keys have no room; false if none was stored. */
    private boolean storeHeld(final List<Draft> drafts, final SubmissionHolds.Lanes lanes) {
        final List<Draft> inTurns = transactions.statement(
                "submit jobs",
                connection ->
                        database.storesMany(connection, drafts) ? turns.given(connection, drafts) : List.<Draft>of());
        if (inTurns.isEmpty()) {
            return false;
        }
        holds.close(lanes);
        return transactions.transaction("submit jobs", connection -> {
            final Function<Draft, Optional<String>> holders = holds.holders(connection, lanes);
            final Savepoint before = connection.setSavepoint();
            final boolean stored = database.storeMany(connection, inTurns, holders);
            if (!stored) {
                connection.rollback(before);
            }
            return stored;
        });
    }

    /** Stores jobs of several calls, which do not concern each other. */
    private Map<Draft, Map<Key, Kept>> store(final Set<Draft> drafts) {
        // Two processes that meet in some keys wait for each other in the same order.
        final List<Draft> inOrder = drafts.stream()
                .sorted(Comparator.comparing(
                        draft -> draft.request().idempotencyKey().orElse("")))
                .toList();
        final Map<Key, Kept> kept = transactions.statement("submit jobs", connection -> store(connection, inOrder));
        return drafts.stream().collect(Collectors.toMap(draft -> draft, draft -> kept));
    }

    /** Stores new jobs, all or none, within the transaction of this connection, which stays of use where a key is taken. */
    public Submitted submit(final Connection connection, final List<JobRequest> requests) throws SQLException {
        final List<Draft> drafts = drafts(requests);
        if (drafts.size() < 2
                || drafts.stream().noneMatch(draft -> Key.of(draft).isPresent())) {
            return submitted(drafts, storeWithin(connection, drafts));
        }
        final Savepoint before = connection.setSavepoint();
        try {
            final Submitted submitted = submitted(drafts, storeWithin(connection, drafts));
            connection.releaseSavepoint(before);
            return submitted;
        } catch (final IdempotencyConflictException e) {
            connection.rollback(before);
            throw e;
        }
    }

    /** The job that has the idempotency key of this draft. */
    Optional<JobId> kept(final Connection connection, final Draft draft, final int size) throws SQLException {
        final Optional<Key> key = Key.of(draft);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        final Optional<Kept> job =
                Optional.ofNullable(keptJobs(connection, List.of(key.get())).get(key.get()));
        return job.isEmpty() ? Optional.empty() : Optional.of(same(draft, job, size));
    }

    /** Stores one new job within the transaction of this connection, which may be a caller's. */
    Submitted submitOne(final Connection connection, final Draft draft, final Owner transaction) throws SQLException {
        final List<Draft> one = List.of(draft);
        return submitted(one, transaction == Owner.CALLER ? storeWithin(connection, one) : store(connection, one));
    }

    /** Whose a transaction is. */
    enum Owner {
        /** The store's, which ends soon. */
        STORE,

        /** The caller's, which may take long. */
        CALLER
    }

    /** Stores what is new; answers with the jobs that have the keys of these drafts. */
    private Map<Key, Kept> store(final Connection connection, final List<Draft> drafts) throws SQLException {
        return store(connection, drafts, news -> turns.given(connection, news));
    }

    /** The same within a caller's transaction. */
    private Map<Key, Kept> storeWithin(final Connection connection, final List<Draft> drafts) throws SQLException {
        return store(connection, drafts, news -> {
            final Turns.Given given = turns.givenWithin(connection, news);
            given.newlyOwned().forEach(this::startExpectingOwners);
            return given.drafts();
        });
    }

    /** Gives drafts their turns. */
    private interface GivenTurns {
        List<Draft> of(List<Draft> drafts) throws SQLException;
    }

    private Map<Key, Kept> store(final Connection connection, final List<Draft> drafts, final GivenTurns given)
            throws SQLException {
        final Map<Key, Kept> kept = new HashMap<>();
        final List<Draft> firsts = drafts.stream()
                .filter(draft -> Key.of(draft)
                        .map(key -> kept.putIfAbsent(key, new Kept(draft)) == null)
                        .orElse(true))
                .toList();
        int stored = 0;
        final boolean inTurns = turns.areNeeded(firsts);
        if (!inTurns) {
            stored = insert(connection, firsts, insert, specialInsert);
        }
        if (inTurns || (stored == 0 && !firsts.isEmpty() && turns.wereNeeded(connection, firsts))) {
            // One that is there takes no turn from others.
            final Map<Key, Kept> there = kept.isEmpty() ? Map.of() : keptJobs(connection, List.copyOf(kept.keySet()));
            final List<Draft> news = firsts.stream()
                    .filter(draft ->
                            Key.of(draft).map(key -> !there.containsKey(key)).orElse(true))
                    .toList();
            stored = news.isEmpty() ? 0 : insert(connection, given.of(news), insertInTurns, specialInsertInTurns);
        }
        return stored == firsts.size() || kept.isEmpty() ? kept : keptJobs(connection, List.copyOf(kept.keySet()));
    }

    /** Writes that a queue has owners, on a thread that is started for it and ends with it. */
    private void startExpectingOwners(final String queue) {
        if (!expectingOwners.add(queue)) {
            return;
        }
        boolean started = false;
        try {
            final Thread thread = new Thread(() -> expectOwners(queue), "jobs-owners");
            thread.setDaemon(true);
            thread.start();
            started = true;
        } catch (final OutOfMemoryError e) { // there is no thread to be had
            LOG.debug("Could not write that queue \"{}\" has owners; the next submission does.", queue, e);
        } finally {
            if (!started) {
                expectingOwners.remove(queue);
            }
        }
    }

    private void expectOwners(final String queue) {
        try {
            transactions.statement("write that a queue has owners", connection -> {
                turns.expectOwners(connection, Set.of(queue));
                return true;
            });
        } catch (final RuntimeException | Error e) { // no caller could be told
            LOG.debug("Could not write that queue \"{}\" has owners; the next submission does.", queue, e);
        } finally {
            expectingOwners.remove(queue);
        }
    }

    /** The drafts of requests, with ids of their own. */
    static List<Draft> drafts(final List<JobRequest> requests) {
        final List<Draft> drafts = new ArrayList<>(requests.size());
        for (final JobRequest request : requests) {
            drafts.add(new Draft(drafts.size(), JobId.random(), request));
        }
        return drafts;
    }

    private static Submitted submitted(final List<Draft> drafts, final Map<Key, Kept> kept) {
        final List<JobId> ids = new ArrayList<>(drafts.size());
        final List<JobRequest> stored = new ArrayList<>(drafts.size());
        for (final Draft draft : drafts) {
            final JobId id = Key.of(draft)
                    .map(key -> same(draft, Optional.ofNullable(kept.get(key)), drafts.size()))
                    .orElse(draft.id());
            ids.add(id);
            if (id.equals(draft.id())) {
                stored.add(draft.request());
            }
        }
        return new Submitted(List.copyOf(ids), signalsOf(stored), List.copyOf(stored));
    }

    /**
     * The signals for jobs of these requests, which have just come to be: hints, for those that are due by this host's clock, or so soon that a
     * worker may not look before. That clock may differ from the store's: some seconds are allowed for.
     */
    public static List<JobSignal> signalsOf(final List<JobRequest> requests) {
        final Instant soon = Instant.now().plus(ClaimForesight.LONGEST.multipliedBy(2));
        final Set<JobSignal> signals = new HashSet<>();
        for (final JobRequest request : requests) {
            if (request.delay()
                            .filter(delay -> delay.compareTo(ClaimForesight.LONGEST) > 0)
                            .isEmpty()
                    && request.dueAt().filter(due -> due.isAfter(soon)).isEmpty()) {
                signals.add(new JobSignal.Claimable(request.queue(), request.type()));
            }
        }
        return List.copyOf(signals);
    }

    /** The job that has the key of this draft, which must be of the same type and payload. */
    private static JobId same(final Draft draft, final Optional<Kept> kept, final int size) {
        final Kept job = kept.orElseThrow(() -> new JobStoreUnavailableException("request " + (draft.index() + 1)
                + " met another job with its idempotency key that is gone again; submit once more"));
        if (!job.type().equals(draft.request().type()) || !job.payload().equals(draft.payload())) {
            throw IdempotencyConflictException.of(draft.request(), draft.index(), size, job.id());
        }
        return job.id();
    }

    private static int insert(
            final Connection connection,
            final List<Draft> drafts,
            final Rows.Statement<Draft> plain,
            final Rows.Statement<Draft> special)
            throws SQLException {
        final Rows.Statement<Draft> insert = drafts.stream().anyMatch(Draft::isSpecial) ? special : plain;
        try (PreparedStatement statement = insert.prepare(connection, drafts)) {
            if (drafts.get(0).turn().isEmpty()) {
                Turns.bindQueues(statement, insert.next(), drafts);
            }
            return statement.executeUpdate();
        }
    }

    private Map<Key, Kept> keptJobs(final Connection connection, final List<Key> keys) throws SQLException {
        final Map<Key, Kept> kept = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(lookUp)) {
            KEYS.bind(select, keys);
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
}
