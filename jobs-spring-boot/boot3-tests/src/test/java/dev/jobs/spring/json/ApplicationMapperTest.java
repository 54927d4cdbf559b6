package dev.jobs.spring.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.JsonMapping;
import dev.jobs.spring.JobHandler;
import dev.jobs.spring.JobTypes;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Payloads and results by the mapper that the application has: Jackson 2 on Spring Boot 3, Jackson 3 on Spring Boot 4. */
class ApplicationMapperTest {
    /** A payload with times and an optional. */
    record Order(LocalDate firstDay, Optional<String> note, Duration limit) {}

    /** A result with a time. */
    record Report(Instant at, Order order) {}

    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        JobStore jobStore() {
            return JobStores.open("memory:");
        }

        @JobHandler("report")
        Report report(final Order payload) {
            return new Report(Instant.parse("2026-01-05T10:00:00.123456Z"), payload);
        }
    }

    private static ConfigurableApplicationContext application(final String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.datasource.url=jdbc:h2:mem:mapper",
                        "spring.data.jpa.repositories.enabled=false",
                        "spring.autoconfigure.exclude="
                                + "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration,"
                                + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration")
                .properties(properties)
                .run();
    }

    @Test
    void timesAndOptionalsComeBackAsTheyWereAndStandAsText() {
        try (ConfigurableApplicationContext application = application()) {
            final JobType<Order, Report> type =
                    application.getBean(JobTypes.class).of("report", Order.class, Report.class);
            final Order order = new Order(LocalDate.of(2026, 2, 28), Optional.of("x"), Duration.ofMinutes(90));

            final Job job = finished(application.getBean(Jobs.class), type, order);

            assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
            assertThat(type.result(job)).contains(new Report(Instant.parse("2026-01-05T10:00:00.123456Z"), order));
            assertThat(job.result())
                    .hasValueSatisfying(
                            json -> assertThat(json).contains("\"2026-02-28\"", "\"2026-01-05T10:00:00.123456Z\""));
        }
    }

    @Test
    void theSettingsOfTheApplicationHoldExceptThatUnknownFieldsAreIgnored() {
        try (ConfigurableApplicationContext application = application(
                "spring.jackson.property-naming-strategy=SNAKE_CASE",
                "spring.jackson.deserialization.fail-on-unknown-properties=true")) {
            final JsonMapping mapping = application.getBean(JsonMapping.class);

            assertThat(mapping.write(new Order(LocalDate.of(2026, 2, 28), Optional.empty(), Duration.ZERO)))
                    .contains("\"first_day\":\"2026-02-28\"");
            assertThat(mapping.read("{\"first_day\":\"2026-02-28\",\"added\":1}", Order.class))
                    .isInstanceOf(Order.class);
        }
    }

    private static Job finished(final Jobs jobs, final JobType<Order, Report> type, final Order order) {
        final JobId id = jobs.submit(type.request(order));
        final long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (jobs.find(id).orElseThrow().finishedAt().isEmpty()) {
            assertThat(System.nanoTime() - end).isNegative();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return jobs.find(id).orElseThrow();
    }
}
