package dev.jobs.store.jdbc;

class PostgresStrangeDataSourceIT extends StrangeDataSourceTests {
    @Override
    String newUrl() {
        return Postgres.shared().newUrl();
    }
}
