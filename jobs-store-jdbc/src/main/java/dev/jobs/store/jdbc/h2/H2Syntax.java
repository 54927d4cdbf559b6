package dev.jobs.store.jdbc.h2;

import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.jdbc.table.Syntax;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The SQL of H2. */
final class H2Syntax implements Syntax {
    static final H2Syntax SYNTAX = new H2Syntax();

    private H2Syntax() {}

    @Override
    public String now() {
        return "current_timestamp";
    }

    @Override
    public String nowPlusMicros(final String micros) {
        return "dateadd(microsecond, " + micros + ", " + now() + ")";
    }

    // Nobody works on while such a database is away: its only process is that of its workers.
    @Override
    public String heardOnlyBeforePromotion() {
        return "false";
    }

    @Override
    public String arrayOf(final String type) {
        return type + " array";
    }

    @Override
    public String columnsOfItsOwn() {
        return ", declined";
    }

    @Override
    public String isDeclined() {
        return "declined = true";
    }

    @Override
    public String isNotDeclined() {
        return "declined = false";
    }

    // There is no index for it: all jobs that wait are looked at.
    @Override
    public String hasLimitKey() {
        return "locate(char(10) || cast(? as varchar(200)) || char(10), char(10) || j.limit_keys || char(10)) > 0";
    }

    @Override
    public String isClaimable() {
        return "status = 'pending' and due = true and declined = false and held_by is null";
    }

    // H2 reads along an index if the order names each of its first columns.
    @Override
    public String laneOrder() {
        return "status, due, declined, held_by, queue, type";
    }

    // The whole index is named in the order, or H2 does not see that it needs no sort.
    @Override
    public String positionOrder() {
        return "status, due, queue, " + QueuePlace.ORDER;
    }

    // Of a large text H2 knows its characters without reading it, but not its bytes.
    @Override
    public String size(final String text) {
        return "char_length(" + text + ")";
    }

    @Override
    public String bitOr(final String one, final String other) {
        return "bitor(" + one + ", " + other + ")";
    }

    @Override
    public String isIn(final String value, final String array) {
        return "array_contains(" + array + ", " + value + ")";
    }

    @Override
    public String isInParameter(final String value, final String type) {
        return value + " = any(?)";
    }

    @Override
    public String plannedByItself(final String query) {
        return query;
    }

    @Override
    public String returning(final String change, final String columns) {
        return "select " + columns + " from final table (" + change + ")";
    }

    @Override
    public String deleting(final String delete, final String columns) {
        return "select " + columns + " from old table (" + delete + ")";
    }

    @Override
    public String moving(final String delete, final String columns, final String into) {
        return "insert into " + into + " " + deleting(delete, columns);
    }

    // A second writer at the same moment waits for the first one's commit and then fails with a duplicate key, as if it
    // were a serialization failure; the next attempt finds the first one's row.
    @Override
    public String orIgnore() {
        return "";
    }

    @Override
    public String unlessThere(final String... conditions) {
        return Stream.of(conditions).collect(Collectors.joining(") and not (", "and not (", ")"));
    }

    @Override
    public String lockingFreeRows() {
        return "";
    }

    @Override
    public String lockingToDelete() {
        return "for update";
    }

    @Override
    public String lockingShared() {
        return "for update";
    }

    @Override
    public String counting(final String change, final String expression) {
        return "select count(*), " + expression + " from final table (" + change + ")";
    }

    // The turn itself is generated: where none is given it is the job's own number.
    @Override
    public String turnColumn() {
        return "given_turn";
    }

    @Override
    public String newTurn(final String turn, final String ordinal) {
        return turn;
    }

    @Override
    public String prepending(final int most) {
        return String.format(Locale.ROOT, """
                merge into jobs_duration as d
                using (select cast(? as varchar(200)) as type, cast(? as bigint array) as newer) as r
                on d.type = r.type
                when matched then update set recent_micros = trim_array(
                    r.newer || d.recent_micros,
                    greatest(0, cardinality(r.newer) + cardinality(d.recent_micros) - %d))
                when not matched then insert (type, recent_micros) values (r.type, r.newer)""", most);
    }

    @Override
    public String insertOrUpdate(
            final String table,
            final String row,
            final List<String> columns,
            final List<String> key,
            final UnaryOperator<String> assignments) {
        return "merge into " + table + " as d using (" + row + ") as r on "
                + key.stream().map(column -> "d." + column + " = r." + column).collect(Collectors.joining(" and "))
                + " when matched then update set " + assignments.apply("r") + " when not matched then insert ("
                + String.join(", ", columns) + ") values ("
                + columns.stream().map(column -> "r." + column).collect(Collectors.joining(", ")) + ")";
    }

    // The guard is part of the join: H2 fails if two rows meet one job, even if it holds for one of them only.
    @Override
    public String updateFrom(final String columns, final String assignments, final String rows, final String guard) {
        return "select " + columns.replace("j.", "") + " from final table (merge into jobs_job as j using (select *"
                + " from " + rows + ") as r on j.id = r.id and " + guard + " when matched then update set "
                + assignments + ")";
    }
}
