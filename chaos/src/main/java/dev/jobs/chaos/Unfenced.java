package dev.jobs.chaos;

import dev.jobs.JobId;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a store without fencing would be: each report is moved to the lease that its job has now. */
final class Unfenced implements UnaryOperator<List<Report>> {
    private final String url;

    Unfenced(final String url) {
        this.url = url;
    }

    @Override
    public List<Report> apply(final List<Report> reports) {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement select = connection.prepareStatement("select lease from jobs_job where id = ?")) {
            final var moved = new ArrayList<Report>();
            for (final Report report : reports) {
                moved.add(move(
                        report,
                        new Lease(
                                report.lease().jobId(),
                                current(select, report.lease().jobId()))));
            }
            return moved;
        } catch (final SQLException unreachable) {
            return reports;
        }
    }

    private static long current(final PreparedStatement select, final JobId id) throws SQLException {
        select.setObject(1, id.value());
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Report move(final Report report, final Lease to) {
        if (report instanceof Report.Progressed progressed) {
            return new Report.Progressed(to, progressed.stage(), progressed.progress(), progressed.overallProgress());
        }
        if (report instanceof Report.Completed completed) {
            return new Report.Completed(to, completed.result());
        }
        if (report instanceof Report.Failed failed) {
            return new Report.Failed(to, failed.error(), failed.retryAfter());
        }
        return new Report.Released(to, ((Report.Released) report).release());
    }
}
