package dev.jobs.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The faults that axe-core (https://github.com/dequelabs/axe-core) finds in a page, for those who cannot see it or use it as
 * others do.
 */
final class Accessibility {
    private static final String SCRIPT = "/axe.min.js";

    private Accessibility() {}

    /** One line for each element and rule that it breaks; none if all is well. */
    static List<String> violations(final Browser browser) throws Exception {
        if (!browser.evaluate("'axe' in window").asBoolean()) {
            browser.evaluate(script() + "; true");
        }
        final JsonNode violations = browser.evaluate("axe.run(document).then(({ violations }) => violations)");
        final List<String> lines = new ArrayList<>();
        for (final JsonNode violation : violations) {
            for (final JsonNode node : violation.path("nodes")) {
                lines.add(
                        violation.path("id").asText() + ": " + node.path("html").asText() + ": "
                                + node.path("failureSummary").asText().replace('\n', ' '));
            }
        }
        return lines;
    }

    private static String script() throws IOException {
        try (InputStream in = Objects.requireNonNull(Accessibility.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
