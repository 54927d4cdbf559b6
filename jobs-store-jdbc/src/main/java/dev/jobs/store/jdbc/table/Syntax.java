package dev.jobs.store.jdbc.table;

import java.util.List;
import java.util.function.UnaryOperator;

/** The SQL of the common statements that databases write differently: expressions and whole clauses, without a state. */
public interface Syntax {
    /** The time of the running statement, by the database's clock. */
    String now();

    /** The time this many microseconds, an expression, after {@link #now()}. */
    String nowPlusMicros(String micros);

    /**
     * The condition that the worker of a row of {@code jobs_worker} has not been heard since the server was promoted, or
     * recovered from a backup, in the first minutes after that: the server may have lost the worker's newest leases.
     */
    String heardOnlyBeforePromotion();

    /** The type of arrays of this type. */
    String arrayOf(String type);

    /** The columns of jobs that only this database has, each after a comma. */
    String columnsOfItsOwn();

    /** The condition that some worker has declined a job, as the indexes have it. */
    String isDeclined();

    /** The condition that no worker has declined a job, as the indexes have it. */
    String isNotDeclined();

    /**
     * The condition that claims may take a job, as the index of claims has it: it waits and is due, nobody has declined it and nothing
     * keeps it back.
     */
    String isClaimable();

    /** The order of lanes along the index of claims. */
    String laneOrder();

    /** The order of the due jobs of one queue along the index of positions; see {@link QueuePlace#ORDER}. */
    String positionOrder();

    /** The size of a text that may be large, in bytes or nearly so. */
    String size(String text);

    /** The bits that either of two numbers has. */
    String bitOr(String one, String other);

    /** The condition that the limit keys of {@code j}, which waits and has some, have a key, a parameter, as the indexes have it. */
    String hasLimitKey();

    /** The condition that an array has a value. */
    String isIn(String value, String array);

    /** The condition that a value is in an array of this type, a parameter, of a statement that is often called with few. */
    String isInParameter(String value, String type);

    /** A query that is planned by itself: it reads its rows as if nothing were asked of their order or number by the statement around it. */
    String plannedByItself(String query);

    /** An insert or update that answers with these columns of each row, as it stands after it. */
    String returning(String change, String columns);

    /** A delete that answers with these columns of each row, as it stood before it. */
    String deleting(String delete, String columns);

    /** A delete that inserts these columns of each row, as it stood before it, into these of another table. */
    String moving(String delete, String columns, String into);

    /** The end of an insert that leaves out the rows that are there. */
    String orIgnore();

    /** The condition, with an "and" before it, that leaves out the rows for which one of these conditions says that they are there; empty where {@link #orIgnore()} does it. */
    String unlessThere(String... conditions);

    /** The lock that a query takes of the rows that it is about to change, leaving out those that others have; empty: none. */
    String lockingFreeRows();

    /** The lock that a query takes of rows that are about to be deleted, leaving out those that others have, where the database can. */
    String lockingToDelete();

    /** The lock of a row that is not to be deleted meanwhile. */
    String lockingShared();

    /** A change of rows that answers with their number, and with this expression of what was there before it. */
    String counting(String change, String expression);

    /** The column to which the {@link #newTurn} of a job is written. */
    String turnColumn();

    /**
     * The turn of a new job: this expression, or, where it is null, one behind all that were given before.
     *
     * @param ordinal the number of the job's row in its statement, from 1
     */
    String newTurn(String turn, String ordinal);

    /** The statement that puts new durations, an array, before those of a type, and keeps at most so many. */
    String prepending(int most);

    /**
     * An insert of one row, or an update of the row that has its key.
     *
     * @param row the query of the row
     * @param columns its columns
     * @param key those of its columns that are the key
     * @param assignments the assignments of the update, from the row {@code d} that is there and the new one, by the name of the
     *     new one
     */
    String insertOrUpdate(
            String table, String row, List<String> columns, List<String> key, UnaryOperator<String> assignments);

    /**
     * An update of many jobs, each by its own row of values.
     *
     * @param columns the columns to answer of each changed job {@code j}
     * @param assignments the assignments, from {@code j} and its row {@code r}
     * @param rows the rows {@code r}, with a column {@code id}
     * @param guard the condition on {@code j} and {@code r}
     */
    String updateFrom(String columns, String assignments, String rows, String guard);
}
