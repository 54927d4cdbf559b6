package dev.jobs.store.jdbc;

import java.util.UUID;

class H2LimitTest extends LimitTests {
    H2LimitTest() {
        super("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }
}
