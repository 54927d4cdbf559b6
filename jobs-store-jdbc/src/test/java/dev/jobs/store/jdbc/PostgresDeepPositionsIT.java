package dev.jobs.store.jdbc;

class PostgresDeepPositionsIT extends DeepPositionsTests {
    @Override
    String newUrl() {
        return Postgres.shared().newUrl();
    }
}
