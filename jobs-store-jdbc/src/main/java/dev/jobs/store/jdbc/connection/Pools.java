package dev.jobs.store.jdbc.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.util.DriverDataSource;
import dev.jobs.store.JobStoreConfigurationException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Configures the pool of a store that was opened by URL, with the settings that make each database safe to use so. */
public final class Pools {
    private Pools() {}

    /**
     * The configuration of a pool.
     *
     * @param scheme the scheme of the URL
     * @param faults the faults of the database at the URL
     * @throws JobStoreConfigurationException if no pool can be made for the URL
     */
    public static HikariConfig config(
            final UrlScheme scheme, final SqlFaults faults, final String given, final int poolSize) {
        final PublicUrl address = PublicUrl.of(scheme, given);
        final String url = address.text();
        scheme.requireUsable(url);
        requireDriver(scheme, url);
        final HikariConfig config = new HikariConfig();
        config.setPoolName("jobs-store");
        config.setJdbcUrl(scheme.complete(url));
        address.credentials().forEach(config::addDataSourceProperty);
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(Math.min(2, poolSize));
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(5));
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        // The store waits for its database by itself, and says so by its own exceptions.
        config.setInitializationFailTimeout(-1);
        config.setExceptionOverride(new EvictionOfSpoiled(faults));
        scheme.properties(url).forEach(config::addDataSourceProperty);
        config.setDataSource(scheme.pooled(without(config)));
        return config;
    }

    private static void requireDriver(final UrlScheme scheme, final String url) {
        try {
            DriverManager.getDriver(url);
        } catch (final SQLException e) {
            throw new JobStoreConfigurationException(
                    "no JDBC driver on the class path takes this URL: add the dependency " + scheme.driver()
                            + ", or correct the URL",
                    e);
        }
    }

    /** Connections as the pool of this configuration has them, without a pool. */
    public static DataSource without(final HikariConfig config) {
        return new DriverDataSource(config.getJdbcUrl(), null, config.getDataSourceProperties(), null, null);
    }

    /** Connections to listen on, if those of the pool are not as good. */
    public static Optional<DataSource> listening(final UrlScheme scheme, final HikariConfig config) {
        return scheme.listening(config.getJdbcUrl()).map(properties -> {
            properties.putAll(config.getDataSourceProperties());
            return new DriverDataSource(config.getJdbcUrl(), null, properties, null, null);
        });
    }

    /** Evicts the connections that {@link Transactions} ends, without half a second in which the pool would hand them out. */
    private static final class EvictionOfSpoiled implements SQLExceptionOverride {
        private final SqlFaults faults;

        EvictionOfSpoiled(final SqlFaults faults) {
            this.faults = faults;
        }

        @java.lang.Override
        public Override adjudicate(final SQLException e) {
            return faults.spoilsConnection(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }
}
