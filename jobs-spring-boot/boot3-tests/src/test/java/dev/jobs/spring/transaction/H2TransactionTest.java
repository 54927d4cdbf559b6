package dev.jobs.spring.transaction;

import java.util.UUID;

class H2TransactionTest extends TransactionTests {
    @Override
    String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }
}
