package dev.jobs.store.jdbc;

import java.util.UUID;

class H2CallersTransactionTest extends CallersTransactionTests {
    @Override
    String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID();
    }

    @Override
    boolean signals() {
        return false;
    }
}
