package dev.jobs.spring.autoconfigure.metrics;

import dev.jobs.micrometer.EstimateMeters;
import dev.jobs.micrometer.StoreMeters;
import dev.jobs.micrometer.WorkerMeters;
import dev.jobs.spring.ApplicationWorker;
import dev.jobs.spring.JobStoreDecorator;
import dev.jobs.spring.autoconfigure.store.JobsStoreAutoConfiguration;
import dev.jobs.spring.autoconfigure.worker.JobsWorkerAutoConfiguration;
import dev.jobs.store.JobStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * The meters of the application's worker, store and estimates, in its registry of meters, where {@code jobs-micrometer} is there. Meters of the
 * store are bound by Spring Boot's actuator, as every {@link io.micrometer.core.instrument.binder.MeterBinder} is.
 */
@AutoConfiguration(
        after = {JobsStoreAutoConfiguration.class, JobsWorkerAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass({WorkerMeters.class, MeterRegistry.class})
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnProperty(name = "jobs.metrics.enabled", matchIfMissing = true)
@EnableConfigurationProperties(JobsMetricsProperties.class)
public final class JobsMetricsAutoConfiguration {
    /** The worker's meters. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(ApplicationWorker.class)
    static final class OfWorker {
        @Bean
        @ConditionalOnMissingBean
        WorkerMeters jobsWorkerMeters(final MeterRegistry registry, final JobsMetricsProperties settings) {
            return WorkerMeters.builder(registry).maxTypes(settings.maxTypes()).build();
        }

        @Bean
        MeasuredWorker jobsMeasuredWorker(final ApplicationWorker worker, final WorkerMeters meters) {
            return new MeasuredWorker(worker, meters);
        }
    }

    @Bean
    @ConditionalOnBean(JobStore.class)
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = "jobs.metrics.measure-store", matchIfMissing = true)
    StoreMeters jobsStoreMeters(final JobStore store, final JobsMetricsProperties settings) {
        return StoreMeters.builder(store).maxTypes(settings.maxTypes()).build();
    }

    /** Binds the meters of the store where Spring Boot does not: without its actuator. */
    @Bean
    @ConditionalOnMissingBean(
            type = {
                "org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration",
                "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration"
            })
    SmartInitializingSingleton jobsStoreMetersBinding(
            final MeterRegistry registry, final ObjectProvider<StoreMeters> meters) {
        return () -> meters.ifAvailable(own -> own.bindTo(registry));
    }

    @Bean
    @Order(0)
    @ConditionalOnProperty(name = "jobs.metrics.measure-estimates", matchIfMissing = true)
    JobStoreDecorator jobsMeasuredEstimates(final MeterRegistry registry) {
        return EstimateMeters.of(registry)::measure;
    }
}
