package dev.jobs.examples.reports;

import dev.jobs.micrometer.StoreMeters;
import dev.jobs.micrometer.WorkerMeters;
import dev.jobs.spring.ApplicationWorker;
import dev.jobs.store.JobStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The meters of jobs, beside those that Spring Boot has of all else. */
@Configuration(proxyBeanMethods = false)
class JobMeters {
    /** A listener of the worker. */
    @Bean
    WorkerMeters workerMeters(final MeterRegistry registry) {
        return WorkerMeters.of(registry);
    }

    /** Also measures the worker's slots, from when it has started. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> slotsMeasured(
            final WorkerMeters meters, final ApplicationWorker worker) {
        return ready -> worker.worker().ifPresent(meters::add);
    }

    @Bean
    StoreMeters storeMeters(final JobStore store) {
        return StoreMeters.of(store);
    }
}
