package dev.jobs.store.memory;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreProvider;
import dev.jobs.store.SizeLimits;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Opens stores in memory at {@code memory:}, each new and empty. */
public final class MemoryJobStoreProvider implements JobStoreProvider {
    private static final String URL = "memory:";

    /** For {@link java.util.ServiceLoader}. */
    public MemoryJobStoreProvider() {}

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Set<String> exampleUrls() {
        return Set.of(URL);
    }

    @Override
    public Optional<String> defaultUrl() {
        return Optional.of(URL);
    }

    @Override
    public boolean accepts(final String url) {
        return url.equals(URL);
    }

    @Override
    public Map<String, String> settings() {
        return SizeLimits.DESCRIPTIONS;
    }

    @Override
    public JobStore open(final String url, final Map<String, String> settings) {
        return new MemoryJobStore(SizeLimits.of(settings));
    }
}
