package dev.jobs.spring.autoconfigure.actuator;

import dev.jobs.spring.ApplicationWorker;
import dev.jobs.spring.autoconfigure.worker.JobsWorkerAutoConfiguration;
import dev.jobs.store.JobStore;
import dev.jobs.worker.Worker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** The part of jobs in the actuator's {@code info}, and the endpoint {@code jobs}. */
@AutoConfiguration(after = JobsWorkerAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
public final class JobsActuatorAutoConfiguration {
    @Bean
    @ConditionalOnBean(JobStore.class)
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    JobsEndpoint jobsEndpoint(final JobStore store) {
        return new JobsEndpoint(store);
    }

    @Bean
    @ConditionalOnBean(ApplicationWorker.class)
    @ConditionalOnMissingBean(name = "jobsInfoContributor")
    @ConditionalOnProperty(name = "management.info.jobs.enabled", matchIfMissing = true)
    InfoContributor jobsInfoContributor(final ApplicationWorker worker) {
        return info -> info.withDetail("jobs", info(worker.worker()));
    }

    private static Map<String, Object> info(final Optional<Worker> worker) {
        final Map<String, Object> info = new LinkedHashMap<>();
        info.put("worker", worker.filter(Worker::isRunning).isPresent() ? "running" : "not running");
        worker.ifPresent(each -> {
            info.put("workerId", each.id().toString());
            info.put("slots", each.slots());
        });
        return info;
    }
}
