package dev.jobs.store.jdbc;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreProvider;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Opens stores at {@code jdbc:h2:…} and {@code jdbc:postgresql:…}, each with a connection pool of its own. */
public final class JdbcJobStoreProvider implements JobStoreProvider {
    /** Makes the provider, for {@link java.util.ServiceLoader}. */
    public JdbcJobStoreProvider() {}

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public Set<String> exampleUrls() {
        return Databases.ALL.stream()
                .map(database -> database.urls().example())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<String> defaultUrl() {
        return Optional.empty();
    }

    @Override
    public boolean accepts(final String url) {
        return Databases.ALL.stream().anyMatch(database -> database.urls().accepts(url));
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
