package dev.jobs.store.jdbc.write;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.RerunOutcome;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.jdbc.turn.Turns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Submits jobs again that have ended: one transaction, which copies the request within the database. The old job's row is locked
 * meanwhile, so that of two calls at once the second finds the first one's job.
 */
public final class Reruns {
    private static final String SELECT = """
            select status, finished_at is not null, rerun_as, queue, type, priority, owner, coalesce(owner_weight, 1)
            from jobs_job where id = ? for update""";

    private final Transactions transactions;
    private final Turns turns;
    private final String insert;
    private final String link;

    public Reruns(final Database database, final Transactions transactions) {
        final Syntax syntax = database.syntax();
        this.transactions = transactions;
        this.turns = new Turns(database, transactions.ticker());
        this.insert = String.format(
                Locale.ROOT, """
                insert into jobs_job (id, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms,
                        backoff_max_ms, stages, attributes, time_limit_ms, silence_limit_ms, fails_at_limit,
                        rerun_of, limit_keys, owner_weight, status, due, due_at, created_at, updated_at, among_owners, %2$s)
                select ?, type, queue, priority, owner, payload, max_attempts, backoff_initial_ms,
                        backoff_max_ms, stages, attributes, time_limit_ms, silence_limit_ms, fails_at_limit,
                        id, limit_keys, owner_weight, 'pending', true, %1$s, %1$s, %1$s, cast(? as boolean), %3$s
                from jobs_job where id = ?""", syntax.now(), syntax.turnColumn(), syntax.newTurn("cast(? as bigint)", "1"));
        this.link = String.format(Locale.ROOT, """
                update jobs_job set rerun_as = ?, revision = revision + 1, updated_at = greatest(updated_at, %s)
                where id = ?""", syntax.now());
    }

    /** The outcome of a rerun, its signal, and the request for the new job, if there is one, without what history does not need. */
    public record Answer(RerunOutcome outcome, List<JobSignal> signals, List<JobRequest> stored) {
        static Answer of(final RerunOutcome outcome) {
            return new Answer(outcome, List.of(), List.of());
        }
    }

    /** A job that is to run again. */
    private record Old(JobStatus status, boolean finished, Optional<JobId> rerunAs, JobRequest request) {}

    public Answer rerun(final JobId id) {
        // Made once: a call that is run again, since the answer of its commit was lost, knows its own job by it.
        final JobId again = JobId.random();
        return transactions.transaction("run job " + id + " again", connection -> {
            final Optional<Old> found = lock(connection, id);
            if (found.isEmpty()) {
                return Answer.of(new RerunOutcome.NotFound());
            }
            final Old old = found.get();
            if (!old.finished()) {
                return Answer.of(new RerunOutcome.NotEnded(old.status()));
            }
            if (old.rerunAs().isPresent()
                    && (old.rerunAs().get().equals(again)
                            || isUnderWay(connection, old.rerunAs().get()))) {
                return Answer.of(new RerunOutcome.Rerun(old.rerunAs().get()));
            }
            insert(connection, new Draft(0, again, old.request()), id);
            link(connection, again, id);
            return new Answer(
                    new RerunOutcome.Rerun(again),
                    List.of(new JobSignal.Claimable(
                            old.request().queue(), old.request().type())),
                    List.of(old.request()));
        });
    }

    private static Optional<Old> lock(final Connection connection, final JobId id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setObject(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                final JobRequest.Builder request = JobRequest.storedBuilder(row.getString(5))
                        .queue(row.getString(4))
                        .priority(row.getInt(6))
                        .ownerWeight(row.getInt(8));
                Optional.of(row.getString(7)).filter(owner -> !owner.isEmpty()).ifPresent(request::owner);
                return Optional.of(new Old(
                        JobStatus.ofWireName(row.getString(1)),
                        row.getBoolean(2),
                        Optional.ofNullable(row.getObject(3, UUID.class)).map(JobId::new),
                        request.build()));
            }
        }
    }

    private static boolean isUnderWay(final Connection connection, final JobId id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select 1 from jobs_job where id = ? and finished_at is null")) {
            select.setObject(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private void insert(final Connection connection, final Draft again, final JobId id) throws SQLException {
        final Draft.Turn turn = turns.givenWithin(connection, List.of(again))
                .drafts()
                .get(0)
                .turn()
                .orElseThrow();
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setObject(1, again.id().value());
            statement.setBoolean(2, turn.amongOwners());
            statement.setLong(3, turn.number());
            statement.setObject(4, id.value());
            statement.executeUpdate();
        }
    }

    private void link(final Connection connection, final JobId again, final JobId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(link)) {
            statement.setObject(1, again.value());
            statement.setObject(2, id.value());
            statement.executeUpdate();
        }
    }
}
