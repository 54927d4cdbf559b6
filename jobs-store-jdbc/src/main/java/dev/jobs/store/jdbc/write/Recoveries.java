package dev.jobs.store.jdbc.write;

import static java.util.Objects.requireNonNull;

import dev.jobs.Backoff;
import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.JobStatus;
import dev.jobs.Release;
import dev.jobs.store.ClaimForesight;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.RecoveredJob;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.limit.LaneOpening;
import dev.jobs.store.jdbc.limit.Permit;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.LeaseNumbers;
import dev.jobs.store.jdbc.table.LimitKeys;
import dev.jobs.store.jdbc.table.Micros;
import dev.jobs.store.jdbc.table.PendingAgain;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.LostWorkerError;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Recovers the jobs of workers that are gone: it deletes the rows of {@link LostWorkers}, and then takes the jobs whose worker
 * has none. It also lets jobs fail that no worker can read.
 */
public final class Recoveries {
    private static final Rows<Orphan> ORPHANS = Rows.<Orphan>of(
                    "id", "uuid", orphan -> orphan.id().value())
            .with("lease", "bigint", Orphan::lease)
            .with("status", "text", orphan -> orphan.next().wireName())
            .with("error", "text", orphan -> orphan.error().orElse(null))
            .with("delay", "bigint", orphan -> Micros.of(orphan.delay()));

    private final Syntax syntax;
    private final Transactions transactions;
    private final LostWorkers lostWorkers;
    private final AttemptRows attempts;
    private final AcceptedParts parts;

    public Recoveries(final Syntax syntax, final Transactions transactions, final LostWorkers lostWorkers) {
        this.syntax = syntax;
        this.transactions = transactions;
        this.lostWorkers = lostWorkers;
        this.attempts = new AttemptRows(syntax);
        this.parts = new AcceptedParts(transactions.faults());
    }

    /** The recovered jobs, their signals, the permits that are free, and whether limits may keep jobs back, or have. */
    public record Recovery(List<RecoveredJob> jobs, List<JobSignal> signals, List<Permit> freed, boolean limitsInUse) {}

    public Recovery recover() {
        return transactions.transaction("recover jobs", connection -> {
            final Map<UUID, String> names = lostWorkers.forget(connection);
            final List<Orphan> orphans = taken(connection, orphans(connection, names));
            final List<JobId> unreadable = new ArrayList<>();
            parts.isAccepted(
                    connection,
                    "the recovery of jobs that no worker can read",
                    () -> unreadable.addAll(failUnreadable(connection)));
            return new Recovery(
                    Stream.concat(
                                    orphans.stream()
                                            .map(orphan -> RecoveredJob.workerLost(
                                                    orphan.id(), orphan.next(), orphan.worker())),
                                    unreadable.stream().map(RecoveredJob::unreadablePayload))
                            .toList(),
                    Stream.concat(
                                    orphans.stream().flatMap(orphan -> orphan.signal().stream()),
                                    unreadable.stream().map(JobSignal.Finished::new))
                            .toList(),
                    orphans.stream()
                            .filter(orphan -> !orphan.limitKeys().isEmpty())
                            .map(orphan -> new Permit(orphan.id(), orphan.lease(), Set.copyOf(orphan.limitKeys())))
                            .toList(),
                    LaneOpening.isToSweep(connection));
        });
    }

