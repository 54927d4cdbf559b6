package dev.jobs.store.jdbc;

import java.sql.SQLException;
import java.util.UUID;

class H2LostWorkersTest extends LostWorkersTests {
    H2LostWorkersTest() throws SQLException {
        super(Dialect.H2, "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }
}
