package dev.jobs.store.jdbc.write;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.KeyJobRows;
import dev.jobs.store.jdbc.table.Draft;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.SubmitDecision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Submits jobs whose limits may be full: one transaction, which locks their limit keys against others that ask so, and looks at one
 * request after the other. Safe to share between threads.
 *
 * <p>One that was to be cancelled while it waits, and was claimed meanwhile, runs on, unless running ones are to be cancelled too.
 */
public final class LimitedSubmissions {
    private final Transactions transactions;
    private final Submissions submissions;
    private final KeyJobRows keys;
    private final String cancel;

    public LimitedSubmissions(final Syntax syntax, final Transactions transactions, final Submissions submissions) {
        this.transactions = transactions;
        this.submissions = submissions;
        this.keys = new KeyJobRows(syntax, transactions.ticker());
        this.cancel = syntax.returning(
                "update jobs_job set replaced_by = ?, " + JobConditions.cancelled(syntax)
                        + " where id = ? and (status = 'pending' or (cast(? as boolean) and status = 'processing'))",
                "finished_at is not null");
    }

    /** The outcomes of a call, its signals, and the requests that were stored. */
    public record Answer(List<SubmitOutcome> outcomes, List<JobSignal> signals, List<JobRequest> stored) {
        static Answer of(final Submissions.Submitted submitted) {
            return new Answer(
                    submitted.ids().stream()
                            .<SubmitOutcome>map(SubmitOutcome.Submitted::new)
                            .toList(),
                    submitted.signals(),
                    submitted.stored());
        }
    }

    public Answer submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
        if (areOrdinary(requests, whenFull)) {
            return Answer.of(submissions.submit(requests));
        }
        final List<Draft> drafts = Submissions.drafts(requests);
        final AtomicReference<Answer> last = new AtomicReference<>();
        return transactions.transaction("submit jobs", connection -> {
            keys.lock(connection, limitKeys(requests));
            // A run whose commit was not answered may have taken effect.
            final Answer before = last.get();
            if (before != null && isStored(connection, drafts)) {
                return before;
            }
            final Answer answer = submit(connection, drafts, whenFull, Submissions.Owner.STORE);
            last.set(answer);
            return answer;
        });
    }

    /** The same within the caller's transaction, which stays of use where an idempotency key is taken. */
    public Answer submit(final Connection connection, final List<JobRequest> requests, final WhenLimitFull whenFull)
            throws SQLException {
        if (areOrdinary(requests, whenFull)) {
            return Answer.of(submissions.submit(connection, requests));
        }
        if (connection.getTransactionIsolation() != Connection.TRANSACTION_READ_COMMITTED) {
            throw new IllegalArgumentException("this transaction is not read committed: it would not see the jobs that"
                    + " others have submitted since it began");
        }
        final List<Draft> drafts = Submissions.drafts(requests);
        keys.lock(connection, limitKeys(requests));
        final Savepoint before = connection.setSavepoint();
        try {
            final Answer answer = submit(connection, drafts, whenFull, Submissions.Owner.CALLER);
            connection.releaseSavepoint(before);
            return answer;
        } catch (final RuntimeException e) { // a conflict of one is to undo them all
            connection.rollback(before);
            throw e;
        }
    }

    private static boolean areOrdinary(final List<JobRequest> requests, final WhenLimitFull whenFull) {
        return whenFull == WhenLimitFull.WAIT
                || requests.stream().allMatch(request -> request.limitKeys().isEmpty());
    }

    private static Set<String> limitKeys(final List<JobRequest> requests) {
        return requests.stream()
                .flatMap(request -> request.limitKeys().stream())
                .collect(Collectors.toSet());
    }

    private static boolean isStored(final Connection connection, final List<Draft> drafts) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select 1 from jobs_job where id = any(?)")) {
            select.setArray(
                    1, Ids.array(connection, drafts.stream().map(Draft::id).collect(Collectors.toSet())));
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private Answer submit(
            final Connection connection,
            final List<Draft> drafts,
            final WhenLimitFull whenFull,
            final Submissions.Owner transaction)
            throws SQLException {
        final List<SubmitOutcome> outcomes = new ArrayList<>(drafts.size());
        final List<JobSignal> signals = new ArrayList<>();
        final List<JobRequest> stored = new ArrayList<>();
        for (final Draft draft : drafts) {
            final Optional<JobId> kept = submissions.kept(connection, draft, drafts.size());
            final SubmitDecision decision =
                    kept.isPresent() ? SubmitDecision.STORED : keys.decide(connection, draft.request(), whenFull);
            if (kept.isPresent()) {
                outcomes.add(new SubmitOutcome.Submitted(kept.get()));
            } else if (decision.refusal().isPresent()) {
                outcomes.add(decision.refusal().get());
            } else {
                final Replaced replaced = store(connection, draft, decision.cancels(), whenFull, transaction);
                signals.addAll(replaced.submitted().signals());
                signals.addAll(replaced.signals());
                stored.addAll(replaced.submitted().stored());
                outcomes.add(new SubmitOutcome.Submitted(
                        replaced.submitted().ids().get(0),
                        replaced.signals().stream().map(LimitedSubmissions::job).toList()));
            }
        }
        return new Answer(List.copyOf(outcomes), List.copyOf(signals), List.copyOf(stored));
    }

    /** A job that was stored, and a signal for each that was cancelled for it. */
    private record Replaced(Submissions.Submitted submitted, List<JobSignal> signals) {}

    /** Cancels old jobs, and stores the new one, which then gets its turn without them. */
    private Replaced store(
            final Connection connection,
            final Draft draft,
            final List<JobId> old,
            final WhenLimitFull whenFull,
            final Submissions.Owner transaction)
            throws SQLException {
        if (old.isEmpty()) {
            return new Replaced(submissions.submitOne(connection, draft, transaction), List.of());
        }
        final Savepoint before = connection.setSavepoint();
        final List<JobSignal> signals = cancel(connection, old, draft.id(), whenFull);
        final Submissions.Submitted submitted = submissions.submitOne(connection, draft, transaction);
        if (!submitted.ids().contains(draft.id())) {
            // Another call was faster with the idempotency key: then nobody's place is taken.
            connection.rollback(before);
            return new Replaced(submitted, List.of());
        }
        connection.releaseSavepoint(before);
        return new Replaced(submitted, signals);
    }

    private static JobId job(final JobSignal signal) {
        return signal instanceof JobSignal.Finished finished ? finished.id() : ((JobSignal.Cancelled) signal).id();
    }

    private List<JobSignal> cancel(
            final Connection connection, final List<JobId> old, final JobId by, final WhenLimitFull whenFull)
            throws SQLException {
        final List<JobSignal> signals = new ArrayList<>();
        try (PreparedStatement update = connection.prepareStatement(cancel)) {
            for (final JobId id : old) {
                update.setObject(1, by.value());
                update.setObject(2, by.value());
                update.setObject(3, id.value());
                update.setBoolean(4, whenFull == WhenLimitFull.CANCEL_RUNNING);
                try (ResultSet row = update.executeQuery()) {
                    if (row.next()) {
                        signals.add(row.getBoolean(1) ? new JobSignal.Finished(id) : new JobSignal.Cancelled(id));
                    }
                }
            }
        }
        return signals;
    }
}
