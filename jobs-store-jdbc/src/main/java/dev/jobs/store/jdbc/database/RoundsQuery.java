package dev.jobs.store.jdbc.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The query of the turns that new jobs can join. Safe to share between threads. */
public interface RoundsQuery {
    /** Looks up the turns that the jobs of each of these can join, in their order. */
    Rounds find(Connection connection, List<Backlog> backlogs) throws SQLException;
}
