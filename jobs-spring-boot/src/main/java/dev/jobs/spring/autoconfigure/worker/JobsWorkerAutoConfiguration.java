package dev.jobs.spring.autoconfigure.worker;

import dev.jobs.JsonMapping;
import dev.jobs.spring.ApplicationWorker;
import dev.jobs.spring.JobTypes;
import dev.jobs.spring.autoconfigure.json.JobsJsonAutoConfiguration;
import dev.jobs.spring.autoconfigure.store.JobsStoreAutoConfiguration;
import dev.jobs.spring.handler.BoundJobTypes;
import dev.jobs.spring.handler.HandlerMethods;
import dev.jobs.store.JobStore;
import dev.jobs.worker.Worker;
import dev.jobs.worker.WorkerSettings;
import java.util.Optional;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The job types of the application, and its worker, which starts if there are handlers. */
@AutoConfiguration(after = {JobsJsonAutoConfiguration.class, JobsStoreAutoConfiguration.class})
@EnableConfigurationProperties(WorkerProperties.class)
public final class JobsWorkerAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    JobTypes jobTypes(final JsonMapping mapping, final ConfigurableListableBeanFactory beans) {
        return new BoundJobTypes(mapping, beans::resolveEmbeddedValue, () -> HandlerMethods.of(beans));
    }

    @Bean
    @ConditionalOnBean(JobStore.class)
    @ConditionalOnMissingBean(ApplicationWorker.class)
    @ConditionalOnProperty(name = "jobs.worker.enabled", matchIfMissing = true)
    WorkerLifecycle jobsWorker(
            final ConfigurableApplicationContext context,
            final WorkerProperties properties,
            final JsonMapping mapping,
            final JobStore store) { // it is closed after the worker, since this depends on it
        final Environment environment = context.getEnvironment();
        return new WorkerLifecycle(context, () -> {
            final WorkerSettings settings =
                    properties.settings(Optional.ofNullable(environment.getProperty("spring.application.name")));
            final Optional<Worker.Builder> worker =
                    new WorkerPlan(context.getBeanFactory(), mapping, settings).worker();
            worker.ifPresent(planned -> ShutdownTime.check(settings, environment));
            return worker;
        });
    }
}
