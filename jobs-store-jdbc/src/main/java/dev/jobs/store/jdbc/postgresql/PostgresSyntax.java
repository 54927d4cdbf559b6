package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.table.Syntax;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** The SQL of PostgreSQL. */
final class PostgresSyntax implements Syntax {
    static final PostgresSyntax SYNTAX = new PostgresSyntax();

    /** The number that was given to a job last, committed or not. */
    static final String LAST_NUMBER = "select case when is_called then last_value else 0 end from jobs_job_seq_seq";

    private PostgresSyntax() {}

    @Override
    public String now() {
        return "statement_timestamp()";
    }

    @Override
    public String nowPlusMicros(final String micros) {
        return "(" + now() + " + " + micros + " * interval '1 microsecond')";
    }

    // The time of the last transaction that was replayed is that of the old server's clock; if it is yet to come, the
    // two clocks differ too much to be compared. There is none where nothing but a crash was recovered from.
    @Override
    public String heardOnlyBeforePromotion() {
        return String.format(Locale.ROOT, """
                (pg_last_xact_replay_timestamp() between %1$s - interval '5 minutes' and %1$s
                    and heard_at <= pg_last_xact_replay_timestamp())""", now());
    }

    @Override
    public String arrayOf(final String type) {
        return type + "[]";
    }

    @Override
    public String columnsOfItsOwn() {
        return "";
    }

    @Override
    public String isDeclined() {
        return "declined_by is not null";
    }

    @Override
    public String hasLimitKey() {
        return "string_to_array(j.limit_keys, E'\\n') @> array[cast(? as text)]";
    }

    @Override
    public String isNotDeclined() {
        return "declined_by is null";
    }

    // Word for word as the index of claims has it: no other index can serve this condition, and that one serves no
    // other.
    @Override
    public String isClaimable() {
        return "status = 'pending' and case when due and declined_by is null then held_by is null end";
    }

    @Override
    public String laneOrder() {
        return "queue, type";
    }

    @Override
    public String positionOrder() {
        return QueuePlace.ORDER;
    }

    // Without reading the text, even where it is kept apart from its row and compressed.
    @Override
    public String size(final String text) {
        return "octet_length(" + text + ")";
    }

    @Override
    public String bitOr(final String one, final String other) {
        return one + " | " + other;
    }

    @Override
    public String isIn(final String value, final String array) {
        return value + " = any(" + array + ")";
    }

    // How many there are is not for the planner to see: it would make a new plan for each call.
    @Override
    public String isInParameter(final String value, final String type) {
        return isIn(value, "cast((select ?) as " + arrayOf(type) + ")");
    }

    @Override
    public String plannedByItself(final String query) {
        return query + " offset 0";
    }

    @Override
    public String returning(final String change, final String columns) {
        return change + " returning " + columns;
    }

    @Override
    public String deleting(final String delete, final String columns) {
        return delete + " returning " + columns;
    }

    @Override
    public String moving(final String delete, final String columns, final String into) {
        return "with moved as (" + deleting(delete, columns) + ") insert into " + into + " select * from moved";
    }

    @Override
    public String orIgnore() {
        return "on conflict do nothing";
    }

    @Override
    public String unlessThere(final String... conditions) {
        return "";
    }

    @Override
    public String lockingFreeRows() {
        return "for update skip locked";
    }

    @Override
    public String lockingToDelete() {
        return "for update skip locked";
    }

    @Override
    public String lockingShared() {
        return "for key share";
    }

    @Override
    public String counting(final String change, final String expression) {
        return "with changed as (" + change + " returning 1) select (select count(*) from changed), " + expression;
    }

    @Override
    public String turnColumn() {
        return "turn";
    }

    // The rows of one statement have numbers that are at least as high as these, since each takes one.
    @Override
    public String newTurn(final String turn, final String ordinal) {
        return "coalesce(" + turn + ", (" + LAST_NUMBER + ") + " + ordinal + ")";
    }

    @Override
    public String prepending(final int most) {
        return String.format(Locale.ROOT, """
                insert into jobs_duration as d (type, recent_micros) values (?, ?)
                on conflict (type) do update
                set recent_micros = (excluded.recent_micros || d.recent_micros)[1:%d]""", most);
    }

    @Override
    public String insertOrUpdate(
            final String table,
            final String row,
            final List<String> columns,
            final List<String> key,
            final UnaryOperator<String> assignments) {
        return "insert into " + table + " as d (" + String.join(", ", columns) + ") " + row + " on conflict ("
                + String.join(", ", key) + ") do update set " + assignments.apply("excluded");
    }

    // Each row is to be found by its id. So neither the guard (few jobs are processing, or none, if one believes
    // statistics that are a minute old) nor the number of rows is for the planner to see: it would read the whole table
    // for each row.
    @Override
    public String updateFrom(final String columns, final String assignments, final String rows, final String guard) {
        return String.format(Locale.ROOT, """
                update jobs_job as j set %s
                from (select * from %s limit (select 2147483647)) as r
                where j.id = r.id and case when %s then true else false end
                returning %s""", assignments, rows, guard, columns);
    }
}
