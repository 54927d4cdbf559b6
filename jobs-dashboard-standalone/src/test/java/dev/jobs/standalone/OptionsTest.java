package dev.jobs.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static final String URL = "jdbc:postgresql://db/jobs";

    @Test
    void itOnlyShowsUnlessItIsToldToOperate() {
        assertThat(Options.of(List.of("--url", URL), Map.of())).isEqualTo(new Options(URL, 8090, Options.Mode.VIEW));
        assertThat(Options.of(List.of("--operate", "--port", "0", "--url", URL), Map.of()))
                .isEqualTo(new Options(URL, 0, Options.Mode.OPERATE));
    }

    @Test
    void theUrlMayStandInTheEnvironment() {
        assertThat(Options.of(List.of(), Map.of("JOBS_STORE_URL", URL)).url()).isEqualTo(URL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--url",
                "--url memory:",
                "--url jdbc:x --port",
                "--url jdbc:x --port x",
                "--url jdbc:x --port 65536",
                "--url jdbc:x --run"
            })
    void whatIsNotUnderstoodIsRefusedWithWords(final String line) {
        final List<String> arguments = line.isEmpty() ? List.of() : List.of(line.split(" ", -1));

        assertThatThrownBy(() -> Options.of(arguments, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(--\\w+ .*|there is no option --run)");
    }
}
