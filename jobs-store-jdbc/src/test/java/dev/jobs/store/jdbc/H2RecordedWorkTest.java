package dev.jobs.store.jdbc;

import dev.jobs.store.jdbc.h2.H2Database;
import java.sql.SQLException;
import java.util.UUID;

class H2RecordedWorkTest extends RecordedWorkTests {
    H2RecordedWorkTest() throws SQLException {
        super(new H2Database(), "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }
}
