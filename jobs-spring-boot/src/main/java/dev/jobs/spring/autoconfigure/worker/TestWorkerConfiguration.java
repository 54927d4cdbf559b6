package dev.jobs.spring.autoconfigure.worker;

import dev.jobs.JsonMapping;
import dev.jobs.spring.ApplicationWorker;
import dev.jobs.test.TestJobs;
import dev.jobs.worker.Worker;
import dev.jobs.worker.WorkerSettings;
import java.util.Optional;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The worker of a test with {@link dev.jobs.spring.test.JobsTest}, which runs jobs when the test says so, in the place of the application's. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerProperties.class)
public final class TestWorkerConfiguration {
    @Bean
    TestJobs testJobs(final WorkerProperties properties) {
        return TestJobs.of(store -> Worker.builder(store).settings(settings(properties)));
    }

    /** None: no thread of a worker is started. */
    @Bean
    ApplicationWorker jobsWorker() {
        return Optional::empty;
    }

    /** Adds the handlers when all beans are made: before, they are not all there. */
    @Bean
    SmartInitializingSingleton handlersOfTestJobs(
            final TestJobs jobs,
            final WorkerProperties properties,
            final JsonMapping mapping,
            final ConfigurableListableBeanFactory beans) {
        return () -> jobs.configure(new WorkerPlan(beans, mapping, settings(properties))::addTo);
    }

    private static WorkerSettings settings(final WorkerProperties properties) {
        return properties.settings(Optional.empty());
    }
}
