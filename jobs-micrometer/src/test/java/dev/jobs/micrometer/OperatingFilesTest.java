package dev.jobs.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The names and labels in the files of docs/operating, which are to be those of a real scrape. */
class OperatingFilesTest {
    private static final Path FOLDER = Path.of("../docs/operating");

    /** A name with its matchers, and the labels that an expression groups or shows by. */
    private static final Pattern NAME = Pattern.compile("(jobs_\\w+)(?:\\{([^}]*)})?");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on) \\(([^)]*)\\)");
    private static final Pattern SHOWN = Pattern.compile("\\{\\{ ?(?:\\$labels\\.)?([a-z_]+) ?}}");

    /** The labels that Prometheus adds to what it scrapes. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

    private static Scrape scrape = new Scrape(List.of(), Map.of());

    @BeforeAll
    static void scrapes() throws InterruptedException {
        try (JobStore store = JobStores.open("memory:")) {
            scrape = Scrape.of(store);
        }
    }

    /** What is wrong with a text that has one expression, or several, and what is shown of their results. */
    private static List<String> faults(final String text) {
        final List<String> faults = new ArrayList<>();
        final Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
        final Matcher name = NAME.matcher(text);
        while (name.find()) {
            final Set<String> ofName = scrape.labels().get(name.group(1));
            if (ofName == null) {
                faults.add(name.group(1) + " is no metric");
                continue;
            }
            labels.addAll(ofName);
            if (name.group(2) != null) {
                MATCHER.matcher(name.group(2))
                        .results()
                        .map(found -> found.group(1))
                        .filter(label -> !ofName.contains(label))
                        .forEach(label -> faults.add(name.group(1) + " has no label " + label));
            }
        }
        Stream.concat(
                        GROUPING.matcher(text)
                                .results()
                                .flatMap(found -> Stream.of(found.group(1).split(",\\s*"))),
                        SHOWN.matcher(text).results().map(found -> found.group(1)))
                .filter(label -> !labels.contains(label))
                .forEach(label -> faults.add("no metric of the expression has the label " + label + ": " + text));
        return faults;
    }

    @Test
    void theCheckFindsNamesAndLabelsThatThereAreNot() {
        assertThat(faults("sum by (type) (rate(jobs_run_seconds_count{outcome=\"completed\"}[5m])) {{type}}"))
                .isEmpty();
        assertThat(faults("jobs_runs_total")).hasSize(1);
        assertThat(faults("jobs_run_seconds_count{owner=\"ada\"}")).hasSize(1);
        assertThat(faults("sum by (reason) (jobs_run_seconds_count)")).hasSize(1);
        assertThat(faults("jobs_store_waiting {{ $labels.outcome }}")).hasSize(1);
    }

    @Test
    void theNamesInTheAlertsExist() throws IOException {
        final String[] alerts =
                Files.readString(FOLDER.resolve("prometheus-alerts.yml")).split("- alert: ");

        assertThat(alerts).hasSizeGreaterThan(8);
        assertThat(Stream.of(alerts).skip(1))
                .allSatisfy(alert -> assertThat(faults(alert)).isEmpty());
        assertThat(Stream.of(alerts).skip(1))
                .allMatch(alert -> NAME.matcher(alert).find());
    }

    @Test
    void theNamesInTheDashboardExist() throws IOException {
        final JsonNode dashboard = new ObjectMapper()
                .readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
        final List<String> expressions = new ArrayList<>();
        dashboard
                .get("panels")
                .forEach(panel -> panel.get("targets")
                        .forEach(target -> expressions.add(target.get("expr").asText() + " "
                                + target.get("legendFormat").asText())));

        assertThat(expressions)
                .hasSizeGreaterThan(12)
                .allSatisfy(expression -> assertThat(faults(expression)).isEmpty());
        dashboard.get("templating").get("list").forEach(variable -> {
            final String query = variable.get("query").asText();
            assertThat(faults(query.replaceAll(".*\\((\\w+), (\\w+)\\)", "$1 {{$2}}")))
                    .isEmpty();
        });
    }

    @Test
    void theNamesInTheQueryOfTheScalerExist() throws IOException {
        final String scaler = Files.readString(FOLDER.resolve("keda-scaledobject.yml"));

        assertThat(NAME.matcher(scaler).results().count()).isEqualTo(2);
        assertThat(faults(scaler)).isEmpty();
    }
}
