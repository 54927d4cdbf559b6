package dev.jobs.store.jdbc.limit;

import dev.jobs.store.ClaimRequest;
import dev.jobs.store.jdbc.limit.HeldLanes.HeldLane;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The queries of the jobs that a claim could start; each database has its own. None of them locks anything. */
public interface Candidates {
    /** The first jobs that nobody holds, so many of each queue and type that is asked for, but for those that are passed over. */
    List<Candidate> free(Connection connection, ClaimRequest request, int most, PassedOver passedOver)
            throws SQLException;

    /**
     * The first held jobs, so many of each lane that is asked for and is open, or is one of these holders: those that have no jobs any
     * more too. There are at most {@value #MOST_LANES} lanes.
     */
    Map<HeldLane, List<Candidate>> held(
            Connection connection, ClaimRequest request, Collection<String> holders, int most) throws SQLException;

    /** The most lanes that are looked into at once. */
    int MOST_LANES = 100;
}
