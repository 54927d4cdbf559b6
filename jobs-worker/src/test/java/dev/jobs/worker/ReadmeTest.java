package dev.jobs.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's first job, as it stands there and as it is compiled and run here. */
class ReadmeTest {
    private static final Pattern FIRST_JOB = Pattern.compile("```java\\R(.*?class FirstJob.*?)```", Pattern.DOTALL);

    @Test
    void theFirstJobStandsInTheReadmeAsItIsCompiledHere() throws IOException {
        final Matcher readme = FIRST_JOB.matcher(Files.readString(Path.of("../README.md")));
        assertThat(readme.find()).isTrue();
        final String compiled = Files.readString(Path.of("src/test/java/dev/jobs/worker/FirstJob.java"));

        // In a package of its own it needs one import more; the warning is javac's alone.
        assertThat(readme.group(1).replace("import dev.jobs.worker.Worker;\n", ""))
                .isEqualTo(compiled.replace("package dev.jobs.worker;\n\n", "")
                        .replaceFirst("    @SuppressWarnings.*\n", ""));
        assertThat(readme.group(1).lines()).hasSizeLessThan(40);
    }

    @Test
    void theFirstJobSaysHello() throws Exception {
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        final PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            FirstJob.main(new String[0]);
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).endsWith("Hello, Ada\n");
    }
}
