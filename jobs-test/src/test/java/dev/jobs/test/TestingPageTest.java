package dev.jobs.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The code of docs/testing.md, as it stands there and as it is compiled and run here. */
class TestingPageTest {
    @ParameterizedTest
    @ValueSource(strings = {"submitted", "run", "handler", "payload"})
    void theCodeOfThePageIsCompiledHere(final String part) throws IOException {
        final String page = Files.readString(Path.of("../docs/testing.md"));
        final String compiled = Files.readString(Path.of("src/test/java/dev/jobs/test/TestingExample.java"));
        final var code = Pattern.compile("    // " + part + "\\R(.*?)\\R    // " + part + " end", Pattern.DOTALL)
                .matcher(compiled);

        assertThat(code.find()).isTrue();
        assertThat(page).contains("```java\n" + code.group(1).stripTrailing().stripIndent() + "\n```");
    }

    @Test
    void theTestsOfThePagePass() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(TestingExample.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.started(4).succeeded(4));
    }
}
