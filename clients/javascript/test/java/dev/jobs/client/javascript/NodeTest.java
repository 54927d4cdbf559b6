package dev.jobs.client.javascript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the client's own tests in Node, where it is installed. */
@Tag("slow")
class NodeTest {
    @Test
    void theTestsPassInNode() throws Exception {
        assumeTrue(has("node"), "Node is not installed: the JavaScript client's own tests are skipped");
        final List<String> command = new ArrayList<>(List.of("node", "--test"));
        try (Stream<Path> files = Files.list(Path.of("test"))) {
            files.map(Path::toString)
                    .filter(name -> name.endsWith(".test.js"))
                    .sorted()
                    .forEach(command::add);
        }

        assertThatItSucceeds(command);
    }

    @Test
    void theDeclarationsHoldInStrictTypeScript() throws Exception {
        assumeTrue(has("tsc"), "TypeScript is not installed: the declarations of types are not compiled");

        assertThatItSucceeds(List.of(
                "tsc",
                "--strict",
                "--noUncheckedIndexedAccess",
                "--exactOptionalPropertyTypes",
                "--noEmit",
                "--target",
                "es2022",
                "--module",
                "es2022",
                "--lib",
                "es2022,dom,dom.iterable",
                "test/types.ts"));
    }

    private static void assertThatItSucceeds(final List<String> command) throws Exception {
        final Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
    }

    private static boolean has(final String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
