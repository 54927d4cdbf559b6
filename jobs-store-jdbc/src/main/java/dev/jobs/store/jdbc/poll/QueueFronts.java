package dev.jobs.store.jdbc.poll;

import dev.jobs.store.jdbc.connection.SharedLookups;
import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.LimitKeys;
import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.LimitedForecast;
import dev.jobs.store.support.LimitedForecast.WaitingJob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The first jobs of queues, by what limits and pauses look at. All polls share them for a second, and only those look them up that a limit or
 * a pause concerns. Safe to share between threads.
 */
final class QueueFronts {
    /** One more than an estimate looks at: who has so many ahead may have more. */
    private static final int FRONT = LimitedForecast.MOST_AHEAD + 1;

    private final String select;
    private final SharedLookups<Front> fronts;

    /** @param ticker monotonic nanoseconds */
    QueueFronts(final Syntax syntax, final LongSupplier ticker) {
        this.fronts = new SharedLookups<>(Front.NONE, Estimates.FRESH, Estimates.USABLE, ticker);
        this.select = String.format(Locale.ROOT, """
                select id, priority, turn, seq, type, owner, limit_keys from jobs_job
                where status = 'pending' and due = true and queue = ?
                order by %s
                limit %d""", syntax.positionOrder(), FRONT);
    }

    /** Jobs in their order, and the place of each. */
    private record Front(List<QueuePlace> places, List<WaitingJob> jobs) {
        static final Front NONE = new Front(List.of(), List.of());

        int ahead(final QueuePlace place) {
            int from = 0;
            int to = places.size();
            while (from < to) {
                final int middle = (from + to) >>> 1;
                if (place.isUpTo(places.get(middle))) {
                    to = middle;
                } else {
                    from = middle + 1;
                }
            }
            return from;
        }
    }

    /** The jobs ahead of this place in its queue; empty if there are more of them than an estimate looks at. */
    Optional<List<WaitingJob>> ahead(final Connection connection, final QueuePlace place) throws SQLException {
        final Front front = fronts.current(place.queue(), () -> read(connection, place.queue()));
        final int ahead = front.ahead(place);
        return ahead == FRONT ? Optional.empty() : Optional.of(front.jobs().subList(0, ahead));
    }

    private Front read(final Connection connection, final String queue) throws SQLException {
        final List<QueuePlace> places = new ArrayList<>();
        final List<WaitingJob> jobs = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, queue);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    places.add(new QueuePlace(queue, row.getInt(2), row.getLong(3), row.getLong(4)));
                    jobs.add(new WaitingJob(
                            JobRow.id(row, 1),
                            queue,
                            row.getString(5),
                            Optional.of(row.getString(6)).filter(owner -> !owner.isEmpty()),
                            Set.copyOf(LimitKeys.read(row, 7))));
                }
            }
        }
        return new Front(places, jobs);
    }
}
