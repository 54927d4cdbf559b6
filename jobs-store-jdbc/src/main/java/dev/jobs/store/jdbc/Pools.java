package dev.jobs.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.util.DriverDataSource;
import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.jdbc.internal.PromptSocketFactory;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** Configures the pool of a store that was opened by URL, with what makes each database safe to use so. */
final class Pools {
    private static final String UNNAMED_H2 = "jdbc:h2:mem:";
    private static final String H2_FILE = "jdbc:h2:file:";

    /** A path with no {@code file:} before it, which is a file all the same; not {@code tcp:}, nor {@code mem:}. */
    private static final Pattern H2_PATH = Pattern.compile("jdbc:h2:(?![a-z]{2,}:).*", Pattern.CASE_INSENSITIVE);

    private static final Pattern SURVIVES_INTERRUPTS = Pattern.compile("jdbc:h2:(file:)?(retry|async):.*");

    private static final Pattern USER_BEFORE_HOST = Pattern.compile("jdbc:postgresql://[^/?]*@.*");

    private Pools() {}

    static HikariConfig config(final String given, final JdbcSettings settings) {
        final PublicUrl address = PublicUrl.of(given);
        final String url = address.text();
        requireUsable(url);
        final HikariConfig config = new HikariConfig();
        config.setPoolName("jobs-store");
        config.setJdbcUrl(url.startsWith(PublicUrl.H2) ? h2Url(url) : url);
        address.credentials().forEach(config::addDataSourceProperty);
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(Math.min(2, settings.poolSize()));
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(5));
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        // The store waits for its database by itself, and says so by its own exceptions.
        config.setInitializationFailTimeout(-1);
        config.setExceptionOverride(new Spoiled());
        if (url.startsWith("jdbc:postgresql:")) {
            config.addDataSourceProperty("ApplicationName", "jobs");
            config.addDataSourceProperty("tcpKeepAlive", "true");
            addUnlessGiven(config, url, "connectTimeout", "5");
            // Without it a call hangs for as long as a dead network lets it.
            addUnlessGiven(config, url, "socketTimeout", "20");
            addUnlessGiven(config, url, "reWriteBatchedInserts", "true");
        }
        return config;
    }

    /** Connections as the pool of this configuration has them, without one. */
    static DataSource without(final HikariConfig config) {
        return new DriverDataSource(config.getJdbcUrl(), null, config.getDataSourceProperties(), null, null);
    }

    /** Connections to listen on that tell at once of what has arrived, if this driver can be made to. */
    static Optional<DataSource> prompt(final HikariConfig config) {
        final String url = config.getJdbcUrl();
        final String factory = PromptSocketFactory.class.getName();
        if (!url.startsWith("jdbc:postgresql:") || url.contains("socketFactory=") || !isVisibleToDriver(factory)) {
            return Optional.empty();
        }
        final Properties properties = new Properties();
        properties.putAll(config.getDataSourceProperties());
        properties.setProperty("socketFactory", factory);
        return Optional.of(new DriverDataSource(url, null, properties, null, null));
    }

    // Not so where a container loads the driver for all its applications.
    private static boolean isVisibleToDriver(final String name) {
        try {
            Class.forName(name, false, PGConnection.class.getClassLoader());
            return true;
        } catch (final ClassNotFoundException e) {
            return false;
        }
    }

    /** Lets go of what {@link Transactions} lets go of, without half a second in which it would be handed out again. */
    private static final class Spoiled implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(final SQLException e) {
            return SqlFault.spoilsConnection(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }

    private static void requireUsable(final String url) {
        if (url.equals(UNNAMED_H2) || url.startsWith(UNNAMED_H2 + ";")) {
            throw new JobStoreConfigurationException("\"" + url
                    + "\" is another, empty database for each connection: give it a name, as in jdbc:h2:mem:jobs");
        }
        if (USER_BEFORE_HOST.matcher(url).matches()) {
            throw new JobStoreConfigurationException(
                    "this URL has a user before its host, which PostgreSQL's JDBC driver does not know: write"
                            + " jdbc:postgresql://host/database?user=…&password=… instead");
        }
        try {
            DriverManager.getDriver(url);
        } catch (final SQLException e) {
            final String driver = url.startsWith(PublicUrl.H2) ? "com.h2database:h2" : "org.postgresql:postgresql";
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
     * own, a database in memory that outlives its connections, file channels that survive the interrupt of a handler that
     * is just submitting, and no second file for faults, which the store tells of or tries again.
     */
    static String h2Url(final String url) {
        String complete = url;
        if (SURVIVES_INTERRUPTS.matcher(url).matches()) {
            complete = url;
        } else if (url.startsWith(H2_FILE)) {
            complete = H2_FILE + "retry:" + url.substring(H2_FILE.length());
        } else if (H2_PATH.matcher(url).matches()) {
            complete = H2_FILE + "retry:" + url.substring(PublicUrl.H2.length());
        } else if (url.startsWith(UNNAMED_H2)) {
            complete = withSetting(complete, "DB_CLOSE_DELAY", "-1");
        }
        complete = withSetting(complete, "DB_CLOSE_ON_EXIT", "FALSE");
        complete = withSetting(complete, "WRITE_DELAY", "0");
        complete = withSetting(complete, "TRACE_LEVEL_FILE", "0");
        return withSetting(complete, "LOCK_TIMEOUT", "5000");
    }

    private static String withSetting(final String url, final String name, final String value) {
        return url.toUpperCase(Locale.ROOT).contains(";" + name + "=") ? url : url + ";" + name + "=" + value;
    }
}
