package dev.jobs.test;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.jobs.testing.PageCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The code of docs/testing.md, as it stands there and as it is compiled and run here. */
class TestingPageTest {
    @ParameterizedTest
    @ValueSource(strings = {"submitted", "run", "handler", "payload"})
    void theCodeOfThePageIsCompiledHere(final String part) throws IOException {
        PageCode.assertShown(
                Path.of("../docs/testing.md"), Path.of("src/test/java/dev/jobs/test/TestingExample.java"), part);
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
