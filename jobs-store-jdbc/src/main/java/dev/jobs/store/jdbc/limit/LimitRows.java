package dev.jobs.store.jdbc.limit;

import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse.Source;
import dev.jobs.store.operations.StartRate;
import dev.jobs.store.support.LimitSet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The rows of limits. Immutable. */
final class LimitRows {
    private static final List<String> VALUES =
            List.of("at_once", "starts", "period_micros", "burst", "message", "source");
    private static final String SELECT = "select name, " + String.join(", ", VALUES) + " from jobs_limit ";
    private static final String ROW = """
            select cast(? as varchar(200)) as name, cast(? as integer) as at_once, cast(? as integer) as starts,
                cast(? as bigint) as period_micros, cast(? as integer) as burst,
                cast(? as varchar(500)) as message, cast(? as varchar(10)) as source""";

    /** The number of permits of a limit key, two parameters: that of the limit which {@link LimitSet#of} finds; null: any number. */
    static final String AT_ONCE = """
            (
                select at_once from jobs_limit
                where name = ? or name = left(cast(? as varchar(200)), char_length(name) - 1) || '*'
                order by name like '%*', char_length(name) desc limit 1)""";

    private final Syntax syntax;

    LimitRows(final Syntax syntax) {
        this.syntax = syntax;
    }

    /** A limit, and who set it. */
    record Kept(Limit limit, Source source) {}

    /** The limits that may hold for one of these keys. */
    static LimitSet concerning(final Connection connection, final Collection<String> keys) throws SQLException {
        if (keys.isEmpty()) {
            return LimitSet.NONE;
        }
        try (PreparedStatement select = connection.prepareStatement(SELECT + "where name = any(?) or name like '%*'")) {
            select.setArray(1, connection.createArrayOf("varchar", keys.toArray()));
            return set(read(select));
        }
    }

    /** All limits by their names. */
    static List<Kept> all(final Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "order by name")) {
            return read(select);
        }
    }

    static Optional<Kept> of(final Connection connection, final String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "where name = ?")) {
            select.setString(1, name);
            return read(select).stream().findFirst();
        }
    }

    static LimitSet set(final List<Kept> limits) {
        return LimitSet.of(limits.stream().map(Kept::limit).toList());
    }

    private static List<Kept> read(final PreparedStatement select) throws SQLException {
        final List<Kept> limits = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                final Limit.Builder limit = Limit.builder(row.getString(1));
                optional(row, 2).ifPresent(attempts -> limit.atOnce((int) attempts));
                final OptionalLong starts = optional(row, 3);
                if (starts.isPresent()) {
                    limit.rate(new StartRate(
                            (int) starts.getAsLong(), Duration.of(row.getLong(4), ChronoUnit.MICROS), row.getInt(5)));
                }
                Optional.ofNullable(row.getString(6)).ifPresent(limit::message);
                limits.add(
                        new Kept(limit.build(), Source.valueOf(row.getString(7).toUpperCase(Locale.ROOT))));
            }
        }
        return limits;
    }

    private static OptionalLong optional(final ResultSet row, final int column) throws SQLException {
        final long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Writes a limit; a default of the code leaves that of an operator as it is. */
    void write(final Connection connection, final Kept kept) throws SQLException {
        final boolean leavesOthers = kept.source() == Source.CODE;
        final String sql = syntax.insertOrUpdate(
                "jobs_limit",
                ROW,
                List.of("name", "at_once", "starts", "period_micros", "burst", "message", "source"),
                List.of("name"),
                given -> VALUES.stream()
                        .map(column -> leavesOthers
                                ? column + " = case when d.source = 'operator' then d." + column + " else " + given
                                        + "." + column + " end"
                                : column + " = " + given + "." + column)
                        .collect(Collectors.joining(", ")));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, kept.limit().name());
            final Optional<StartRate> rate = kept.limit().rate();
            setNumber(
                    statement,
                    2,
                    kept.limit().atOnce().stream().mapToObj(Long::valueOf).findFirst());
            setNumber(statement, 3, rate.map(counts -> (long) counts.starts()));
            setNumber(statement, 4, rate.map(counts -> counts.period().toNanos() / 1_000));
            setNumber(statement, 5, rate.map(counts -> (long) counts.burst()));
            statement.setString(6, kept.limit().message().orElse(null));
            statement.setString(7, kept.source().name().toLowerCase(Locale.ROOT));
            statement.executeUpdate();
        }
    }

    private static void setNumber(final PreparedStatement statement, final int index, final Optional<Long> value)
            throws SQLException {
        if (value.isPresent()) {
            statement.setLong(index, value.get());
        } else {
            statement.setNull(index, Types.BIGINT);
        }
    }

    static void delete(final Connection connection, final String name) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from jobs_limit where name = ?")) {
            delete.setString(1, name);
            delete.executeUpdate();
        }
    }
}
