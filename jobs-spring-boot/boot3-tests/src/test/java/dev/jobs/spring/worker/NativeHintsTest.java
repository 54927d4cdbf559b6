package dev.jobs.spring.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.spring.JobHandler;
import dev.jobs.spring.autoconfigure.json.JobsJsonAutoConfiguration;
import dev.jobs.spring.autoconfigure.worker.JobsWorkerAutoConfiguration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.TypeHint;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;

/** What a native image is told of handlers, when an application is processed ahead of time. */
class NativeHintsTest {
    /** A payload within a list. */
    record Upload(String name) {}

    /** A result. */
    record Facts(int seconds) {}

    /** A handler. */
    static class Recordings {
        @JobHandler("ingest")
        Facts ingest(final List<Upload> payload) {
            return new Facts(payload.size());
        }
    }

    @Test
    void methodsPayloadsAndResultsOfHandlersCanBeReflectedUpon() {
        try (AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext()) {
            application.register(
                    Application.Store.class,
                    Recordings.class,
                    JobsJsonAutoConfiguration.class,
                    JobsWorkerAutoConfiguration.class);
            final DefaultGenerationContext generation = new DefaultGenerationContext(
                    new ClassNameGenerator(ClassName.get("generated", "Application")), new InMemoryGeneratedFiles());
            new ApplicationContextAotGenerator().processAheadOfTime(application, generation);

            assertThat(methods(generation, Recordings.class)).contains("ingest");
            assertThat(methods(generation, Upload.class)).contains("name");
            assertThat(methods(generation, Facts.class)).contains("seconds");
        }
    }

    private static List<String> methods(final GenerationContext generation, final Class<?> type) {
        final TypeHint hint = generation.getRuntimeHints().reflection().getTypeHint(type);
        assertThat(hint).as("the hint of %s", type).isNotNull();
        return hint.methods().map(ExecutableHint::getName).toList();
    }
}
