package dev.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobStoresTest {
    private final JobStores none = new JobStores(List.of());
    private final JobStores memory = new JobStores(List.of(new Named("memory", Optional.of("memory:"))));
    private final JobStores jdbc = new JobStores(List.of(new Named("jdbc", Optional.empty())));
    private final JobStores both =
            new JobStores(List.of(new Named("memory", Optional.of("memory:")), new Named("jdbc", Optional.empty())));

    @Test
    void withoutAProviderTheErrorSaysWhatToAdd() {
        assertThatThrownBy(() -> none.openAt("memory:", Map.of()))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("jobs-store-jdbc")
                .hasMessageContaining("jobs-store-memory");
        assertThatThrownBy(() -> none.configuredUrl(JobStoresTest::nothing, JobStoresTest::nothing))
                .isInstanceOf(JobStoreConfigurationException.class);
    }

    @Test
    void theOneProviderOpensWithoutAUrlIfItNeedsNone() {
        assertThat(memory.configuredUrl(JobStoresTest::nothing, JobStoresTest::nothing))
                .isEqualTo("memory:");
        assertThatThrownBy(() -> jdbc.configuredUrl(JobStoresTest::nothing, JobStoresTest::nothing))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("needs a URL")
                .hasMessageContaining("JOBS_STORE_URL");
    }

    @Test
    void severalProvidersAndNoUrlIsAnErrorThatListsThem() {
        assertThatThrownBy(() -> both.configuredUrl(JobStoresTest::nothing, JobStoresTest::nothing))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("jdbc")
                .hasMessageContaining("memory")
                .hasMessageContaining("jobs.store.url");
    }

    @Test
    void theSystemPropertyGoesBeforeTheEnvironment() {
        assertThat(both.configuredUrl(name -> "jdbc:a", name -> "jdbc:b")).isEqualTo("jdbc:a");
        assertThat(both.configuredUrl(JobStoresTest::nothing, name -> "jdbc:b")).isEqualTo("jdbc:b");
    }

    @Test
    void anUnknownUrlIsNamedWithoutItsSecrets() {
        assertThatThrownBy(() -> both.openAt("mysql://ann:secret@host/db?password=secret", Map.of()))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("mysql://")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anUnknownSettingIsNamedBesideTheKnownOnes() {
        assertThatThrownBy(() -> jdbc.openAt("jdbc:x", Map.of("poolsize", "3")))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("\"poolsize\"")
                .hasMessageContaining("poolSize");
    }

    private static String nothing(final String name) {
        return "";
    }

    private record Named(String name, Optional<String> defaultUrl) implements JobStoreProvider {
        @Override
        public Set<String> exampleUrls() {
            return Set.of(name + ":");
        }

        @Override
        public boolean accepts(final String url) {
            return url.startsWith(name + ":");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("poolSize", "how many connections");
        }

        @Override
        public JobStore open(final String url, final Map<String, String> settings) {
            throw new UnsupportedOperationException("not reached in these tests");
        }
    }
}
