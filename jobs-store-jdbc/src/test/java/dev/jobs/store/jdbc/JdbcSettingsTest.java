package dev.jobs.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.JobStores;
import dev.jobs.store.SizeLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdbcSettingsTest {
    @Test
    void saysNothingMeansTheDefaults() {
        assertThat(JdbcSettings.of(Map.of()))
                .isEqualTo(JdbcSettings.defaults())
                .isEqualTo(new JdbcSettings(SchemaMode.CREATE, 10, JdbcSettings.Signalling.ON, SizeLimits.defaults()));
    }

    @Test
    void readsEachSettingFromTextInWhateverCase() {
        final JdbcSettings settings = JdbcSettings.of(Map.of("schema", " Check ", "poolSize", "25", "signals", "OFF"));

        assertThat(settings)
                .isEqualTo(new JdbcSettings(SchemaMode.CHECK, 25, JdbcSettings.Signalling.OFF, SizeLimits.defaults()));
    }

    @ParameterizedTest
    @CsvSource({"schema,update", "schema,''", "poolSize,many", "poolSize,''", "signals,maybe"})
    void saysWhichSettingIsWrongAndWhatItCanBe(final String name, final String value) {
        assertThatThrownBy(() -> JdbcSettings.of(Map.of(name, value)))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContainingAll(name, "\"" + value + "\"", JdbcSettings.DESCRIPTIONS.get(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 1, 1_001})
    void refusesAPoolThatIsOfNoUse(final int size) {
        assertThatThrownBy(() -> JdbcSettings.defaults().withPoolSize(size))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContainingAll("poolSize", "2", "1000", String.valueOf(size));
    }

    @Test
    void areTakenByStoresThatAreOpenedByUrl() {
        assertThatThrownBy(() -> JobStores.open("jdbc:h2:mem:settings", Map.of("schema", "check")))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContaining("the job tables are missing");
        assertThatThrownBy(() -> JobStores.open("jdbc:h2:mem:settings", Map.of("pool", "3")))
                .isInstanceOf(JobStoreConfigurationException.class)
                .hasMessageContainingAll("\"pool\"", "poolSize", "schema", "signals");
    }
}
