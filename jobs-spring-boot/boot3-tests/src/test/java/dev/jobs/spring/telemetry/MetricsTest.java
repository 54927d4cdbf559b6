package dev.jobs.spring.telemetry;

import static dev.jobs.spring.telemetry.Applications.WITHOUT_JPA;
import static dev.jobs.spring.telemetry.Applications.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import dev.jobs.micrometer.StoreMeters;
import dev.jobs.micrometer.WorkerMeters;
import dev.jobs.spring.JobHandler;
import dev.jobs.spring.JobStoreDecorator;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.DefaultResourceLoader;

/** The meters that an application has of its jobs by configuration alone. */
class MetricsTest {
    /** An application with the registry of meters that the actuator gives it. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @JobHandler("count")
        int count(final int payload) {
            return payload;
        }

        @JobHandler("add")
        int add(final int payload) {
            return payload + 1;
        }
    }

    /** Meters that the application made itself. */
    @Configuration(proxyBeanMethods = false)
    static class OwnMeters {
        @Bean
        WorkerMeters ownWorkerMeters(final MeterRegistry registry) {
            return WorkerMeters.of(registry);
        }

        @Bean
        StoreMeters ownStoreMeters(final JobStore store) {
            return StoreMeters.of(store);
        }
    }

    /** A registry of meters that the application made itself. */
    @Configuration(proxyBeanMethods = false)
    static class OwnRegistry {
        @Bean
        MeterRegistry ownRegistry() {
            return new SimpleMeterRegistry();
        }
    }

    /** A store whose polls of a job say when it is done, and a job that is done when the test says so. */
    @Configuration(proxyBeanMethods = false)
    static class Estimates {
        private final CountDownLatch polled = new CountDownLatch(1);

        @JobHandler("held")
        int held(final int payload) throws InterruptedException {
            polled.await();
            return payload;
        }

        @Bean
        CountDownLatch polled() {
            return polled;
        }

        @Bean
        @Order(-1)
        JobStoreDecorator estimating() {
            return store -> new ForwardingJobStore(store) {
                @Override
                public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
                    final Map<JobId, JobPollResponse> answers = new LinkedHashMap<>(super.poll(ids));
                    answers.replaceAll((id, answer) -> estimated(answer));
                    return answers;
                }
            };
        }

