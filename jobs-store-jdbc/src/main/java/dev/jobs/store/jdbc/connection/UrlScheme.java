package dev.jobs.store.jdbc.connection;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;

/** The URLs of a database: which are its own, how they are read, and which settings jobs need beside them. Immutable. */
public interface UrlScheme {
    /** True if a URL is of this scheme. */
    boolean accepts(String url);

    /** A URL as an example for messages. */
    String example();

    /** The dependency that brings the driver, for messages. */
    String driver();

    /** The character that parts the settings of a URL from the rest. */
    default String beginOfSettings() {
        return "?";
    }

    /** The separator of settings, as a regular expression. */
    default String separator() {
        return "&";
    }

    /** The separator of settings where they are written. */
    default String writtenSeparator() {
        return "&";
    }

    /** The value of a setting as the user meant it. */
    default String decoded(final String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    /**
     * Checks a URL without credentials.
     *
     * @throws dev.jobs.store.JobStoreConfigurationException if it cannot lead to a database for jobs
     */
    default void requireUsable(final String url) {}

    /** The URL with the settings that jobs need and it does not have. */
    default String complete(final String url) {
        return url;
    }

    /** The properties of the driver that jobs need, by name. */
    default Map<String, String> properties(final String url) {
        return Map.of();
    }

    /** The connections of a pool, which this source makes. */
    default DataSource pooled(final DataSource source) {
        return source;
    }

    /** The properties of connections to listen on, if those differ from others. */
    default Optional<Properties> listening(final String url) {
        return Optional.empty();
    }
}
