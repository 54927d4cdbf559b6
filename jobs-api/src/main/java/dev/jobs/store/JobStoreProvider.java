package dev.jobs.store;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Opens the stores of one adapter; found by {@link java.util.ServiceLoader}. Safe to share between threads. */
public interface JobStoreProvider {
    /** The adapter's name, for messages: {@code memory}, {@code jdbc}. */
    String name();

    /** A URL of each kind that it opens, for messages. */
    Set<String> exampleUrls();

    /** The URL that it opens if it is the only provider and no URL was given; empty: it needs one. */
    Optional<String> defaultUrl();

    /** True if this URL is one of its kinds. */
    boolean accepts(String url);

    /** The settings that it knows, each with a sentence on its values. */
    Map<String, String> settings();

    /**
     * Opens the store at this URL, which it {@linkplain #accepts accepts}.
     *
     * @param settings only such as are {@linkplain #settings() known}
     * @throws JobStoreConfigurationException if the URL or a setting's value is of no use; the message has the value
     * @throws JobStoreUnavailableException if the store cannot be reached
     */
    JobStore open(String url, Map<String, String> settings);
}
