import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The tests that this build skipped, each with its reason, read from the reports of all modules. Run as a source file at
 * the end of the build.
 *
 * <p>Arguments: the root of the project, and {@code fail} if a skip that the machine could have prevented is to fail the
 * build, or {@code fast} if the build was one that leaves out tests by intent. A reason that begins with "this store" is none
 * of those: it tells what an adapter does not offer.
 */
final class SkippedTests {
    private SkippedTests() {}

    public static void main(final String[] arguments) throws Exception {
        if (List.of(arguments).contains("fast")) {
            System.out.println("The fast build left out more tests than are listed here: see CONTRIBUTING.md.");
        }
        final TreeMap<String, Integer> skipped = new TreeMap<>();
        for (final Path report : reports(Path.of(arguments[0]))) {
            read(report).forEach(reason -> skipped.merge(reason, 1, Integer::sum));
        }
        if (skipped.isEmpty()) {
            System.out.println("No test was skipped.");
            return;
        }
        System.out.println("Skipped tests:");
        skipped.forEach((reason, count) -> System.out.printf(Locale.ROOT, "  %4d  %s%n", count, reason));
        final List<String> preventable = skipped.keySet().stream()
                .filter(reason -> !reason.contains(": this store "))
                .toList();
        if (!preventable.isEmpty() && List.of(arguments).contains("fail")) {
            System.err.println("This machine should have run: " + preventable);
            System.exit(1);
        }
    }

    private static List<Path> reports(final Path root) throws IOException {
        try (Stream<Path> files = Files.find(root.toAbsolutePath(), 6, (path, attributes) -> path.getParent().getFileName().toString()
                        .matches("(surefire|failsafe)-reports")
                && path.getFileName().toString().matches("TEST-.*\\.xml"))) {
            return files.sorted().toList();
        }
    }

    /** The class and the reason of each skipped test. */
    private static List<String> read(final Path report) throws Exception {
        final List<String> skipped = new ArrayList<>();
        final NodeList found = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("skipped");
        for (int i = 0; i < found.getLength(); i++) {
            final Element skip = (Element) found.item(i);
            final Element test = (Element) skip.getParentNode();
            final String name = test.getAttribute("classname");
            // A failed assumption stands in the text, behind the name of its exception; a condition in the attribute.
            final String told = skip.hasAttribute("message") ? skip.getAttribute("message") : skip.getTextContent();
            final String reason = told.strip().lines().findFirst().orElse("no reason was given");
            skipped.add(name.substring(name.lastIndexOf('.') + 1) + ": "
                    + reason.replaceFirst("^(\\S+\\.)+\\w+Exception: ", "").replaceFirst("^Assumption failed: ", ""));
        }
        return skipped;
    }
}
