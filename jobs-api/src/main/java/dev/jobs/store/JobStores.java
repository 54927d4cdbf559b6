package dev.jobs.store;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Opens the store that the class path and the configuration name.
 *
 * <p>The URL is the one given, else the system property {@value #URL_PROPERTY}, else the environment's
 * {@value #URL_VARIABLE}, else that of the one provider on the class path. Several providers and no URL is an error: a
 * store in memory chosen silently loses jobs.
 */
public final class JobStores {
    /** The system property that holds the store's URL. */
    public static final String URL_PROPERTY = "jobs.store.url";

    /** The environment variable that holds the store's URL. */
    public static final String URL_VARIABLE = "JOBS_STORE_URL";

    private final List<JobStoreProvider> providers;

    JobStores(final List<JobStoreProvider> providers) {
        this.providers = providers.stream()
                .sorted(Comparator.comparing(JobStoreProvider::name))
                .toList();
    }

    /**
     * Opens the configured store, with the adapter's default settings.
     *
     * @throws JobStoreConfigurationException if there is no provider, several and no URL, or none for the URL
     */
    public static JobStore open() {
        final JobStores stores = onClassPath();
        return stores.openAt(stores.configuredUrl(System::getProperty, System::getenv), Map.of());
    }

    /**
     * Opens the store at this URL, with the adapter's default settings.
     *
     * @throws JobStoreConfigurationException if there is no provider for it
     */
    public static JobStore open(final String url) {
        return open(url, Map.of());
    }

    /**
     * Opens the store at this URL with these settings of the adapter.
     *
     * @throws JobStoreConfigurationException if there is no provider for it, or a setting is unknown to it
     */
    public static JobStore open(final String url, final Map<String, String> settings) {
        return onClassPath().openAt(requireNonNull(url, "url"), Map.copyOf(settings));
    }

    private static JobStores onClassPath() {
        return new JobStores(ServiceLoader.load(JobStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    String configuredUrl(
            final Function<String, @Nullable String> properties, final Function<String, @Nullable String> environment) {
        return given(properties.apply(URL_PROPERTY))
                .or(() -> given(environment.apply(URL_VARIABLE)))
                .orElseGet(this::onlyDefaultUrl);
    }

    private static Optional<String> given(final @Nullable String url) {
        return Optional.ofNullable(url).filter(text -> !text.isBlank());
    }

    private String onlyDefaultUrl() {
        requireProviders();
        if (providers.size() > 1) {
            throw new JobStoreConfigurationException("several job stores are on the class path and no URL says which: "
                    + describe() + ". " + howToSay());
        }
        return providers
                .get(0)
                .defaultUrl()
                .orElseThrow(() -> new JobStoreConfigurationException(
                        "the job store on the class path needs a URL: " + describe() + ". " + howToSay()));
    }

    JobStore openAt(final String url, final Map<String, String> settings) {
        requireProviders();
        final JobStoreProvider provider = providers.stream()
                .filter(candidate -> candidate.accepts(url))
                .findFirst()
                .orElseThrow(() -> new JobStoreConfigurationException("no job store on the class path opens \""
                        + withoutSecrets(url) + "\"; there is " + describe()));
        settings.keySet().stream()
                .filter(name -> !provider.settings().containsKey(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new JobStoreConfigurationException("the " + provider.name() + " job store has no setting \""
                            + name + "\"; it has "
                            + provider.settings().keySet().stream().sorted().toList());
                });
        return provider.open(url, settings);
    }

    private void requireProviders() {
        if (providers.isEmpty()) {
            throw new JobStoreConfigurationException("no job store is on the class path: add the dependency"
                    + " dev.jobs:jobs-store-jdbc (H2, PostgreSQL) or dev.jobs:jobs-store-memory");
        }
    }

    private String describe() {
        return providers.stream()
                .map(provider -> provider.name() + " (such as "
                        + provider.exampleUrls().stream().sorted().collect(Collectors.joining(", ")) + ")")
                .collect(Collectors.joining("; "));
    }

    private static String howToSay() {
        return "Set the system property " + URL_PROPERTY + " or the environment variable " + URL_VARIABLE
                + ", or call JobStores.open(url)";
    }

    private static String withoutSecrets(final String url) {
        return url.replaceAll("//[^/@]*@", "//…@").replaceAll("[?;].*", "…");
    }
}
