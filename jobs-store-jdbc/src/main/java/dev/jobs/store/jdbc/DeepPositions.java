package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells positions far behind the front of a queue: the number of the last job ahead that a {@link QueueSnapshot}
 * remembers, and what is counted between the two.
 */
final class DeepPositions {
    private static final long BEHIND_THE_FRONT = PollQuery.EXACT + 1L;

    private static final Rows<Gap> GAPS = Rows.<Gap>of(
                    "queue", "text", gap -> gap.place().queue())
            .with("mark_priority", "integer", Gap::markPriority)
            .with("mark_seq", "bigint", Gap::markSeq)
            .with("priority", "integer", gap -> gap.place().priority())
            .with("seq", "bigint", gap -> gap.place().seq())
            .with("most", "integer", Gap::most);

    // How many gaps there are is not for PostgreSQL's planner to see: it would make a new plan for each call.
    private static final String TOGETHER = "select "
            + counted("r.queue", "r.mark_priority", "r.mark_seq", "r.priority", "r.seq", "r.most")
            + " from (select * from " + GAPS.unnested(Dialect.POSTGRESQL) + " limit (select 2147483647)) as r"
            + " order by r.ordinal";

    private static final String EACH = "select " + counted("?1", "?2", "?3", "?4", "?5", "?6");

    private final Dialect dialect;
    private final Transactions transactions;
    private final Map<String, QueueSnapshot> snapshots = new ConcurrentHashMap<>();

    DeepPositions(final Dialect dialect, final Transactions transactions) {
        this.dialect = dialect;
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
        final List<Gap> gaps = new ArrayList<>(wanted.size());
        for (final QueuePlace place : wanted) {
            gaps.add(new Gap(place, marks(connection, place.queue())));
        }
        final List<Long> counts = dialect == Dialect.POSTGRESQL ? count(connection, gaps) : countEach(connection, gaps);
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

    /** What lies between the last mark ahead of a place and the place itself. */
    private record Gap(QueuePlace place, QueueOrder marks, int passed) {
        Gap(final QueuePlace place, final QueueOrder marks) {
            this(place, marks, marks.upTo(place));
        }

        long before() {
            return (long) passed * QueueSnapshot.STEP;
        }

        int markPriority() {
            return passed == 0 ? Integer.MAX_VALUE : marks.priority(passed - 1);
        }

        long markSeq() {
            return passed == 0 ? 0 : marks.seq(passed - 1);
        }

        /** How many there are at most: before another mark those that have come since are for the next snapshot to tell. */
        int most() {
            return passed < marks.size() ? QueueSnapshot.STEP - 1 : PollQuery.EXACT;
        }
    }

    private static List<Long> count(final Connection connection, final List<Gap> gaps) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(TOGETHER)) {
            GAPS.bind(select, gaps);
            return numbers(select);
        }
    }

    // H2 has no subquery that looks outwards from a derived table.
    private static List<Long> countEach(final Connection connection, final List<Gap> gaps) throws SQLException {
        final List<Long> counts = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(EACH)) {
            for (final Gap gap : gaps) {
                select.setString(1, gap.place().queue());
                select.setInt(2, gap.markPriority());
                select.setLong(3, gap.markSeq());
                select.setInt(4, gap.place().priority());
                select.setLong(5, gap.place().seq());
                select.setInt(6, gap.most());
                counts.addAll(numbers(select));
            }
        }
        return counts;
    }

    private static List<Long> numbers(final PreparedStatement select) throws SQLException {
        final List<Long> numbers = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
        }
        return numbers;
    }

    // Ranges of the index, each of which ends where counting any further would say nothing more. Each has two bounds,
    // though one would do: with one alone PostgreSQL reckons with a third of the table, and reads all of it.
    private static String counted(
            final String queue,
            final String markPriority,
            final String markSeq,
            final String priority,
            final String seq,
            final String most) {
        final String range = String.format(Locale.ROOT, """
                (select count(*) from (
                    select 1 from jobs_job a
                    where a.status = 'pending' and a.due = true and a.queue = %s and %%s
                    limit %s) as counted)""", queue, most);
        final String sameLane = String.format(
                Locale.ROOT,
                range,
                String.format(
                        Locale.ROOT, "a.priority = %1$s and a.seq > %2$s and a.seq <= %3$s", priority, markSeq, seq));
        final String restOfTheMarks = String.format(
                Locale.ROOT,
                range,
                String.format(
                        Locale.ROOT,
                        "a.priority = %s and a.seq > %s and a.seq <= %d",
                        markPriority,
                        markSeq,
                        Long.MAX_VALUE));
        final String between = String.format(
                Locale.ROOT,
                range,
                String.format(Locale.ROOT, "a.priority < %s and a.priority > %s", markPriority, priority));
        final String beginning = String.format(
                Locale.ROOT,
                range,
                String.format(Locale.ROOT, "a.priority = %s and a.seq > 0 and a.seq <= %s", priority, seq));
        return String.format(
                Locale.ROOT,
                "case when %s = %s then %s else least(%s, %s + %s + %s) end",
                markPriority,
                priority,
                sameLane,
                most,
                restOfTheMarks,
                between,
                beginning);
    }
}
