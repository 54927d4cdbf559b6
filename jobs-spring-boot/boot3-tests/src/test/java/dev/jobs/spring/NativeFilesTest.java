package dev.jobs.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.spring.autoconfigure.store.JobsStoreAutoConfiguration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeHint;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.jdbc.datasource.ConnectionHolder;

/** The files and methods that a native image of an application with jobs needs to know of. */
class NativeFilesTest {
    private final RuntimeHints hints = hints();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev/jobs/store/jdbc/schema/h2/V1__jobs.sql",
                "dev/jobs/store/jdbc/schema/postgresql/V1__jobs.sql",
                "dev/jobs/http/servlet/openapi.json",
                "dev/jobs/worker/process/watchdog/watchdog.sh"
            })
    void aFileOfTheJarsIsKept(final String file) {
        assertThat(getClass().getClassLoader().getResource(file)).isNotNull();
        assertThat(RuntimeHintsPredicates.resource().forResource(file)).accepts(hints);
    }

    @Test
    void theMethodThatKnowsOfTransactionsCanBeCalled() {
        assertThat(Optional.ofNullable(hints.reflection().getTypeHint(ConnectionHolder.class)).stream()
                        .flatMap(TypeHint::methods)
                        .map(ExecutableHint::getName))
                .containsExactly("isTransactionActive");
    }

    private static RuntimeHints hints() {
        try (AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext()) {
            application.register(JobsStoreAutoConfiguration.class);
            final DefaultGenerationContext generation = new DefaultGenerationContext(
                    new ClassNameGenerator(ClassName.get("generated", "Application")), new InMemoryGeneratedFiles());
            new ApplicationContextAotGenerator().processAheadOfTime(application, generation);
            return generation.getRuntimeHints();
        }
    }
}
