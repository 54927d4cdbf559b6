package dev.jobs.spring.autoconfigure.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobs.store.LogLimits;
import dev.jobs.worker.WorkerSettings;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The settings of a worker as properties. */
class WorkerPropertiesTest {
    /** A thread factory and the JVM's shutdown hook are no matter of properties. */
    private static final List<String> NO_PROPERTIES = List.of("build", "threads", "closeAtShutdown");

    @Test
    void eachSettingIsAPropertyWithADescriptionForEditors() throws IOException {
        final Map<String, String> described = described();

        assertThat(Stream.of(WorkerSettings.Builder.class.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                        .map(Method::getName)
                        .filter(name -> !NO_PROPERTIES.contains(name))
                        .map(name -> "jobs.worker."
                                + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)))
                .hasSizeGreaterThan(10)
                .allMatch(property -> described.keySet().stream().anyMatch(each -> each.startsWith(property)));
        assertThat(described)
                .allSatisfy((property, description) ->
                        assertThat(description).as(property).isNotBlank());
    }

    /** The descriptions of all properties of jobs, in what the starter tells editors. */
    private static Map<String, String> described() throws IOException {
        final Map<String, String> described = new TreeMap<>();
        for (final var url : Collections.list(WorkerPropertiesTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream metadata = url.openStream()) {
                for (final JsonNode property :
                        new ObjectMapper().readTree(metadata).get("properties")) {
                    if (property.get("name").asText().startsWith("jobs.")) {
                        described.put(
                                property.get("name").asText(),
                                property.path("description").asText());
                    }
                }
            }
        }
        return described;
    }

    @Test
    void eachPropertyIsThatSettingOfTheWorker() {
        final Map<String, String> properties = Map.ofEntries(
                Map.entry("jobs.worker.name", "night"),
                Map.entry("jobs.worker.slots", "7"),
                Map.entry("jobs.worker.queues", "slow,fast"),
                Map.entry("jobs.worker.poll-interval", "2s"),
                Map.entry("jobs.worker.time-to-live", "3m"),
                Map.entry("jobs.worker.close-grace", "4s"),
                Map.entry("jobs.worker.kill-grace", "6s"),
                Map.entry("jobs.worker.retention", "8d"),
                Map.entry("jobs.worker.unreadable-grace", "9m"),
                Map.entry("jobs.worker.time-limit", "10m"),
                Map.entry("jobs.worker.silence-limit", "11m"),
                Map.entry("jobs.worker.log-limits.lines", "12"),
                Map.entry("jobs.worker.log-limits.bytes", "13000"),
                Map.entry("jobs.worker.log-limits.line-length", "140"));

        final WorkerSettings settings = bound(properties).settings(Optional.of("application"));

        assertThat(settings.name()).isEqualTo("night");
        assertThat(settings.slots()).isEqualTo(7);
        assertThat(settings.queues()).containsExactlyInAnyOrder("slow", "fast");
        assertThat(settings.pollInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.timeToLive()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.closeGrace()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.killGrace()).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.retention()).isEqualTo(Duration.ofDays(8));
        assertThat(settings.unreadableGrace()).isEqualTo(Duration.ofMinutes(9));
        assertThat(settings.timeLimit()).contains(Duration.ofMinutes(10));
        assertThat(settings.silenceLimit()).contains(Duration.ofMinutes(11));
        assertThat(settings.logLimits()).isEqualTo(new LogLimits(12, 13_000, 140));
    }

    @Test
    void whatIsNotSetIsAsForAnyWorkerExceptForItsName() {
        final WorkerSettings standard = WorkerSettings.builder().build();

        final WorkerSettings settings =
                bound(Map.of("jobs.worker.enabled", "true")).settings(Optional.of("application"));

        assertThat(settings.name()).startsWith("application-");
        assertThat(settings)
                .usingRecursiveComparison()
                .ignoringFields("values.name")
                .isEqualTo(standard);
    }

    private static WorkerProperties bound(final Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bind("jobs.worker", WorkerProperties.class)
                .get();
    }
}
