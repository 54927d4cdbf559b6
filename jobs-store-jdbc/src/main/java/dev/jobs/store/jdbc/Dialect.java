package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a database says what the databases say differently; nothing else differs but {@link Claims} and signals. */
enum Dialect {
    POSTGRESQL("postgresql", "statement_timestamp()") {
        // By a query of the catalog: to_regclass goes by what the session remembers of it, also that there is none.
        @Override
        String isTable(final String name) {
            return "exists (select 1 from pg_class where relname = '" + name + "' and pg_table_is_visible(oid))";
        }

        @Override
        String nowPlusMicros(final String micros) {
            return "(" + now() + " + " + micros + " * interval '1 microsecond')";
        }

        // The time of the last transaction that was replayed is that of the old server's clock; if it is yet to come,
        // the
        // two clocks differ too much to be compared. There is none where nothing but a crash was recovered from.
        @Override
        String heardOnlyBeforePromotion() {
            return String.format(Locale.ROOT, """
                    (pg_last_xact_replay_timestamp() between %1$s - interval '5 minutes' and %1$s
                        and heard_at <= pg_last_xact_replay_timestamp())""", now());
        }

        @Override
        String arrayOf(final String type) {
            return type + "[]";
        }

        @Override
        String returning(final String change, final String columns) {
            return change + " returning " + columns;
        }

        @Override
        String deleting(final String delete, final String columns) {
            return delete + " returning " + columns;
        }

        @Override
        void requireUsable(final Connection connection) throws SQLException {
            PostgresRequirements.check(connection);
        }

        @Override
        void requireUsableTables(final Connection connection) throws SQLException {
            PostgresRequirements.checkTables(connection);
        }

        @Override
        String columnsOfItsOwn() {
            return "";
        }

        @Override
        String isDeclined() {
            return "declined_by is not null";
        }

        @Override
        String isNotDeclined() {
            return "declined_by is null";
        }

        @Override
        String laneOrder() {
            return "queue, type";
        }

        // Without reading the text, even where it is kept apart from its row and compressed.
        @Override
        String size(final String text) {
            return "octet_length(" + text + ")";
        }

        @Override
        String bitOr(final String one, final String other) {
            return one + " | " + other;
        }

        @Override
        String isIn(final String value, final String array) {
            return value + " = any(" + array + ")";
        }

        @Override
        String orIgnore() {
            return "on conflict do nothing";
        }

        @Override
        String unlessThere(final String... finds) {
            return "";
        }

        // Each row is to be found by its id. So neither the guard (few jobs are processing, or none, if one believes
        // statistics that are a minute old) nor the number of rows is for the planner to see: it would look through the
        // whole table, for each row anew.
        @Override
        String updateFrom(final String columns, final String assignments, final String rows, final String guard) {
            return String.format(Locale.ROOT, """
                    update jobs_job as j set %s
                    from (select * from %s limit (select 2147483647)) as r
                    where j.id = r.id and case when %s then true else false end
                    returning %s""", assignments, rows, guard, columns);
        }

        @Override
        String prepending(final int most) {
            return String.format(Locale.ROOT, """
                    insert into jobs_duration as d (type, recent_micros) values (?, ?)
                    on conflict (type) do update
                    set recent_micros = (excluded.recent_micros || d.recent_micros)[1:%d]""", most);
        }
    },

