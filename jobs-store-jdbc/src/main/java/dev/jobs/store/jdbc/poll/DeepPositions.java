package dev.jobs.store.jdbc.poll;

import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Database;
import dev.jobs.store.jdbc.database.Gap;
import dev.jobs.store.jdbc.database.PollQuery;
import dev.jobs.store.jdbc.table.QueuePlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells positions far behind the front of a queue: the number of the last job ahead that a {@link QueueSnapshot}
 * remembers, and what is counted between the two.
 */
final class DeepPositions {
    private static final long BEHIND_THE_FRONT = PollQuery.EXACT + 1L;

    private final Database database;
    private final Transactions transactions;
    private final Map<String, QueueSnapshot> snapshots = new ConcurrentHashMap<>();

    DeepPositions(final Database database, final Transactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** A position of more than {@value PollQuery#EXACT}, and the size of the queue. */
    record FarPlace(long position, long queueSize) {}

    Map<QueuePlace, FarPlace> find(final Connection connection, final Collection<QueuePlace> places)
            throws SQLException {
        if (places.isEmpty()) {
            return Map.of();
        }
        final Set<QueuePlace> wanted = new LinkedHashSet<>(places);
        places.forEach(place -> wanted.add(endOf(place.queue())));
        final List<Remainder> gaps = new ArrayList<>(wanted.size());
        for (final QueuePlace place : wanted) {
            gaps.add(new Remainder(place, marks(connection, place.queue())));
        }
        final List<Long> counts =
                database.count(connection, gaps.stream().map(Remainder::gap).toList());
        final Map<QueuePlace, Long> positions = new HashMap<>();
        for (int i = 0; i < gaps.size(); i++) {
            positions.put(
                    gaps.get(i).place(), Math.max(BEHIND_THE_FRONT, gaps.get(i).before() + counts.get(i)));
        }
        final Map<QueuePlace, FarPlace> found = new HashMap<>();
        for (final QueuePlace place : places) {
            final long position = positions.getOrDefault(place, BEHIND_THE_FRONT);
            final long size = positions.getOrDefault(endOf(place.queue()), BEHIND_THE_FRONT);
            found.put(place, new FarPlace(position, Math.max(position, size)));
        }
        return found;
    }

    /** The {@linkplain QueueSnapshot#current marks} of a queue. */
    QueueOrder marks(final Connection connection, final String queue) throws SQLException {
        return snapshots
                .computeIfAbsent(queue, name -> new QueueSnapshot(name, transactions))
                .current(connection);
    }

    /** A place behind all jobs of the queue: its position is the queue's size. */
    private static QueuePlace endOf(final String queue) {
        return new QueuePlace(queue, Integer.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The jobs between the last mark ahead of a place and the place itself. */
    private record Remainder(QueuePlace place, QueueOrder marks, int passed) {
        Remainder(final QueuePlace place, final QueueOrder marks) {
            this(place, marks, marks.upTo(place));
        }

        long before() {
            return (long) passed * QueueSnapshot.STEP;
        }

        Gap gap() {
            final QueuePlace mark = passed == 0
                    ? new QueuePlace(place.queue(), Integer.MAX_VALUE, 0)
                    : new QueuePlace(place.queue(), marks.priority(passed - 1), marks.seq(passed - 1));
            return new Gap(mark, place, most());
        }

        /** The most jobs it can have: those before another mark that have come since are for the next snapshot to tell. */
        private int most() {
            return passed < marks.size() ? QueueSnapshot.STEP - 1 : PollQuery.EXACT;
        }
    }
}
