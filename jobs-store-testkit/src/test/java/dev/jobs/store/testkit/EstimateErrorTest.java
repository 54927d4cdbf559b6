package dev.jobs.store.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Estimates are much better than naive ones where durations drift or differ, and nearly as good where they do not. */
@Tag("slow")
class EstimateErrorTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "estimates.md");
    private static final long SEED = 20_260_105;
    private static final Map<String, EstimateErrors> ERRORS = EstimateScenario.all().stream()
            .map(scenario -> EstimateSimulation.run(scenario, SEED))
            .collect(Collectors.toUnmodifiableMap(EstimateErrors::scenario, Function.identity()));

    private static EstimateErrors errors(final String scenario) {
        return requireNonNull(ERRORS.get(scenario));
    }

    @Test
    void whereDurationsDriftOrDifferTheErrorIsMuchSmallerThanThatOfANaiveEstimate() {
        for (final String scenario : List.of("durations drift", "mixed types", "mixed types that drift")) {
            final EstimateErrors errors = errors(scenario);

            assertThat(errors.starts().median())
                    .as(scenario)
                    .isLessThan(0.25)
                    .isLessThan(errors.naiveStarts().median() / 2);
            assertThat(errors.starts().p90())
                    .as(scenario)
                    .isLessThan(errors.naiveStarts().p90() * 0.7);
            assertThat(errors.ends().median())
                    .as(scenario)
                    .isLessThan(errors.naiveEnds().median() / 2);
            assertThat(errors.ends().p90())
                    .as(scenario)
                    .isLessThan(errors.naiveEnds().p90() * 0.7);
        }
    }

    @Test
    void whereANaiveEstimateIsAsGoodAsItGetsTheErrorIsLittleLarger() {
        for (final String scenario : List.of("steady", "workers come and go")) {
            final EstimateErrors errors = errors(scenario);

            assertThat(errors.starts().median())
                    .as(scenario)
                    .isLessThan(errors.naiveStarts().median() + 0.06);
            assertThat(errors.ends().median())
                    .as(scenario)
                    .isLessThan(errors.naiveEnds().median() + 0.06);
        }
    }

    @Test
    void everyQuestionIsAnswered() {
        assertThat(ERRORS.values()).allSatisfy(errors -> {
            assertThat(errors.answered()).isGreaterThan(3_500);
            assertThat(errors.unanswered()).isZero();
        });
    }

    @Test
    void theTableInTheDocumentIsWhatTheSimulationGives() throws IOException {
        final List<String> lines = Files.readAllLines(DOCUMENT);

        final List<String> rows = EstimateScenario.all().stream()
                .map(scenario -> errors(scenario.name()).row())
                .toList();

        assertThat(lines)
                .as("the table should be:%n%s", String.join("\n", rows))
                .containsAll(rows);
    }
}