    /** Lets the jobs fail that every live worker who handles them has declined, and that have waited long enough. */
    private List<JobId> failUnreadable(final Connection connection) throws SQLException {
        final String sql = syntax.returning(
                String.format(
                        Locale.ROOT, """
                update jobs_job set status = 'failed', lease = %3$s, revision = revision + 1, error = ?,
                    updated_at = greatest(updated_at, %1$s), finished_at = greatest(updated_at, %1$s)
                where status = 'pending' and due = true and declined_by is not null and declined_until <= %1$s
                    and not %2$s""", syntax.now(), JobConditions.handled(syntax), LeaseNumbers.after("lease")),
                "id");
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setString(1, Report.Declined.ERROR);
            final List<JobId> failed = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    failed.add(JobRow.id(row, 1));
                }
            }
            return failed;
        }
    }

    /** A job whose worker is gone, and its next status. */
    private record Orphan(
            JobId id,
            long lease,
            JobStatus status,
            int attempt,
            int maxAttempts,
            int losses,
            Duration delay,
            String queue,
            String type,
            List<String> limitKeys,
            WorkerId worker,
            String workerName) {
        JobStatus next() {
            if (status == JobStatus.CANCELLED) {
                return JobStatus.CANCELLED;
            }
            return attempt < maxAttempts ? JobStatus.PENDING : JobStatus.FAILED;
        }

        Optional<String> error() {
            return status == JobStatus.CANCELLED
                    ? Optional.empty()
                    : Optional.of(LostWorkerError.message(losses + 1, attempt));
        }

        PastAttempt attempt(final Instant startedAt, final Instant endedAt) {
            return PastAttempt.builder(Math.max(1, attempt), lease)
                    .worker(workerName)
                    .times(startedAt, endedAt)
                    .end(status == JobStatus.CANCELLED ? PastAttempt.End.CANCELLED : PastAttempt.End.LOST)
                    .error(error())
                    .release(Optional.of(Release.PRESUMED))
                    .build();
        }

        Optional<JobSignal> signal() {
            if (next() != JobStatus.PENDING) {
                return Optional.of(new JobSignal.Finished(id));
            }
            return delay.compareTo(ClaimForesight.LONGEST) <= 0
                    ? Optional.of(new JobSignal.Claimable(queue, type))
                    : Optional.empty();
        }
    }

    /** @param names the names of the workers that were just found lost */
    private static List<Orphan> orphans(final Connection connection, final Map<UUID, String> names)
            throws SQLException {
        final String sql = """
                select j.id, j.lease, j.status, j.attempt, j.max_attempts, j.losses, j.backoff_initial_ms,
                        j.backoff_max_ms, j.queue, j.type, j.worker_id, j.limit_keys
                from jobs_job j
                where j.worker_id is not null
                    and not exists (select 1 from jobs_worker w where w.worker_id = j.worker_id)
                order by j.id
                for update""";
        final List<Orphan> orphans = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                final Backoff backoff =
                        new Backoff(Duration.ofMillis(row.getLong(7)), Duration.ofMillis(row.getLong(8)));
                final UUID worker = row.getObject(11, UUID.class);
                orphans.add(new Orphan(
                        JobRow.id(row, 1),
                        row.getLong(2),
                        JobStatus.ofWireName(row.getString(3)),
                        row.getInt(4),
                        row.getInt(5),
                        row.getInt(6),
                        backoff.delayAfter(Math.max(1, row.getInt(4)), ThreadLocalRandom.current()),
                        row.getString(9),
                        row.getString(10),
                        LimitKeys.read(row, 12),
                        new WorkerId(worker),
                        names.getOrDefault(worker, "")));
            }
        }
        return orphans;
    }

    /** The jobs that the database lets be recovered: one that it refuses must not keep the others from it. */
    private List<Orphan> taken(final Connection connection, final List<Orphan> orphans) throws SQLException {
        if (orphans.isEmpty()
                || parts.isAccepted(
                        connection, "the recovery of the jobs of lost workers", () -> take(connection, orphans))) {
            return orphans;
        }
        final List<Orphan> taken = new ArrayList<>();
        for (final Orphan orphan : orphans) {
            if (parts.isAccepted(
                    connection, "the recovery of job " + orphan.id(), () -> take(connection, List.of(orphan)))) {
                taken.add(orphan);
            }
        }
        return taken;
    }

    /** Whatever the lost worker may still report was not this end: a new lease number refuses it. */
    private void take(final Connection connection, final List<Orphan> orphans) throws SQLException {
        if (orphans.isEmpty()) {
            return;
        }
        final String sql = syntax.updateFrom(
                "j.id, j.started_at, j.updated_at",
                String.format(Locale.ROOT, """
                status = r.status, lease = %1$s, revision = j.revision + 1,
                losses = case when r.error is null then j.losses else j.losses + 1 end,
                error = coalesce(r.error, j.error), declined_by = null, declined_until = null,
                release = case when r.status = 'cancelled' then 'presumed' end,
                """, LeaseNumbers.after("j.lease"))
                        + PendingAgain.ifElseEnded(
                                syntax, "r.status = 'pending'", "r.delay = 0", syntax.nowPlusMicros("r.delay")),
                ORPHANS.unnested(syntax),
                "j.lease = r.lease and " + JobConditions.HELD);
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            ORPHANS.bind(update, orphans);
            final Map<JobId, Orphan> byId = orphans.stream().collect(Collectors.toMap(Orphan::id, orphan -> orphan));
            final List<AttemptRows.Row> ended = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    final Orphan orphan = requireNonNull(byId.get(JobRow.id(row, 1)));
                    ended.add(new AttemptRows.Row(
                            orphan.id(),
                            orphan.worker(),
                            orphan.attempt(JobRow.instant(row, 2), JobRow.instant(row, 3))));
                }
            }
            attempts.insert(connection, ended);
        }
    }
}
