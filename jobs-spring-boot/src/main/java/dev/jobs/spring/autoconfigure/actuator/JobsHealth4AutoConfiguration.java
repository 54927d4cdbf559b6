package dev.jobs.spring.autoconfigure.actuator;

import dev.jobs.spring.ApplicationWorker;
import dev.jobs.spring.autoconfigure.worker.JobsWorkerAutoConfiguration;
import dev.jobs.store.JobStore;
import java.util.Optional;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;

/** The health of jobs on Spring Boot 4. */
@AutoConfiguration(after = JobsWorkerAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
public final class JobsHealth4AutoConfiguration {
    @Bean
    @ConditionalOnBean(JobStore.class)
    @ConditionalOnEnabledHealthIndicator("jobs")
    @ConditionalOnMissingBean(name = "jobsHealthIndicator")
    HealthIndicator jobsHealthIndicator(final JobStore store, final Optional<ApplicationWorker> worker) {
        final WorkerCondition condition = new WorkerCondition(store, worker);
        return () -> {
            final WorkerCondition.Now now = condition.now();
            return Health.status(now.well() ? Status.UP : Status.OUT_OF_SERVICE)
                    .withDetails(now.details())
                    .build();
        };
    }
}
