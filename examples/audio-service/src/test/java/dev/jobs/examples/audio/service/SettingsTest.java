package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @Test
    void anEmptyEnvironmentGivesTheStandardSettings() {
        final Settings settings = Settings.of(Map.of());

        assertThat(settings)
                .isEqualTo(new Settings(
                        "127.0.0.1",
                        8080,
                        "jdbc:h2:file:./data/jobs",
                        Path.of("data/audio").toAbsolutePath(),
                        2,
                        Role.ALL,
                        512L << 20,
                        Dashboard.OPERATE));
    }

    @Test
    void everySettingIsReadFromItsVariable() {
        final Settings settings = Settings.of(Map.of(
                "HOST", "0.0.0.0",
                "PORT", "0",
                "JOBS_STORE_URL", "jdbc:postgresql://db/jobs",
                "AUDIO_DATA", "/srv/audio",
                "WORKER_SLOTS", " 7 ",
                "ROLE", "worker",
                "AUDIO_MAX_BYTES", "1000",
                "DASHBOARD", "view"));

        assertThat(settings)
                .isEqualTo(new Settings(
                        "0.0.0.0",
                        0,
                        "jdbc:postgresql://db/jobs",
                        Path.of("/srv/audio"),
                        7,
                        Role.WORKER,
                        1000,
                        Dashboard.VIEW));
    }

    @Test
    void aServiceThatOthersReachHasNoDashboardUnlessItIsAskedFor() {
        assertThat(Settings.of(Map.of("HOST", "0.0.0.0")).dashboard()).isEqualTo(Dashboard.OFF);
    }

    @Test
    void anEmptyVariableCountsAsNotSet() {
        assertThat(Settings.of(Map.of("PORT", " ")).port()).isEqualTo(8080);
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,eighty",
        "PORT,65536",
        "PORT,-1",
        "WORKER_SLOTS,0",
        "ROLE,boss",
        "DASHBOARD,on",
        "AUDIO_MAX_BYTES,1 GB"
    })
    void anUnusableValueIsRefusedWithItsNameAndItself(final String name, final String value) {
        assertThatThrownBy(() -> Settings.of(Map.of(name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(name, "\"" + value + "\"");
    }

    @Test
    void aStoreInMemoryIsRefusedWhereItWouldHaveToBeShared() {
        assertThatThrownBy(() -> Settings.of(Map.of("ROLE", "web", "JOBS_STORE_URL", "memory:")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("ROLE=web needs a store that processes can share");
    }
}
