package dev.jobs.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.jobs.store.JobStoreConfigurationException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Makes the pool of a store that was opened by URL, with what makes each database safe to use so. */
final class Pools {
    private static final String UNNAMED_H2 = "jdbc:h2:mem:";
    private static final String H2_FILE = "jdbc:h2:file:";
    private static final int LISTENING = 1;

    private Pools() {}

    static HikariDataSource open(final String url, final JdbcSettings settings) {
        requireUsable(url);
        final HikariConfig config = new HikariConfig();
        config.setPoolName("jobs-store");
        config.setJdbcUrl(url.startsWith("jdbc:h2:") ? h2Url(url) : url);
        config.setMaximumPoolSize(settings.poolSize() + LISTENING);
        config.setMinimumIdle(Math.min(2, settings.poolSize()));
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(5));
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        // The store waits for its database by itself, and says so by its own exceptions.
        config.setInitializationFailTimeout(-1);
        if (url.startsWith("jdbc:postgresql:")) {
            config.addDataSourceProperty("ApplicationName", "jobs");
            config.addDataSourceProperty("tcpKeepAlive", "true");
            addUnlessGiven(config, url, "connectTimeout", "5");
            // Without it a call hangs for as long as a dead network lets it.
            addUnlessGiven(config, url, "socketTimeout", "20");
            addUnlessGiven(config, url, "reWriteBatchedInserts", "true");
        }
        return new HikariDataSource(config);
    }

    private static void requireUsable(final String url) {
        if (url.equals(UNNAMED_H2) || url.startsWith(UNNAMED_H2 + ";")) {
            throw new JobStoreConfigurationException("\"" + url
                    + "\" is another, empty database for each connection: give it a name, as in jdbc:h2:mem:jobs");
        }
        try {
            DriverManager.getDriver(url);
        } catch (final SQLException e) {
            final String driver = url.startsWith("jdbc:h2:") ? "com.h2database:h2" : "org.postgresql:postgresql";
            throw new JobStoreConfigurationException(
                    "no JDBC driver on the class path takes this URL: add the dependency " + driver
                            + ", or mend the URL",
                    e);
        }
    }

    private static void addUnlessGiven(
            final HikariConfig config, final String url, final String name, final String value) {
        if (!url.contains(name + "=")) {
            config.addDataSourceProperty(name, value);
        }
    }

    /**
     * An H2 URL with what jobs need: each commit in the file before it is answered for, no shutdown before the service's
     * own, a database in memory that outlives its connections, and file channels that survive the interrupt of a handler
     * that is just submitting.
     */
    static String h2Url(final String url) {
        String complete = url.startsWith(H2_FILE) ? H2_FILE + "retry:" + url.substring(H2_FILE.length()) : url;
        if (!isGiven(url, "DB_CLOSE_ON_EXIT")) {
            complete += ";DB_CLOSE_ON_EXIT=FALSE";
        }
        if (url.startsWith(UNNAMED_H2) && !isGiven(url, "DB_CLOSE_DELAY")) {
            return complete + ";DB_CLOSE_DELAY=-1";
        }
        if (!isGiven(url, "WRITE_DELAY")) {
            complete += ";WRITE_DELAY=0";
        }
        if (!isGiven(url, "LOCK_TIMEOUT")) {
            complete += ";LOCK_TIMEOUT=5000";
        }
        return complete;
    }

    private static boolean isGiven(final String url, final String setting) {
        return url.toUpperCase(Locale.ROOT).contains(";" + setting + "=");
    }
}
