package dev.jobs.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The parts of the poms that Maven Central asks for: a module that lacks one could not be published. */
class PublishedModulesTest {
    private static final Path ROOT = Path.of("..");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "description",
                "url",
                "licenses/license/name",
                "licenses/license/url",
                "developers/developer/name",
                "scm/connection",
                "scm/developerConnection",
                "scm/url"
            })
    void theParentSaysForAllModules(final String element) throws Exception {
        assertThat(text(pom(ROOT), "/project/" + element)).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("published")
    void aPublishedModuleHasANameAndADescription(final Path module) throws Exception {
        assertThat(text(pom(module), "/project/name")).isNotBlank();
        assertThat(text(pom(module), "/project/description")).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("published")
    void aPublishedJarHasItsSourcesAndItsDocs(final Path module) throws Exception {
        final Document pom = pom(module);
        if (text(pom, "/project/packaging").equals("pom")) {
            return;
        }

        assertThat(text(pom, "boolean(/project/build/plugins/plugin[artifactId='maven-source-plugin'])"))
                .isEqualTo("true");
        assertThat(text(
                        pom,
                        "boolean(/project/build/plugins/plugin[artifactId='maven-javadoc-plugin']"
                                + " | //execution[configuration/classifier='javadoc'])"))
                .isEqualTo("true");
    }

    @Test
    void theBomNamesEveryPublishedJar() throws Exception {
        final List<String> jars = published()
                .filter(module -> !text(pom(module), "/project/packaging").equals("pom"))
                .map(module -> text(pom(module), "/project/artifactId"))
                .toList();

        assertThat(texts(
                        pom(ROOT.resolve("jobs-bom")),
                        "/project/dependencyManagement/dependencies/dependency/artifactId"))
                .containsExactlyInAnyOrderElementsOf(jars);
    }

    @Test
    void whatIsOnlyForThisProjectIsNeverPublished() {
        assertThat(published().map(module -> text(pom(module), "/project/artifactId")))
                .allMatch(artifact -> artifact.startsWith("jobs-"))
                .doesNotContain("jobs-chaos", "jobs-testkit", "jobs-browser-testkit");
    }

    /** The folders of the modules that a deployment publishes, without the parent. */
    static Stream<Path> published() {
        return texts(pom(ROOT), "/project/modules/module").stream()
                .map(ROOT::resolve)
                .filter(module -> !text(pom(module), "/project/properties/maven.deploy.skip")
                        .equals("true"));
    }

    private static Document pom(final Path module) {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(Files.newInputStream(module.resolve("pom.xml")));
        } catch (final Exception e) {
            throw new AssertionError("the pom of " + module + " cannot be read", e);
        }
    }

    private static String text(final Document pom, final String path) {
        try {
            return XPathFactory.newDefaultInstance()
                    .newXPath()
                    .evaluate(path, pom)
                    .strip();
        } catch (final Exception e) {
            throw new AssertionError(path, e);
        }
    }

    private static List<String> texts(final Document pom, final String path) {
        try {
            final NodeList found =
                    (NodeList) XPathFactory.newDefaultInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
            return IntStream.range(0, found.getLength())
                    .mapToObj(i -> ((Element) found.item(i)).getTextContent().strip())
                    .toList();
        } catch (final Exception e) {
            throw new AssertionError(path, e);
        }
    }
}
