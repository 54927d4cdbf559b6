package dev.jobs.store.jdbc.database;

import dev.jobs.JobId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * Finds jobs and, of those that wait in a queue, their places: by reading the first {@value #EXACT} jobs of each such
 * queue along an index that has only jobs that wait, so that it takes about as long for many jobs as for one, at any depth.
 * Safe to share between threads.
 */
public interface PollQuery {
    /** The number up to which places and sizes are counted. */
    int EXACT = 1_000;

    /** The number that stands for all beyond {@link #EXACT}. */
    int FRONT = EXACT + 1;

    /** Finds jobs; results that are larger than so many bytes are left out. */
    List<Found> find(Connection connection, Set<JobId> ids, long largestResult) throws SQLException;
}
