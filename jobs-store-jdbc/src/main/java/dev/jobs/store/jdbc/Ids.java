package dev.jobs.store.jdbc;

import dev.jobs.JobId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** Ids as one parameter: {@code id = any(?)}. */
final class Ids {
    private Ids() {}

    static Array array(final Connection connection, final Collection<JobId> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.stream().map(JobId::value).toArray());
    }
}
