package dev.jobs.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.testing.Await;
import dev.jobs.testing.PageCode;
import dev.jobs.worker.Worker;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table and the code of docs/metrics.md, as they stand there and as they are. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("../docs/metrics.md");
    private static final Pattern ROW = Pattern.compile(
            "^\\| `(jobs\\.[a-z.]+)` \\| `(jobs_\\w+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]*)\\|", Pattern.MULTILINE);

    /** A row of the table. */
    private record Row(String meter, String inPrometheus, String type, String unit, Set<String> tags) {
        Meter.Type kind() {
            return switch (type) {
                case "timer", "timer, histogram" -> Meter.Type.TIMER;
                case "counter" -> Meter.Type.COUNTER;
                case "gauge" -> Meter.Type.GAUGE;
                case "long task timer" -> Meter.Type.LONG_TASK_TIMER;
                default -> throw new AssertionError("no type of meters: " + type);
            };
        }
    }

    private static List<Row> table() throws IOException {
        return ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> new Row(
                        row.group(1),
                        row.group(2),
                        row.group(3).strip(),
                        row.group(4).strip(),
                        Arrays.stream(row.group(5).replace("`", "").split(","))
                                .map(String::strip)
                                .filter(tag -> !tag.isEmpty())
                                .collect(Collectors.toCollection(TreeSet::new))))
                .toList();
    }

    private static Set<String> tags(final Meter.Id id) {
        return id.getTags().stream().map(tag -> tag.getKey()).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory:", "jdbc:h2:mem:"})
    void theTableHasTheMetersOfARealWorkerAndNoOthers(final String url) throws Exception {
        final List<Row> table = table();
        final Scrape scrape;
        try (JobStore store = JobStores.open(url.startsWith("jdbc") ? url + UUID.randomUUID() : url)) {
            scrape = Scrape.of(store);
        }

        final Map<String, String> documented = new TreeMap<>();
        table.forEach(row -> documented.put(row.meter(), row.kind() + " " + row.tags()));
        final Map<String, String> real = new TreeMap<>();
        scrape.meters().forEach(id -> real.put(id.getName(), id.getType() + " " + tags(id)));
        assertThat(documented).isEqualTo(real);
        for (final Row row : table) {
            assertThat(scrape.of(row.inPrometheus()).entrySet())
                    .as(row.inPrometheus())
                    .isNotEmpty()
                    .allSatisfy(name -> {
                        final Set<String> labels = new TreeSet<>(name.getValue());
                        labels.remove("le");
                        assertThat(labels).isEqualTo(row.tags());
                    });
            assertThat(scrape.of(row.inPrometheus()).keySet().stream().anyMatch(name -> name.endsWith("_bucket")))
                    .as(row.meter())
                    .isEqualTo(row.type().contains("histogram"));
            assertThat(row.unit().equals("seconds"))
                    .isEqualTo(row.inPrometheus().endsWith("_seconds"));
        }
        assertThat(scrape.labels().keySet())
                .allMatch(name -> table.stream()
                        .anyMatch(row -> scrape.of(row.inPrometheus()).containsKey(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "store", "observations"})
    void theCodeOfThePageIsCompiledHere(final String part) throws IOException {
        PageCode.assertShown(PAGE, Path.of("src/test/java/dev/jobs/micrometer/MetricsExample.java"), part);
    }

    @Test
    void theCodeOfThePageRuns() throws InterruptedException {
        final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (JobStore store = JobStores.open("memory:");
                StoreMeters ofStore = MetricsExample.measuredStore(store, registry);
                Worker measured = MetricsExample.measured(store, registry);
                Worker observed = MetricsExample.observed(store, ObservationRegistry.create())) {
            Await.until(
                    "the job is complete",
                    () -> registry.find("jobs.store.reachable").gauge().value() == 1
                            && measured.activeJobs() + observed.activeJobs() == 0);
            assertThat(ofStore).isNotNull();
        }
    }
}
