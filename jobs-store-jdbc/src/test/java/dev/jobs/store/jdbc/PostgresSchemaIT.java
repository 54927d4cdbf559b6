package dev.jobs.store.jdbc;

class PostgresSchemaIT extends SchemaTests {
    @Override
    String newUrl() {
        return Postgres.shared().newUrl();
    }

    @Override
    String folder() {
        return "postgresql";
    }
}
