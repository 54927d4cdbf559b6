package dev.jobs.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.spring.ApplicationWorker;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.JobStores;
import dev.jobs.store.StopOrder;
import dev.jobs.worker.handler.TypedHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** The actuator of an application with jobs, over HTTP. */
class ActuatorTest {
    private static final JobType<String, String> STUBBORN = JobType.of("stubborn", String.class, String.class);
    private static final JobType<String, String> FAILING = JobType.of("failing", String.class, String.class);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final ConfigurableApplicationContext APPLICATION = new SpringApplicationBuilder(Application.class)
            .run(
                    "--server.address=127.0.0.1",
                    "--server.port=0",
                    "--spring.datasource.url=jdbc:h2:mem:actuator",
                    "--spring.data.jpa.repositories.enabled=false",
                    "--spring.autoconfigure.exclude="
                            + "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration,"
                            + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
                    "--management.endpoints.web.exposure.include=health,info,jobs",
                    "--management.endpoint.health.show-details=always",
                    "--jobs.worker.slots=1",
                    "--jobs.worker.poll-interval=20ms",
                    "--jobs.worker.kill-grace=0s",
                    "--jobs.worker.close-grace=0s");
    private static final ReachableStore STORE = (ReachableStore) APPLICATION.getBean(JobStore.class);

    /** A store that can go out of reach. */
    static final class ReachableStore extends ForwardingJobStore {
        volatile boolean outOfReach;

        ReachableStore(final JobStore store) {
            super(store);
        }

        @Override
        public List<ClaimedJob> claim(final ClaimRequest request) {
            check();
            return super.claim(request);
        }

        @Override
        public List<StopOrder> heartbeat(final Heartbeat heartbeat) {
            check();
            return super.heartbeat(heartbeat);
        }

        @Override
        public Map<JobId, Job> find(final Collection<JobId> ids) {
            check();
            return super.find(ids);
        }

        private void check() {
            if (outOfReach) {
                throw new JobStoreUnavailableException("out of reach for a test");
            }
        }
    }

    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        @Bean
        JobStore jobStore() {
            return new ReachableStore(JobStores.open("memory:"));
        }

        @Bean
        AtomicBoolean stubbornness() {
            return new AtomicBoolean(true);
        }

        @Bean
        TypedHandler<String, String> stubborn(final AtomicBoolean stubbornness) {
            return TypedHandler.of(STUBBORN, context -> {
                context.stage("ignoring its stop");
                while (stubbornness.get()) {
                    Thread.interrupted(); // which it ignores
                    LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
                }
                return "at last";
            });
        }

        @Bean
        TypedHandler<String, String> failing() {
            return TypedHandler.of(FAILING, context -> {
                throw new IllegalStateException("failed for a test");
            });
        }

        @Bean
        SecurityFilterChain open(final HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    @AfterAll
    static void close() {
        APPLICATION.getBean(AtomicBoolean.class).set(false);
        APPLICATION.close();
    }

    @Test
    void healthIsUpThoughJobsFailAndOutOfServiceWhileTheStoreIsOutOfReachOrAllSlotsAreStuck() throws Exception {
        final Jobs jobs = APPLICATION.getBean(Jobs.class);
        final var failed =
                jobs.submit(FAILING.requestBuilder("x").maxAttempts(1).build());
        until(() -> jobs.find(failed).orElseThrow().finishedAt().isPresent());
        assertThat(get("health/jobs").statusCode()).isEqualTo(200);
        assertThat(get("health/jobs").body()).contains("\"status\":\"UP\"", "\"slots\":1", "\"stuckJobs\":0");

        STORE.outOfReach = true;
        until(() -> get("health/jobs").statusCode() == 503);
        assertThat(get("health/jobs").body())
                .contains("\"status\":\"OUT_OF_SERVICE\"", "\"store\":\"out of reach\"", "storeOutOfReachFor");
        STORE.outOfReach = false;
        until(() -> get("health/jobs").statusCode() == 200);

        final var stuck = jobs.submit(STUBBORN.request("x"));
        until(() -> jobs.find(stuck).orElseThrow().stage().isPresent());
        jobs.cancel(stuck);
        until(() -> get("health/jobs").statusCode() == 503);
        assertThat(get("health/jobs").body()).contains("\"stuckJobs\":1", "\"store\":\"answers\"");
        APPLICATION.getBean(AtomicBoolean.class).set(false);
        until(() -> get("health/jobs").statusCode() == 200);
    }

    @Test
    void theStoreIsAskedWhereNoWorkerRuns() {
        final SmartLifecycle worker = (SmartLifecycle) APPLICATION.getBean(ApplicationWorker.class);
        worker.stop();
        try {
            assertThat(get("health/jobs").statusCode()).isEqualTo(200);

            STORE.outOfReach = true;

            assertThat(get("health/jobs").statusCode()).isEqualTo(503);
            assertThat(get("health/jobs").body()).contains("\"store\":\"out of reach\"", "for a test");
        } finally {
            STORE.outOfReach = false;
            worker.start();
        }
    }

    @Test
    void theEndpointHasTheOverviewAndInfoHasTheWorker() throws Exception {
        final JobType<String, String> unknown = JobType.of("unknown", String.class, String.class);
        APPLICATION.getBean(Jobs.class).submit(unknown.request("x"));

        assertThat(get("jobs").body())
                .contains(
                        "\"type\":\"unknown\"", "\"queue\":\"default\"", "\"startable\":{\"jobs\":1", "unhandledSince");
        assertThat(get("info").body()).contains("\"jobs\":{\"worker\":\"running\"", "\"slots\":1");
    }

    private HttpResponse<String> get(final String path) {
        final String port = APPLICATION.getEnvironment().getProperty("local.server.port");
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (final IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void until(final BooleanSupplier condition) {
        final long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("this has not happened within a minute");
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
