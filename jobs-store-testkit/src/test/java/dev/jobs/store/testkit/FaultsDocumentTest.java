package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document that says which test holds what names tests that there are. */
class FaultsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "faults-stores.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+Contract)\\.(\\w+)`");
    private static final Pattern LINE = Pattern.compile("(?m)^\\| (\\d+) \\|");

    @Test
    void everyTestThatIsNamedIsInTheKit() throws IOException, ClassNotFoundException {
        final List<MatchResult> named =
                TEST.matcher(Files.readString(DOCUMENT)).results().toList();

        assertThat(named).hasSizeGreaterThan(25);
        for (final MatchResult test : named) {
            assertThat(testsOf(test.group(1))).contains(test.group(2));
        }
    }

    @Test
    void noLineIsLeftOut() throws IOException {
        final Stream<Integer> lines =
                LINE.matcher(Files.readString(DOCUMENT)).results().map(line -> Integer.valueOf(line.group(1)));

        assertThat(lines)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 30).boxed().toList());
    }

    private static List<String> testsOf(final String contract) throws ClassNotFoundException {
        return Stream.of(Class.forName("dev.jobs.store.testkit." + contract).getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .toList();
    }
}
