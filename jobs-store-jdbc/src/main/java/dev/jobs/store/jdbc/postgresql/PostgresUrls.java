package dev.jobs.store.jdbc.postgresql;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.jdbc.connection.UrlScheme;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** The URLs of PostgreSQL's driver. */
final class PostgresUrls implements UrlScheme {
    private static final String PREFIX = "jdbc:postgresql:";
    private static final Pattern USER_BEFORE_HOST = Pattern.compile("jdbc:postgresql://[^/?]*@.*");

    @Override
    public boolean accepts(final String url) {
        return url.startsWith(PREFIX);
    }

    @Override
    public String example() {
        return "jdbc:postgresql://localhost/jobs";
    }

    @Override
    public String driver() {
        return "org.postgresql:postgresql";
    }

    @Override
    public void requireUsable(final String url) {
        if (USER_BEFORE_HOST.matcher(url).matches()) {
            throw new JobStoreConfigurationException(
                    "this URL has a user before its host, which PostgreSQL's JDBC driver does not know: write"
                            + " jdbc:postgresql://host/database?user=…&password=… instead");
        }
    }

    @Override
    public Map<String, String> properties(final String url) {
        final Map<String, String> properties = new HashMap<>();
        properties.put("ApplicationName", "jobs");
        properties.put("tcpKeepAlive", "true");
        putUnlessGiven(properties, url, "connectTimeout", "5");
        // Without it a call hangs for as long as a dead network lets it.
        putUnlessGiven(properties, url, "socketTimeout", "20");
        putUnlessGiven(properties, url, "reWriteBatchedInserts", "true");
        socketFactory(url).ifPresent(factory -> properties.put("socketFactory", factory));
        return properties;
    }

    @Override
    public DataSource pooled(final DataSource source) {
        return new PooledConnections(source, System::nanoTime);
    }

    private static void putUnlessGiven(
            final Map<String, String> properties, final String url, final String name, final String value) {
        if (!url.contains(name + "=")) {
            properties.put(name, value);
        }
    }

    /** Connections that tell at once of what has arrived, if this driver can be made to. */
    @Override
    public Optional<Properties> listening(final String url) {
        return socketFactory(url).map(factory -> {
            final Properties properties = new Properties();
            properties.setProperty("socketFactory", factory);
            return properties;
        });
    }

    private static Optional<String> socketFactory(final String url) {
        return Optional.of(PromptSocketFactory.class.getName())
                .filter(factory -> !url.contains("socketFactory=") && isVisibleToDriver(factory));
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
}
