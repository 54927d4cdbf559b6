package dev.jobs.store.jdbc.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.connection.SqlFaults;
import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.h2.H2Database;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** How often a process reads its queues, by a ticker on which each reading takes as long as the test says. */
class SnapshotRestTest {
    private static final List<String> QUEUES = List.of("a", "b", "c", "d");

    private final String url = "jdbc:h2:mem:" + JobId.random() + ";DB_CLOSE_DELAY=-1";
    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong step = new AtomicLong();
    private final CountDownLatch mayRead = new CountDownLatch(1);
    private final H2Database database = new H2Database();
    private final DeepPositions positions = new DeepPositions(
            database,
            new Transactions(connectingLater(), new SqlFaults(database.faults()), () -> clock.addAndGet(step.get())));

    @Test
    void allQueuesTogetherAreReadForATenthOfTheTime() throws SQLException, InterruptedException {
        JdbcJobStore.open(url).close();
        try (Connection connection = DriverManager.getConnection(url)) {
            step.set(TimeUnit.MILLISECONDS.toNanos(100));
            for (final String queue : QUEUES) {
                positions.marks(connection, queue);
            }
            step.set(0);

            clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(3_800));
            positions.marks(connection, "d");
            assertThat(readers()).isEmpty();

            clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
            positions.marks(connection, "d");
            assertThat(readers()).hasSize(1);
        } finally {
            mayRead.countDown();
            for (final Thread reader : readers()) {
                reader.join();
            }
        }
    }

    /** A data source whose connections are there only when reading may begin. */
    private DataSource connectingLater() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    mayRead.await();
                    return DriverManager.getConnection(url);
                });
    }

    /** The threads that read a queue, which they do not end before they may. */
    private static List<Thread> readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("jobs-snapshot"))
                .toList();
    }
}
