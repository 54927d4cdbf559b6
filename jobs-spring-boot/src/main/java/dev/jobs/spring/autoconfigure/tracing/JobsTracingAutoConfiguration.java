package dev.jobs.spring.autoconfigure.tracing;

import dev.jobs.opentelemetry.JobsTelemetry;
import dev.jobs.spring.JobStoreDecorator;
import dev.jobs.worker.handler.HandlerInterceptor;
import io.opentelemetry.api.OpenTelemetry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Spans of submissions and runs by the application's {@link OpenTelemetry}, where {@code jobs-opentelemetry} is there. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.opentelemetry.OpenTelemetryAutoConfiguration",
            "org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration"
        })
@ConditionalOnClass({JobsTelemetry.class, OpenTelemetry.class})
@ConditionalOnSingleCandidate(OpenTelemetry.class)
@ConditionalOnProperty(name = "jobs.tracing.enabled", matchIfMissing = true)
@EnableConfigurationProperties(JobsTracingProperties.class)
public final class JobsTracingAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    JobsTelemetry jobsTelemetry(final OpenTelemetry openTelemetry, final JobsTracingProperties settings) {
        final JobsTelemetry.Builder telemetry = JobsTelemetry.builder(openTelemetry);
        if (settings.runAsChild()) {
            telemetry.runAsChild();
        }
        if (settings.carryBaggage()) {
            telemetry.carryBaggage();
        }
        return telemetry.build();
    }

    @Bean
    @Order(0)
    JobStoreDecorator jobsTracedStore(final JobsTelemetry telemetry) {
        return telemetry::trace;
    }

    /** Around the application's own interceptors, which have no order as a rule. */
    @Bean
    @Order(0)
    HandlerInterceptor jobsTracedRuns(final JobsTelemetry telemetry) {
        return telemetry.interceptor();
    }
}
