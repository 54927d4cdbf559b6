package dev.jobs.store.jdbc;

import java.util.UUID;

class H2FarPlacesTest extends FarPlacesTests {
    @Override
    String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID();
    }
}
