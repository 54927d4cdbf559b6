package dev.jobs.store.jdbc;

import java.util.UUID;
import org.junit.jupiter.api.Tag;

@Tag("slow")
class H2DeepPositionsTest extends DeepPositionsTests {
    @Override
    String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID();
    }
}
