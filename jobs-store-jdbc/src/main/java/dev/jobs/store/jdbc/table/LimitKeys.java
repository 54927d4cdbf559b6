package dev.jobs.store.jdbc.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The limit keys of a job as one text, in which a line feed separates them: no key has one. */
public final class LimitKeys {
    private static final String SEPARATOR = "\n";

    private LimitKeys() {}

    /** The text of these keys; empty: there are none. */
    public static Optional<String> text(final Collection<String> keys) {
        return keys.isEmpty() ? Optional.empty() : Optional.of(String.join(SEPARATOR, keys));
    }

    /** Reads the keys from a column. */
    public static List<String> read(final ResultSet row, final int column) throws SQLException {
        return Optional.ofNullable(row.getString(column))
                .map(text -> List.of(text.split(SEPARATOR, -1)))
                .orElse(List.of());
    }
}
