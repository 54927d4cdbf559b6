package dev.jobs.store.jdbc.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Many rows of values as parameters of one statement: an array for each column, to be unnested again by the database. One
 * statement text for any number of rows, and one round trip.
 *
 * @param <T> what each row is made of
 */
public final class Rows<T> {
    private final List<Column<T>> columns;

    private Rows(final List<Column<T>> columns) {
        this.columns = columns;
    }

    private record Column<T>(String name, String type, Function<T, @Nullable Object> value) {
        // The same for a null as for a value: drivers prepare a statement anew for other types.
        int sqlType() {
            return switch (type) {
                case "text" -> Types.VARCHAR;
                case "integer" -> Types.INTEGER;
                case "bigint" -> Types.BIGINT;
                case "boolean" -> Types.BOOLEAN;
                case "double precision" -> Types.DOUBLE;
                case "timestamp with time zone" -> Types.TIMESTAMP_WITH_TIMEZONE;
                default -> Types.OTHER;
            };
        }
    }

    /** Rows of one column; see {@link #with}. */
    public static <T> Rows<T> of(final String name, final String type, final Function<T, @Nullable Object> value) {
        return new Rows<T>(List.of()).with(name, type, value);
    }

    /** The same rows with another column; its type as in SQL, without a length. */
    public Rows<T> with(final String name, final String type, final Function<T, @Nullable Object> value) {
        return new Rows<>(Stream.concat(columns.stream(), Stream.of(new Column<>(name, type, value)))
                .toList());
    }

    /** The rows as an item of a {@code from} clause: {@code r}, with a column {@code ordinal} that counts from 1. */
    public String unnested(final Syntax syntax) {
        return columns.stream()
                        .map(column -> "cast(? as " + syntax.arrayOf(column.type()) + ")")
                        .collect(Collectors.joining(", ", "unnest(", ") with ordinality"))
                + columns.stream().map(Column::name).collect(Collectors.joining(", ", " as r (", ", ordinal)"));
    }

    /** A single row as such an item, of plain parameters. */
    String single() {
        return columns.stream()
                .map(column -> "cast(? as " + column.type() + ") as " + column.name())
                .collect(Collectors.joining(", ", "(select ", ", 1 as ordinal) as r"));
    }

    /** Sets the first parameters of a statement; answers with the number of the next one. */
    public int bind(final PreparedStatement statement, final List<T> items) throws SQLException {
        final Connection connection = statement.getConnection();
        int index = 1;
        for (final Column<T> column : columns) {
            final Object[] values = items.stream().map(column.value()).toArray();
            statement.setArray(index, connection.createArrayOf(column.type(), values));
            index++;
        }
        return index;
    }

    /** The number of the first parameter behind them, where they are the first ones. */
    int next() {
        return columns.size() + 1;
    }

    /** Sets the parameters of a single row, from this one on; answers with the number of the next one. */
    int bindSingle(final PreparedStatement statement, final int first, final T item) throws SQLException {
        int index = first;
        for (final Column<T> column : columns) {
            statement.setObject(index, column.value().apply(item), column.sqlType());
            index++;
        }
        return index;
    }
}
