package dev.jobs.spring.autoconfigure.tracing;

import dev.jobs.micrometer.ObservedJobs;
import dev.jobs.micrometer.RunConvention;
import dev.jobs.micrometer.SubmitConvention;
import dev.jobs.spring.JobStoreDecorator;
import dev.jobs.worker.handler.HandlerInterceptor;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Observations of submissions and runs, where {@code jobs-micrometer} is there. With Micrometer's tracing they are spans; so there are none where
 * {@link JobsTracingAutoConfiguration} makes the spans: a run has one, not two.
 */
@AutoConfiguration(
        after = JobsTracingAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnClass({ObservedJobs.class, ObservationRegistry.class})
@ConditionalOnSingleCandidate(ObservationRegistry.class)
@ConditionalOnMissingBean(type = "dev.jobs.opentelemetry.JobsTelemetry")
public final class JobsObservationAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    ObservedJobs observedJobs(
            final ObservationRegistry registry,
            final ObjectProvider<SubmitConvention> submitConvention,
            final ObjectProvider<RunConvention> runConvention) {
        final ObservedJobs.Builder observed = ObservedJobs.builder(registry);
        submitConvention.ifAvailable(observed::submitConvention);
        runConvention.ifAvailable(observed::runConvention);
        return observed.build();
    }

    @Bean
    @Order(0)
    JobStoreDecorator jobsObservedStore(final ObservedJobs observed) {
        return observed::observe;
    }

    /** Around the application's own interceptors, which have no order as a rule. */
    @Bean
    @Order(0)
    HandlerInterceptor jobsObservedRuns(final ObservedJobs observed) {
        return observed.interceptor();
    }
}
