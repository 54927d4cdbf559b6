package dev.jobs.store.jdbc;

import java.util.UUID;

class H2PauseTest extends PauseTests {
    H2PauseTest() {
        super(
                "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                "select session_id from information_schema.sessions where blocker_id is not null");
    }
}
