package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.database.Claims;
import dev.jobs.store.jdbc.h2.H2Database;
import dev.jobs.store.jdbc.limit.LaneSignals;
import dev.jobs.store.jdbc.limit.LimitedClaims;
import dev.jobs.store.operations.Limit;
import dev.jobs.testing.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When workers are told that a rate allows the next start, by a ticker on which an hour passes between two readings. */
class RateSignalTest {
    private final String url = "jdbc:h2:mem:" + JobId.random() + ";DB_CLOSE_DELAY=-1";
    private final H2Database database = new H2Database();
    private final AtomicLong clock = new AtomicLong();

    @Test
    void theTimeThatAClaimTakesIsPartOfTheWaitForTheNextStart() throws SQLException {
        final List<JobSignal> heard = new CopyOnWriteArrayList<>();
        try (JdbcJobStore store = JdbcJobStore.open(url);
                Connection connection = DriverManager.getConnection(url)) {
            store.setLimit(
                    Limit.builder("ffmpeg").starts(1, Duration.ofMinutes(30)).build());
            store.submit(Collections.nCopies(
                    2, JobRequest.builder("ingest", "{}").limitKeys("ffmpeg").build()));
            final SomeWorker worker = new SomeWorker(store);
            final Transactions transactions = new Transactions(
                    new OneConnection(connection),
                    new SqlFaults(database.faults()),
                    () -> clock.addAndGet(Duration.ofHours(1).toNanos()));
            try (LaneSignals signals = new LaneSignals(heard::addAll, transactions.ticker())) {
                final Claims claims =
                        database.claims(transactions, new LimitedClaims(database.syntax(), transactions, signals));

                assertThat(claims.claim(ClaimRequest.builder(worker.id())
                                .types(SomeWorker.TYPES)
                                .queues(Set.of(JobRequest.DEFAULT_QUEUE))
                                .limit(9)
                                .build()))
                        .hasSize(1);

                Await.until(
                        "workers are told",
                        () -> heard.contains(new JobSignal.Claimable(JobRequest.DEFAULT_QUEUE, "ingest")));
            }
        }
    }
}
