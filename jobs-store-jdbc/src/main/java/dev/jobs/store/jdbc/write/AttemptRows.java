package dev.jobs.store.jdbc.write;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.PastAttempt;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Keeps the attempts that have ended, each within the transaction that ends it. */
final class AttemptRows {
    private static final Rows<Row> ROWS = Rows.<Row>of(
                    "id", "uuid", row -> row.job().value())
            .with("worker", "uuid", row -> row.worker().value())
            .with("lease", "bigint", row -> row.attempt().lease())
            .with("number", "integer", row -> row.attempt().number())
            .with("name", "text", row -> row.attempt().worker())
            .with(
                    "started_at",
                    "timestamp with time zone",
                    row -> row.attempt().startedAt().atOffset(ZoneOffset.UTC))
            .with(
                    "ended_at",
                    "timestamp with time zone",
                    row -> row.attempt().endedAt().atOffset(ZoneOffset.UTC))
            .with("ended", "text", row -> row.attempt().end().wireName())
            .with("error", "text", row -> row.attempt().error().orElse(null))
            .with(
                    "release",
                    "text",
                    row -> row.attempt().release().map(how -> how.wireName()).orElse(null));

    private final String insert;

    AttemptRows(final Syntax syntax) {
        this.insert = """
                insert into jobs_attempt (job_id, lease, number, worker, started_at, ended_at, ended, error, release)
                select r.id, r.lease, r.number, case when r.name = '' then coalesce(w.name, '') else r.name end,
                    r.started_at, r.ended_at, r.ended, r.error, r.release
                from %s left join jobs_worker w on w.worker_id = r.worker""".formatted(ROWS.unnested(syntax));
    }

    /** An attempt of a job; if its worker's name is empty, it is looked up by its id. */
    record Row(JobId job, WorkerId worker, PastAttempt attempt) {
        /** The attempt that a report has ended, as the job stands after it, if it is one to be kept. */
        static Optional<Row> of(final Report.Ended report, final ReportUpdates.Changed job) {
            if (report instanceof Report.Completed) {
                return job.attempt() == 1 ? Optional.empty() : row(report, job, builder(job.attempt(), report, job));
            } else if (report instanceof Report.Failed failed) {
                return row(
                        report,
                        job,
                        builder(job.attempt(), report, job)
                                .end(PastAttempt.End.of(failed.cause()))
                                .error(Optional.of(failed.error())));
            } else if (report instanceof Report.Released released) {
                final boolean cancelled = job.status() == JobStatus.CANCELLED;
                // The release of a job that waits again has taken the attempt back.
                return row(
                        report,
                        job,
                        builder(cancelled ? job.attempt() : job.attempt() + 1, report, job)
                                .end(cancelled ? PastAttempt.End.CANCELLED : PastAttempt.End.HANDED_BACK)
                                .release(Optional.of(released.release())));
            }
            // Who declines a job has not begun it.
            return Optional.empty();
        }

        private static PastAttempt.Builder builder(
                final int number, final Report report, final ReportUpdates.Changed job) {
            return PastAttempt.builder(number, report.lease().number()).times(job.startedAt(), job.updatedAt());
        }

        private static Optional<Row> row(
                final Report report, final ReportUpdates.Changed job, final PastAttempt.Builder attempt) {
            return Optional.of(new Row(job.lease().jobId(), report.lease().worker(), attempt.build()));
        }

        /** True if the attempt does not count: only of such ones a job can have more than it may have attempts. */
        private boolean isGivenBack() {
            return attempt.end() == PastAttempt.End.HANDED_BACK;
        }
    }

    void insert(final Connection connection, final List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            ROWS.bind(statement, rows);
            statement.executeUpdate();
        }
        dropOldest(
                connection, rows.stream().filter(Row::isGivenBack).map(Row::job).toList());
    }

    private static void dropOldest(final Connection connection, final List<JobId> jobs) throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        // Below the lease of the last one to be kept; there is none where there are fewer.
        final String sql = """
                delete from jobs_attempt
                where job_id = ? and lease < (
                    select a.lease from jobs_attempt a
                    where a.job_id = ?
                    order by a.job_id desc, a.lease desc limit 1 offset ?)""";
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            for (final JobId job : jobs) {
                delete.setObject(1, job.value());
                delete.setObject(2, job.value());
                delete.setInt(3, PastAttempt.MOST_KEPT - 1);
                delete.addBatch();
            }
            delete.executeBatch();
        }
    }
}
