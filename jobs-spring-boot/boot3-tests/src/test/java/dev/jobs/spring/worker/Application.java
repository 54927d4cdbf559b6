package dev.jobs.spring.worker;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.Jobs;
import dev.jobs.spring.autoconfigure.json.JobsJsonAutoConfiguration;
import dev.jobs.spring.autoconfigure.worker.JobsWorkerAutoConfiguration;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application of these tests: the starter's worker on a store in memory, and waits with a bound. */
final class Application {
    private Application() {}

    /** The store of the application. */
    @Configuration(proxyBeanMethods = false)
    static class Store {
        @Bean
        JobStore jobStore() {
            return JobStores.open("memory:");
        }
    }

    static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(JobsJsonAutoConfiguration.class, JobsWorkerAutoConfiguration.class))
                .withUserConfiguration(Store.class);
    }

    /** The job when it has finished. */
    static Job finished(final Jobs jobs, final JobId id) {
        until(() -> jobs.find(id).orElseThrow().finishedAt().isPresent());
        return jobs.find(id).orElseThrow();
    }

    static void until(final BooleanSupplier condition) {
        final long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("this has not happened within a minute");
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
