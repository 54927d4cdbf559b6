package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobSignal;
import dev.jobs.testing.Await;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class PostgresCallersTransactionIT extends CallersTransactionTests {
    @Override
    String newUrl() {
        return Postgres.shared().newUrl();
    }

    @Override
    boolean signals() {
        return true;
    }

    @Test
    void isHeardOfAtItsCommitAndCanBeClaimedThen() throws SQLException {
        final Set<JobSignal> heard = ConcurrentHashMap.newKeySet();
        final Set<JobSignal> heardElsewhere = ConcurrentHashMap.newKeySet();
        store().subscribe(heard::add);
        otherProcess().subscribe(heardElsewhere::add);
        awaitListening(heard, heardElsewhere);
        final SomeWorker worker = new SomeWorker(otherProcess());
        final JobId id = store().submit(connection(), request("ingest"));
        store().submit(request("marker"));
        Await.until("the marker was heard", () -> heardElsewhere.contains(claimable("marker")));
        assertThat(heardElsewhere).doesNotContain(claimable("ingest"));

        connection().commit();

        Await.until("the commit was heard elsewhere", () -> heardElsewhere.contains(claimable("ingest")));
        Await.until("the commit was heard here", () -> heard.contains(claimable("ingest")));
        assertThat(worker.claim(9)).extracting(one -> one.job().id()).contains(id);
    }
}
