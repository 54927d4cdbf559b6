package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.testing.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of pauses that end while others are changed, on each database. */
abstract class PauseTests {
    static final PauseTarget ENDS = PauseTarget.queue("ends");

    final String url;
    final JdbcJobStore store;
    private final String waiting;

    /**
     * The tests on this database.
     *
     * @param waiting the query that gives a row for each connection that waits for a lock
     */
    PauseTests(final String url, final String waiting) {
        this.url = url;
        this.waiting = waiting;
        this.store = JdbcJobStore.open(url);
    }

    @AfterEach
    final void close() {
        store.close();
    }

    final void pause(final String queue) {
        store.pause(PauseRequest.builder(PauseTarget.queue(queue)).build());
    }

    final void pauseForAMoment() {
        store.pause(PauseRequest.builder(ENDS).lasting(Duration.ofMillis(500)).build());
    }

    final void awaitItsEnd() {
        Await.until("the pause has ended", () -> store.pauses().isEmpty());
    }

    final List<String> past() {
        return Sql.query(url, "select name from jobs_past_pause");
    }

    /** Lets these calls go on together when each has met what this statement locks. */
    final void meet(final String lock, final Runnable meanwhile, final Runnable... calls) throws SQLException {
        final ExecutorService threads = Executors.newFixedThreadPool(calls.length);
        final CompletableFuture<?>[] running;
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(lock);
            running = Stream.of(calls)
                    .map(call -> CompletableFuture.runAsync(call, threads))
                    .toArray(CompletableFuture<?>[]::new);
            Await.until("all wait", () -> Sql.query(url, waiting).size() == calls.length);
            meanwhile.run();
            connection.rollback();
        } finally {
            threads.shutdown();
        }
        CompletableFuture.allOf(running).join();
    }

    @Test
    final void twoCallsAtOnceKeepAPauseThatHasEndedOnce() throws SQLException {
        pauseForAMoment();
        awaitItsEnd();

        meet("select * from jobs_pause for update", () -> {}, () -> pause("one"), () -> pause("other"));

        assertThat(past()).containsExactly(ENDS.name());
    }

    @Test
    final void twoCallsAtOnceKeepAPauseThatTheyEndOnce() throws SQLException {
        store.pause(PauseRequest.builder(ENDS).build());

        meet("select * from jobs_pause for update", () -> {}, () -> store.resume(ENDS), () -> store.resume(ENDS));

        assertThat(past()).containsExactly(ENDS.name());
    }
}
