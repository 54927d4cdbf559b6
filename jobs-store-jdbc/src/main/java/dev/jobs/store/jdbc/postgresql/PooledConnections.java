package dev.jobs.store.jdbc.postgresql;

import java.io.PrintWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Connections for a pool, whose test costs the server nothing as long as they are used from time to time. Safe to share between threads.
 *
 * <h2>The problem</h2>
 *
 * <p>Before a pool gives out a connection that was idle for half a second, it asks the server by it whether both are alive. That is a
 * transaction, and the calls of a worker without jobs are that far apart: each would cost two.
 *
 * <h2>The solution</h2>
 *
 * <p>A connection that was used a moment ago counts as alive, unless the server has said goodbye meanwhile: what has arrived is looked at, and
 * nothing is asked. Firewalls forget connections after minutes, not within such a moment. What is lost all the same fails at its use, as one that
 * is lost half a second after its test; {@link dev.jobs.store.jdbc.connection.Transactions} tries again where that is safe.
 */
final class PooledConnections implements DataSource {
    private static final long MOMENT_NANOS = Duration.ofSeconds(20).toNanos();

    private final DataSource source;
    private final LongSupplier ticker;

    /**
     * @param source makes the connections
     * @param ticker monotonic nanoseconds
     */
    PooledConnections(final DataSource source, final LongSupplier ticker) {
        this.source = source;
        this.ticker = ticker;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return pooled(source.getConnection());
    }

    @Override
    public Connection getConnection(final String username, final String password) throws SQLException {
        return pooled(source.getConnection(username, password));
    }

    private Connection pooled(final Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                PooledConnections.class.getClassLoader(), new Class<?>[] {Connection.class}, new Pooled(connection));
    }

    /** Passes the calls of a connection on, but for its test. For one thread at a time, as connections are. */
    private final class Pooled implements InvocationHandler {
        private final Connection connection;
        private volatile long usedAt = ticker.getAsLong();

        Pooled(final Connection connection) {
            this.connection = connection;
        }

        @Override
        public Object invoke(final Object proxy, final Method method, final Object[] arguments) throws Throwable {
            if (method.getName().equals("isValid") && isAliveWithoutATest()) {
                return true;
            }
            if (method.getName().equals("prepareStatement")) {
                usedAt = ticker.getAsLong();
            }
            try {
                return method.invoke(connection, arguments);
            } catch (final InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private boolean isAliveWithoutATest() {
            if (ticker.getAsLong() - usedAt >= MOMENT_NANOS) {
                return false;
            }
            try {
                // Fails if the server has sent its farewell.
                connection.unwrap(PGConnection.class).getNotifications();
                return !connection.isClosed();
            } catch (final SQLException e) {
                return false;
            }
        }
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(final PrintWriter out) throws SQLException {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(final int seconds) throws SQLException {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return source.getParentLogger();
    }

    @Override
    public <T> T unwrap(final Class<T> type) throws SQLException {
        return type.isInstance(source) ? type.cast(source) : source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(final Class<?> type) throws SQLException {
        return type.isInstance(source) || source.isWrapperFor(type);
    }
}
