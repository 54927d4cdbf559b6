package dev.jobs.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Many rows of values as parameters of one statement: an array for each column, to be unnested again by the database. One
 * statement text for any number of rows, and one round trip.
 *
 * @param <T> what each row is made of
 */
final class Rows<T> {
    private final List<T> items;
    private final List<Column<T>> columns = new ArrayList<>();

    private Rows(final List<T> items) {
        this.items = items;
    }

    static <T> Rows<T> of(final List<T> items) {
        return new Rows<>(items);
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    private record Column<T>(String name, String type, Function<T, @Nullable Object> value) {}

    /** Adds a column: the type as in SQL, without a length. */
    Rows<T> with(final String name, final String type, final Function<T, @Nullable Object> value) {
        columns.add(new Column<>(name, type, value));
        return this;
    }

    /** As an item of a {@code from} clause: {@code r}, with a column {@code ordinal} that counts from 1. */
    String unnested(final Dialect dialect) {
        return columns.stream()
                        .map(column -> "cast(? as " + dialect.arrayOf(column.type()) + ")")
                        .collect(Collectors.joining(", ", "unnest(", ") with ordinality"))
                + columns.stream().map(Column::name).collect(Collectors.joining(", ", " as r (", ", ordinal)"));
    }

    /** Sets the parameters, from this index on; returns the index of the parameter after them. */
    int bind(final PreparedStatement statement, final int first) throws SQLException {
        final Connection connection = statement.getConnection();
        int index = first;
        for (final Column<T> column : columns) {
            final Object[] values = items.stream().map(column.value()).toArray();
            statement.setArray(index, connection.createArrayOf(column.type(), values));
            index++;
        }
        return index;
    }
}
