package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.store.JobStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pruning in several threads of a process at once. */
class H2PruningTest {
    /** The tables of what belongs to jobs are empty: a call goes through each of them in one step. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aStepThatAnotherCallDidInBetweenIsNoError(final int connection) {
        try (CallBeforeConnection dataSource = new CallBeforeConnection();
                JobStore store = JdbcJobStore.on(dataSource, JdbcSettings.defaults())) {
            dataSource.callBeforeConnection(connection, () -> store.prune(Duration.ZERO, 1));

            assertThatCode(() -> store.prune(Duration.ZERO, 1)).doesNotThrowAnyException();
        }
    }

    /** A pool that makes a call, as another thread might, when a connection is asked for. */
    private static final class CallBeforeConnection extends HikariDataSource {
        private final Thread caller = Thread.currentThread();
        private final AtomicBoolean calling = new AtomicBoolean();
        private final AtomicInteger connectionsLeft = new AtomicInteger();
        private volatile Runnable call = () -> {};

        CallBeforeConnection() {
            setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
        }

        void callBeforeConnection(final int number, final Runnable what) {
            connectionsLeft.set(number);
            call = what;
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (Thread.currentThread() == caller && calling.compareAndSet(false, true)) {
                if (connectionsLeft.decrementAndGet() == 0) {
                    call.run();
                }
                calling.set(false);
            }
            return super.getConnection();
        }
    }
}
