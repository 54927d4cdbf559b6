package dev.jobs.store.jdbc;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreProvider;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Opens stores at {@code jdbc:h2:…} and {@code jdbc:postgresql:…}, each with a connection pool of its own. */
public final class JdbcJobStoreProvider implements JobStoreProvider {
    /** For {@link java.util.ServiceLoader}. */
    public JdbcJobStoreProvider() {}

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public Set<String> exampleUrls() {
        return Set.of("jdbc:h2:file:./data/jobs", "jdbc:postgresql://localhost/jobs");
    }

    @Override
    public Optional<String> defaultUrl() {
        return Optional.empty();
    }

    @Override
    public boolean accepts(final String url) {
        return url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:");
    }

    @Override
    public Map<String, String> settings() {
        return JdbcSettings.DESCRIPTIONS;
    }

    @Override
    public JobStore open(final String url, final Map<String, String> settings) {
        return JdbcJobStore.open(url, JdbcSettings.of(settings));
    }
}
