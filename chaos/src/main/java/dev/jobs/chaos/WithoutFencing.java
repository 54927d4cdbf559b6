package dev.jobs.chaos;

import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A store as it would be without fencing: each report is moved to the lease that its job has now. */
final class WithoutFencing implements UnaryOperator<List<Report>> {
    private final String url;

    WithoutFencing(final String url) {
        this.url = url;
    }

    @Override
    public List<Report> apply(final List<Report> reports) {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement select =
                        connection.prepareStatement("select lease, worker_id from jobs_job where id = ?")) {
            final var moved = new ArrayList<Report>();
            for (final Report report : reports) {
                moved.add(move(report, current(select, report.lease())));
            }
            return moved;
        } catch (final SQLException unreachable) {
            return reports;
        }
    }

    private static Lease current(final PreparedStatement select, final Lease old) throws SQLException {
        select.setObject(1, old.jobId().value());
        try (ResultSet row = select.executeQuery()) {
            row.next();
            final WorkerId worker = Optional.ofNullable(row.getObject(2, UUID.class))
                    .map(WorkerId::new)
                    .orElse(old.worker());
            return new Lease(old.jobId(), row.getLong(1), worker);
        }
    }

    private static Report move(final Report report, final Lease to) {
        if (report instanceof Report.Progressed progressed) {
            return Report.progressed(to, progressed.stage(), progressed.progress(), progressed.overallProgress())
                    .withStageTimes(progressed.stageTimes());
        }
        if (report instanceof Report.Logged logged) {
            return Report.logged(to, logged.first(), logged.lines(), logged.kept());
        }
        if (report instanceof Report.Completed completed) {
            return Report.completed(to, completed.result());
        }
        if (report instanceof Report.Failed failed) {
            return new Report.Failed(to, failed.error(), failed.retryAfter(), failed.cause());
        }
        if (report instanceof Report.Logged logged) {
            return Report.logged(to, logged.first(), logged.lines(), logged.kept());
        }
        return Report.released(to, ((Report.Released) report).release());
    }
}
