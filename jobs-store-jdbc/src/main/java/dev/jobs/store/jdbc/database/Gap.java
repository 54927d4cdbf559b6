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
    public static String counted(
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
        final String samePriority = String.format(
                Locale.ROOT,
                range,
                String.format(
                        Locale.ROOT, "a.priority = %1$s and a.seq > %2$s and a.seq <= %3$s", priority, markSeq, seq));
        final String restOfMarksPriority = String.format(
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
                samePriority,
                most,
                restOfMarksPriority,
                between,
                beginning);
    }
}
