package dev.jobs.store.jdbc;

class PostgresFarPlacesIT extends FarPlacesTests {
    @Override
    String newUrl() {
        return Postgres.shared().newUrl();
    }
}
