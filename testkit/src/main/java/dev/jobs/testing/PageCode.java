package dev.jobs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The code on the pages of the documentation, which stands in tests too, so that it is compiled and run. */
public final class PageCode {
    private PageCode() {}

    /**
     * Checks that a page shows a part of a source file to the letter.
     *
     * @param page the file of the page
     * @param source the file that is compiled, where the part is between the comments {@code // part} and {@code // part end}
     * @param part the part's name
     */
    public static void assertShown(final Path page, final Path source, final String part) throws IOException {
        final Matcher code = Pattern.compile(" +// " + part + "\\R(.*?)\\R+ +// " + part + " end", Pattern.DOTALL)
                .matcher(Files.readString(source));

        assertThat(code.find()).as("%s has the part %s", source, part).isTrue();
        assertThat(Files.readString(page))
                .contains("```java\n" + code.group(1).stripTrailing().stripIndent() + "\n```");
    }
}
