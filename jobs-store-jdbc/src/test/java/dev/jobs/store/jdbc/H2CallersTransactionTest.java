package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class H2CallersTransactionTest extends CallersTransactionTests {
    @Override
    String newUrl() {
        return "jdbc:h2:mem:" + UUID.randomUUID();
    }

    @Override
    boolean signals() {
        return false;
    }

    @Test
    void isHeardOfAsSoonAsItsCommitIsToldOf() throws SQLException {
        final Set<JobSignal> heard = ConcurrentHashMap.newKeySet();
        store().subscribe(heard::add);
        final List<JobRequest> requests = List.of(
                request("ingest"),
                JobRequest.builder("later", "{}").delay(Duration.ofHours(1)).build());
        store().submit(connection(), requests);
        connection().commit();
        assertThat(heard).isEmpty();

        store().committed(requests);

        assertThat(heard).containsExactly(claimable("ingest"));
    }
}
