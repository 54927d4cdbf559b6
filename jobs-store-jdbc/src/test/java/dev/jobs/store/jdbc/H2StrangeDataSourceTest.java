package dev.jobs.store.jdbc;

import java.util.UUID;

class H2StrangeDataSourceTest extends StrangeDataSourceTests {
    @Override
    String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }
}
