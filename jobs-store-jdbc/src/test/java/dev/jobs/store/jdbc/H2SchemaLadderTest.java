package dev.jobs.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;

class H2SchemaLadderTest extends SchemaLadderTests {
    @Override
    String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    @Override
    String folder() {
        return "h2";
    }

    @Override
    Version1 version1(final String url) throws SQLException {
        return new OnH2(url);
    }

    private static final class OnH2 extends Version1 {
        OnH2(final String url) throws SQLException {
            super(url, "h2", Set.of(23_505, 50_200, 90_131, 40_001));
        }

        @Override
        List<Claim> claim() throws SQLException {
            try (PreparedStatement head = connection.prepareStatement(statement("head"))) {
                head.setString(1, QUEUE);
                head.setString(2, TYPE);
                head.setInt(3, 1);
                try (ResultSet row = head.executeQuery()) {
                    if (!row.next()) {
                        return List.of();
                    }
                    try (PreparedStatement claim = connection.prepareStatement(statement("claim"))) {
                        claim.setObject(1, worker);
                        claim.setArray(2, array("uuid", row.getObject(1, UUID.class)));
                        return Claim.read(claim);
                    }
                }
            }
        }
    }
}