        private static JobPollResponse estimated(final JobPollResponse answer) {
            final Job job = answer.job();
            return job.finishedAt().isPresent()
                    ? answer
                    : JobPollResponse.builder(job, answer.at())
                            .waiting(answer.waiting())
                            .estimate(Optional.of(new Estimate(
                                    Optional.empty(), Optional.of(answer.at().plusSeconds(60)))))
                            .build();
        }
    }

    private static ConfigurableApplicationContext start(final Class<?> configuration, final String... settings) {
        return Applications.of(Application.class, configuration)
                .properties("jobs.tracing.enabled=false")
                .run(Applications.arguments(settings));
    }

    private static Search meters(final ConfigurableApplicationContext application, final String prefix) {
        return application.getBean(MeterRegistry.class).find("").name(name -> name.startsWith(prefix));
    }

    private static double value(final ConfigurableApplicationContext application, final String gauge) {
        return application.getBean(MeterRegistry.class).get(gauge).gauge().value();
    }

    private static void run(final ConfigurableApplicationContext application, final String type) {
        final Jobs jobs = application.getBean(Jobs.class);
        final JobId id = jobs.submit(JobRequest.builder(type, "2").build());
        until(() -> jobs.find(id).orElseThrow().finishedAt().isPresent());
    }

    @Test
    void theWorkerTheStoreAndObservationsAreMeasuredByThemselves() {
        try (ConfigurableApplicationContext application = start(Application.class)) {
            application
                    .getBean(Jobs.class)
                    .submit(JobRequest.builder("nobody", "2").build());
            run(application, "count");

            until(() -> meters(application, "jobs.run").timer() != null);
            until(() -> meters(application, "jobs.handle").timer() != null);
            assertThat(meters(application, "jobs.submit").timers()).hasSize(2);
            assertThat(value(application, "jobs.worker.slots")).isEqualTo(3);
            until(() -> value(application, "jobs.store.reachable") == 1);
        }
    }

    @Test
    void aWorkerThatStartsAgainIsMeasuredInThePlaceOfTheFormer() {
        try (ConfigurableApplicationContext application = start(Application.class)) {
            application.stop();
            application.start();

            assertThat(value(application, "jobs.worker.slots")).isEqualTo(3);
            assertThat(value(application, "jobs.worker.slots.used")).isZero();
        }
    }

    @Test
    void estimatesThatWereGivenAreComparedWithWhatCameTrue() {
        try (ConfigurableApplicationContext application = start(Estimates.class)) {
            final Jobs jobs = application.getBean(Jobs.class);
            final JobId id = jobs.submit(JobRequest.builder("held", "2").build());
            jobs.poll(id);
            application.getBean(CountDownLatch.class).countDown();
            until(() -> jobs.poll(id).orElseThrow().job().finishedAt().isPresent());

            assertThat(meters(application, "jobs.estimate.error").timers()).isNotEmpty();
        }
    }

    @Test
    void eachPartCanBeTurnedOff() {
        try (ConfigurableApplicationContext application =
                start(Estimates.class, "jobs.metrics.measure-store=false", "jobs.metrics.measure-estimates=false")) {
            assertThat(application.getBeansOfType(StoreMeters.class)).isEmpty();
            assertThat(application.getBeansOfType(JobStoreDecorator.class))
                    .containsOnlyKeys("estimating", "jobsObservedStore");
        }
        try (ConfigurableApplicationContext application =
                start(Application.class, "jobs.metrics.enabled=false", "management.observations.enable.jobs=false")) {
            run(application, "count");

            assertThat(meters(application, "jobs.").meters()).isEmpty();
        }
    }

    @Test
    void typesBeyondTheirBoundShareTheirValues() {
        try (ConfigurableApplicationContext application = start(Application.class, "jobs.metrics.max-types=1")) {
            run(application, "count");
            until(() -> meters(application, "jobs.run").tag("type", "count").timer() != null);
            run(application, "add");

            until(() -> meters(application, "jobs.run").tag("type", "other").timer() != null);
        }
    }

    @Test
    void metersOfTheApplicationTakeThePlaceOfTheStarters() {
        try (ConfigurableApplicationContext application = start(OwnMeters.class)) {
            run(application, "count");

            assertThat(application.getBeansOfType(WorkerMeters.class)).containsOnlyKeys("ownWorkerMeters");
            assertThat(application.getBeansOfType(StoreMeters.class)).containsOnlyKeys("ownStoreMeters");
            until(() -> meters(application, "jobs.run").timer() != null);
            assertThat(value(application, "jobs.worker.slots")).isEqualTo(3);
        }
    }

    @Test
    void aRegistryOfTheApplicationHasAllMetersWithoutTheActuator() {
        final String spring3 = "org.springframework.boot.actuate.autoconfigure.metrics.";
        final String spring4 = "org.springframework.boot.micrometer.metrics.autoconfigure.";
        try (ConfigurableApplicationContext application = start(
                OwnRegistry.class,
                "spring.autoconfigure.exclude=" + WITHOUT_JPA + "," + spring3 + "MetricsAutoConfiguration," + spring4
                        + "MetricsAutoConfiguration")) {
            run(application, "count");

            until(() -> value(application, "jobs.store.reachable") == 1);
            until(() -> meters(application, "jobs.run").timer() != null);
            assertThat(value(application, "jobs.worker.slots")).isEqualTo(3);
        }
    }

    @Test
    void anApplicationStartsWithoutMicrometerOrItsModuleOrARegistry() {
        startsWithout(new FilteredClassLoader("dev.jobs.micrometer"), application -> {
            assertThat(application.getBeansOfType(ObservationRegistry.class)).hasSize(1);
        });
        startsWithout(new FilteredClassLoader("io.micrometer"), application -> {
            assertThat(application.containsBean("jobsMeasuredWorker")).isFalse();
        });
        try (ConfigurableApplicationContext application =
                start(Application.class, "management.simple.metrics.export.enabled=false")) {
            run(application, "count");
        }
    }

    private static void startsWithout(final ClassLoader classes, final Consumer<ConfigurableApplicationContext> check) {
        final ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(classes);
        try (ConfigurableApplicationContext application = Applications.of(Application.class)
                .resourceLoader(new DefaultResourceLoader(classes))
                .run()) {
            run(application, "count");
            check.accept(application);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
