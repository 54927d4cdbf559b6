package dev.jobs.store.jdbc.table;

import dev.jobs.JobId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** Ids as one parameter: {@code id = any(?)}. */
public final class Ids {
    private Ids() {}

    public static Array array(final Connection connection, final Collection<JobId> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.stream().map(JobId::value).toArray());
    }
}
