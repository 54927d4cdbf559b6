package dev.jobs.store.jdbc.table;

import dev.jobs.JobId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** The rows of other tables that belong to jobs and go with them: past attempts and logs. */
public final class JobDetails {
    /** The tables, each with a {@code job_id} that its primary key begins with. */
    public static final List<String> TABLES = List.of("jobs_attempt", "jobs_log");

    private JobDetails() {}

    /** Deletes those of jobs that are deleted in the same transaction. */
    public static void delete(final Connection connection, final Collection<JobId> jobs) throws SQLException {
        if (jobs.isEmpty()) {
            return;
        }
        for (final String table : TABLES) {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from " + table + " where job_id = any(?)")) {
                delete.setArray(1, Ids.array(connection, jobs));
                delete.executeUpdate();
            }
        }
    }
}
