package dev.jobs.spring.autoconfigure.actuator;

import dev.jobs.spring.ApplicationWorker;
import dev.jobs.spring.autoconfigure.worker.JobsWorkerAutoConfiguration;
import dev.jobs.store.JobStore;
import java.util.Optional;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The health of jobs on Spring Boot 3. */
@AutoConfiguration(after = JobsWorkerAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
public final class JobsHealth3AutoConfiguration {
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
