package dev.jobs.store.jdbc.operations;

import dev.jobs.store.jdbc.table.JobRow;
import dev.jobs.store.jdbc.table.Syntax;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times of the database's clock. */
final class StoreTime {
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private StoreTime() {}

    static Instant now(final Connection connection, final Syntax syntax) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select " + syntax.now());
                ResultSet row = select.executeQuery()) {
            row.next();
            return JobRow.instant(row, 1);
        }
    }

    /** A time as a parameter; what no database knows becomes a time before or after all that happens. */
    static OffsetDateTime parameter(final Instant time) {
        final Instant known = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time.isAfter(LAST) ? LAST : time;
        return OffsetDateTime.ofInstant(known, ZoneOffset.UTC);
    }
}
