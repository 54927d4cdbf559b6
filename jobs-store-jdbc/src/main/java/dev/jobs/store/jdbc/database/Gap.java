package dev.jobs.store.jdbc.database;

import dev.jobs.store.jdbc.table.QueuePlace;
import java.util.Locale;

/**
 * A part of a queue whose jobs are to be counted: those behind one place up to another place.
 *
 * @param mark the last place before the gap
 * @param end the last place of the gap
 * @param most the number at which counting ends
 */
public record Gap(QueuePlace mark, QueuePlace end, int most) {
    /**
     * The number of the jobs of a gap, as an SQL expression of these expressions. It reads ranges of the index of positions,
     * each of which ends where counting any further would say nothing more. Each range has two bounds, though one would do:
     * with one alone PostgreSQL expects a third of the table, and reads all of it.
     */
    public static String counted(final String queue, final Columns mark, final Columns end, final String most) {
        final String range = String.format(Locale.ROOT, """
                (select count(*) from (
                    select 1 from jobs_job a
                    where a.status = 'pending' and a.due = true and a.queue = %s and %%s
                    limit %s) as counted)""", queue, most);
        final String samePriority =
                String.format(Locale.ROOT, range, "a.priority = " + end.priority() + behind(mark) + upTo(end));
        final String restOfMarksPriority = String.format(
                Locale.ROOT,
                range,
                "a.priority = " + mark.priority() + behind(mark) + " and a.turn <= " + Long.MAX_VALUE);
        final String between = String.format(
                Locale.ROOT, range, "a.priority < " + mark.priority() + " and a.priority > " + end.priority());
        final String beginning =
                String.format(Locale.ROOT, range, "a.priority = " + end.priority() + " and a.turn >= 0" + upTo(end));
        return String.format(
                Locale.ROOT,
                "case when %s = %s then %s else least(%s, %s + %s + %s) end",
                mark.priority(),
                end.priority(),
                samePriority,
                most,
                restOfMarksPriority,
                between,
                beginning);
    }

    /** The expressions of a place. */
    public record Columns(String priority, String turn, String seq) {}

    // The turn alone is a bound too: H2 reads along an index by it, and not by both numbers together.
    private static String behind(final Columns place) {
        return String.format(
                Locale.ROOT, " and a.turn >= %1$s and (a.turn, a.seq) > (%1$s, %2$s)", place.turn(), place.seq());
    }

    private static String upTo(final Columns place) {
        return String.format(
                Locale.ROOT, " and a.turn <= %1$s and (a.turn, a.seq) <= (%1$s, %2$s)", place.turn(), place.seq());
    }
}
