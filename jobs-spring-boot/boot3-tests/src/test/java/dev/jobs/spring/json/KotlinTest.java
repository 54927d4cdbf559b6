package dev.jobs.spring.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jobs.GenericType;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.JsonMapping;
import dev.jobs.spring.JobTypes;
import dev.jobs.spring.handler.InvalidJobHandlerException;
import dev.jobs.spring.kotlin.Facts;
import dev.jobs.spring.kotlin.PlainKt;
import dev.jobs.spring.kotlin.Recordings;
import dev.jobs.spring.kotlin.Suspending;
import dev.jobs.spring.kotlin.Track;
import dev.jobs.spring.kotlin.Unusual;
import dev.jobs.spring.kotlin.UnusualKt;
import dev.jobs.spring.kotlin.Upload;
import dev.jobs.spring.kotlin.Uploads;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import kotlin.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;

/** Handlers, payloads and results that are written in Kotlin. */
class KotlinTest {
    private static final Upload UPLOAD = new Upload("a.wav", null, 2);
    private static final Facts FACTS = new Facts("a.wav", null, 120);

    /** An application without a database. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        JobStore jobStore() {
            return JobStores.open("memory:");
        }
    }

    /** A mapper that knows nothing of Kotlin. */
    @Configuration(proxyBeanMethods = false)
    static class WithoutModule {
        @Bean
        JsonMapping mapping() {
            return JsonMapping.jackson(new ObjectMapper());
        }
    }

    private static ConfigurableApplicationContext application(final Class<?>... beans) {
        return new SpringApplicationBuilder(Application.class)
                .sources(beans)
                .web(WebApplicationType.NONE)
                .properties("spring.autoconfigure.exclude="
                        + "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration,"
                        + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                        + "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration,"
                        + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration")
                .run();
    }

    @Test
    void aHandlerGetsDefaultsAndNullsOfItsPayload() {
        try (ConfigurableApplicationContext application = application(Recordings.class, Uploads.class, Unusual.class)) {
            final Jobs jobs = application.getBean(Jobs.class);
            final JobTypes types = application.getBean(JobTypes.class);
            final JobType<Upload, Facts> ingest = types.of("ingest", Upload.class, Facts.class);

            final Job submitted =
                    finished(jobs, application.getBean(Uploads.class).uploaded("a.wav"));
            final Job older = finished(
                    jobs,
                    jobs.submit(JobRequest.builder("ingest", "{\"file\":\"a.wav\",\"x\":1}")
                            .build()));

            assertThat(ingest.result(submitted)).contains(FACTS);
            assertThat(ingest.payload(submitted)).isEqualTo(UPLOAD);
            assertThat(ingest.result(older)).contains(FACTS);
            assertThatThrownBy(() -> application.getBean(JsonMapping.class).read("{\"tracks\":1}", Upload.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("file");
            hasUnusualSignatures(application, jobs, types);
        }
    }

    private static void hasUnusualSignatures(
            final ConfigurableApplicationContext application, final Jobs jobs, final JobTypes types) {
        final JobType<String, Unit> note = types.of("note", String.class, Unit.class);
        final JobType<List<Track>, List<String>> names = types.of("names", tracks(), UnusualKt.getNAMES());
        final JobType<String, Integer> length = types.of("length", String.class, Integer.class);

        final Job noted = finished(jobs, jobs.submit(note.request("x")));
        final Job named = finished(jobs, jobs.submit(names.request(List.of(new Track("a"), new Track("b")))));
        final Job measured = finished(jobs, jobs.submit(length.request("four")));

        assertThat(noted.status()).isEqualTo(JobStatus.COMPLETE);
        assertThat(noted.result()).isEmpty();
        assertThat(application.getBean(Unusual.class).getNoted()).isEqualTo("x");
        assertThat(names.result(named)).contains(List.of("a", "b"));
        assertThat(length.result(measured)).contains(4);
    }

    // A list of a wildcard, as Kotlin writes it, is read as a list of Java.
    @SuppressWarnings("unchecked")
    private static GenericType<List<Track>> tracks() {
        return (GenericType<List<Track>>) (GenericType<?>) UnusualKt.getTRACKS();
    }

    @Test
    void aSuspendFunctionFailsTheStart() {
        assertThatThrownBy(() -> application(Suspending.class))
                .satisfies(failure -> assertThat(NestedExceptionUtils.getMostSpecificCause(failure))
                        .isInstanceOf(InvalidJobHandlerException.class)
                        .hasMessageContainingAll("Suspending.ingest", "is a suspend function"));
    }

    @Test
    void aMapperThatDoesNotKnowKotlinFailsTheStartAndNamesTheDependency() {
        assertThatThrownBy(() -> application(Recordings.class, WithoutModule.class))
                .hasStackTraceContaining(InvalidJobHandlerException.class.getName())
                .hasStackTraceContaining("add the dependency com.fasterxml.jackson.module:jackson-module-kotlin");
    }

    @Test
    void withoutSpringTheModuleForKotlinIsFound() {
        try (JobStore store = JobStores.open("memory:");
                Worker worker = PlainKt.workerOf(store)) {
            final JobType<Upload, Facts> ingest = PlainKt.getINGEST();

            final Job submitted = finished(store, store.submit(ingest.request(UPLOAD)));
            final Job older = finished(
                    store,
                    store.submit(
                            JobRequest.builder("ingest", "{\"file\":\"a.wav\"}").build()));

            assertThat(worker.isRunning()).isTrue();
            assertThat(ingest.payload(older)).isEqualTo(UPLOAD);
            assertThat(ingest.result(submitted)).contains(new Facts("a.wav", null, 215));
            assertThat(ingest.result(older)).contains(new Facts("a.wav", null, 215));
        }
    }

    @ParameterizedTest
    @CsvSource({"Recordings, handler", "Plain, plain"})
    void theCodeOfThePageIsCompiledHere(final String file, final String part) throws IOException {
        final String compiled =
                Files.readString(Path.of("../boot3-tests/src/test/kotlin/dev/jobs/spring/kotlin/" + file + ".kt"));
        final String code = compiled.substring(
                compiled.indexOf("// " + part + "\n") + part.length() + 4, compiled.indexOf("// " + part + " end"));

        assertThat(Files.readString(Path.of("../../docs/workers.md"))).contains("```kotlin\n" + code + "```");
    }

    private static Job finished(final Jobs jobs, final JobId id) {
        final long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (jobs.find(id).orElseThrow().finishedAt().isEmpty()) {
            assertThat(System.nanoTime() - end).isNegative();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return jobs.find(id).orElseThrow();
    }
}
