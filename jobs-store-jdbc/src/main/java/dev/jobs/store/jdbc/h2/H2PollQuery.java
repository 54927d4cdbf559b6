package dev.jobs.store.jdbc.h2;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.database.Found;
import dev.jobs.store.jdbc.database.Found.Front;
import dev.jobs.store.jdbc.database.FoundRow;
import dev.jobs.store.jdbc.database.PollQuery;
import dev.jobs.store.jdbc.table.Ids;
import dev.jobs.store.jdbc.table.JobConditions;
import dev.jobs.store.jdbc.table.QueuePlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Finds jobs by one statement for all and one for each of their queues: H2 mostly runs in this process. */
final class H2PollQuery implements PollQuery {
    private static final String JOBS =
            "select " + FoundRow.columns(H2Syntax.SYNTAX) + ", due, " + JobConditions.handled(H2Syntax.SYNTAX)
                    + ", declined_by is not null, result is not null, " + H2Syntax.SYNTAX.now()
                    + ", " + FoundRow.pauseColumns(H2Syntax.SYNTAX)
                    + " from jobs_job where id = any(?)";

    private static final String HEAD = String.format(Locale.ROOT, """
            select priority, turn, seq from jobs_job
            where status = 'pending' and due = true and queue = ?
            order by %s
            limit %d""", H2Syntax.SYNTAX.positionOrder(), FRONT);

    @Override
    public List<Found> find(final Connection connection, final Set<JobId> ids, final long largestResult)
            throws SQLException {
        final List<Found> all = new ArrayList<>(ids.size());
        try (PreparedStatement select = connection.prepareStatement(JOBS)) {
            select.setLong(1, largestResult);
            select.setArray(2, Ids.array(connection, ids));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    all.add(FoundRow.found(row, Front.NONE));
                }
            }
        }
        final Map<String, List<QueuePlace>> heads = new HashMap<>();
        for (final Found found : all) {
            if (found.isInQueue() && !heads.containsKey(found.job().queue())) {
                heads.put(found.job().queue(), head(connection, found.job().queue()));
            }
        }
        all.replaceAll(found -> found.isInQueue()
                ? inFront(found, heads.getOrDefault(found.job().queue(), List.of()))
                : found);
        return all;
    }

    private static List<QueuePlace> head(final Connection connection, final String queue) throws SQLException {
        final List<QueuePlace> head = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(HEAD)) {
            select.setString(1, queue);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    head.add(new QueuePlace(queue, row.getInt(1), row.getLong(2), row.getLong(3)));
                }
            }
        }
        return head;
    }

    /** Places a job by the jobs ahead of it: it may have been claimed since it was found. */
    private static Found inFront(final Found found, final List<QueuePlace> head) {
        final QueuePlace own = found.place();
        final long ahead = head.stream()
                .filter(place -> !place.equals(own) && place.isUpTo(own))
                .count();
        final Front front = new Front(ahead + 1, Math.max(ahead + 1, head.size()));
        return found.at(front);
    }
}