    H2("h2", "current_timestamp") {
        @Override
        String isTable(final String name) {
            return "exists (select 1 from information_schema.tables where table_schema = current_schema"
                    + " and lower(table_name) = '" + name + "')";
        }

        @Override
        String nowPlusMicros(final String micros) {
            return "dateadd(microsecond, " + micros + ", " + now() + ")";
        }

        // Nobody works on while such a database is away: its only process is that of its workers.
        @Override
        String heardOnlyBeforePromotion() {
            return "false";
        }

        @Override
        String arrayOf(final String type) {
            return type + " array";
        }

        @Override
        String returning(final String change, final String columns) {
            return "select " + columns + " from final table (" + change + ")";
        }

        @Override
        String deleting(final String delete, final String columns) {
            return "select " + columns + " from old table (" + delete + ")";
        }

        @Override
        void requireUsable(final Connection connection) throws SQLException {
            H2Requirements.check(connection);
        }

        @Override
        void requireUsableTables(final Connection connection) throws SQLException {
            H2Requirements.checkTables(connection);
        }

        @Override
        String columnsOfItsOwn() {
            return ", declined";
        }

        @Override
        String isDeclined() {
            return "declined = true";
        }

        @Override
        String isNotDeclined() {
            return "declined = false";
        }

        // H2 reads along an index if the order names each of its first columns.
        @Override
        String laneOrder() {
            return "status, due, declined, queue, type";
        }

        // Of a large text H2 knows its characters without reading it, but not its bytes.
        @Override
        String size(final String text) {
            return "char_length(" + text + ")";
        }

        @Override
        String bitOr(final String one, final String other) {
            return "bitor(" + one + ", " + other + ")";
        }

        @Override
        String isIn(final String value, final String array) {
            return "array_contains(" + array + ", " + value + ")";
        }

        // A second writer at the same moment waits for the first one's commit and then fails with a duplicate key, as
        // if it were a serialization failure; the next attempt finds the first one's row.
        @Override
        String orIgnore() {
            return "";
        }

        @Override
        String unlessThere(final String... finds) {
            return Stream.of(finds).collect(Collectors.joining(") and not exists (", "where not exists (", ")"));
        }

        // The guard is part of the join: H2 fails if two rows meet one job, even if it holds for one of them only.
        @Override
        String updateFrom(final String columns, final String assignments, final String rows, final String guard) {
            return "select " + columns.replace("j.", "") + " from final table (merge into jobs_job as j using (select *"
                    + " from " + rows + ") as r on j.id = r.id and " + guard + " when matched then update set "
                    + assignments + ")";
        }

        @Override
        String prepending(final int most) {
            return String.format(Locale.ROOT, """
                    merge into jobs_duration as d
                    using (select cast(? as varchar(200)) as type, cast(? as bigint array) as newer) as r
                    on d.type = r.type
                    when matched then update set recent_micros = trim_array(
                        r.newer || d.recent_micros,
                        greatest(0, cardinality(r.newer) + cardinality(d.recent_micros) - %d))
                    when not matched then insert (type, recent_micros) values (r.type, r.newer)""", most);
        }
    };

    private final String folder;
    private final String now;

    Dialect(final String folder, final String now) {
        this.folder = folder;
        this.now = now;
    }

    /** The name of its folder of schema versions. */
    String folder() {
        return folder;
    }

    /** The time of the running statement, by the database's clock. */
    String now() {
        return now;
    }

    /** Whether there is a table of this name, in lower case, where names without a schema are looked up. */
    abstract String isTable(String name);

    /** The time this many microseconds, an expression, after {@link #now()}. */
    abstract String nowPlusMicros(String micros);

    /**
     * Whether the worker of a row of {@code jobs_worker} has not been heard since the server was promoted, or recovered from
     * a backup, in the first minutes after that: the server may have lost what was known of the worker's leases.
     */
    abstract String heardOnlyBeforePromotion();

    /** The type of arrays of this type. */
    abstract String arrayOf(String type);

    /**
     * Checks that a database is set so that jobs can be kept in it.
     *
     * @throws dev.jobs.store.JobStoreConfigurationException if it is not
     */
    abstract void requireUsable(Connection connection) throws SQLException;

    /**
     * Checks what the tables of jobs have that a {@linkplain Schema#prepare probe} does not show.
     *
     * @throws dev.jobs.store.JobStoreConfigurationException if they are of no use so
     */
    abstract void requireUsableTables(Connection connection) throws SQLException;

    /** The columns of jobs that only this database has, each after a comma. */
    abstract String columnsOfItsOwn();

    /** Whether some worker has declined a job, in the words of the indexes that have it. */
    abstract String isDeclined();

    /** Whether no worker has declined a job, in the words of the indexes that have it. */
    abstract String isNotDeclined();

    /** The order of the pending lanes, as the index of claims has it. */
    abstract String laneOrder();

    /** How large a text is that may be large, in bytes or nearly so. */
    abstract String size(String text);

    /** The bits that either of two numbers has. */
    abstract String bitOr(String one, String other);

    /** Whether an array has a value. */
    abstract String isIn(String value, String array);

    /** An insert or update that answers with these columns of each row, as it stands after it. */
    abstract String returning(String change, String columns);

    /** A delete that answers with these columns of each row. */
    abstract String deleting(String delete, String columns);

    /** The end of an insert that leaves out the rows that are there. */
    abstract String orIgnore();

    /** Where {@link #orIgnore()} says nothing: the condition that leaves out what one of these finds. */
    abstract String unlessThere(String... finds);

    /** Puts new durations, as an array, before those of a type, and keeps so many at most. */
    abstract String prepending(int most);

    /**
     * An update of many jobs, each by its own row of values.
     *
     * @param columns what to answer of each changed job {@code j}
     * @param assignments what to set, from {@code j} and its row {@code r}
     * @param rows the rows {@code r}, with a column {@code id}
     * @param guard what must hold of {@code j} and {@code r}
     */
    abstract String updateFrom(String columns, String assignments, String rows, String guard);
}
