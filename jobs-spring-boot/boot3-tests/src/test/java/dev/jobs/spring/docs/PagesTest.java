package dev.jobs.spring.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JsonMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** The code of the pages on handlers and versions, as it stands there and as it is compiled and run here. */
class PagesTest {
    @ParameterizedTest
    @CsvSource({
        "deploying-versions, VersionsExample, first",
        "deploying-versions, VersionsExample, second",
        "deploying-versions, VersionsExample, types",
        "workers, HandlersExample, handler",
        "workers, HandlersExample, submitter",
        "workers, HandlersExample, customizer",
    })
    void theCodeOfThePageIsCompiledHere(final String page, final String example, final String part) throws IOException {
        final String text = Files.readString(Path.of("../../docs/" + page + ".md"));
        final String compiled =
                Files.readString(Path.of("../boot3-tests/src/test/java/dev/jobs/spring/docs/" + example + ".java"));
        final Matcher code = Pattern.compile(" +// " + part + "\\R(.*?)\\R+ +// " + part + " end", Pattern.DOTALL)
                .matcher(compiled);

        assertThat(code.find()).isTrue();
        assertThat(text).contains("```java\n" + code.group(1).stripTrailing().stripIndent() + "\n```");
    }

    /** An application with the mapper of its generation. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void eachVersionReadsWhatItsNeighboursWrite() {
        try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties("spring.datasource.url=jdbc:h2:mem:versions", "jobs.store.url=memory:")
                .run()) {
            final JsonMapping mapping = application.getBean(JsonMapping.class);
            final String before = mapping.write(new VersionsExample.Before.Upload("a"));
            final String first = mapping.write(new VersionsExample.First.Upload("a", Optional.of("en")));
            final String second = mapping.write(new VersionsExample.Second.Upload("a", Optional.of("en")));

            assertThat(mapping.read(before, VersionsExample.First.Upload.class))
                    .isEqualTo(new VersionsExample.First.Upload("a", Optional.empty()));
            assertThat(mapping.read(first, VersionsExample.Before.Upload.class))
                    .isEqualTo(new VersionsExample.Before.Upload("a"));
            assertThat(mapping.read(first, VersionsExample.Second.Upload.class))
                    .isEqualTo(new VersionsExample.Second.Upload("a", Optional.of("en")));
            assertThat(mapping.read(second, VersionsExample.First.Upload.class))
                    .isEqualTo(new VersionsExample.First.Upload("a", Optional.of("en")));
        }
    }
}
