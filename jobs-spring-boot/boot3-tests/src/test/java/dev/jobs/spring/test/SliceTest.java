package dev.jobs.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import dev.jobs.spring.JobHandler;
import dev.jobs.spring.JobStoreDecorator;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.test.TestJobs;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A test of some beans without the application's auto-configuration, as in a slice. */
@JobsTest
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"jobs.worker.enabled=false", "jobs.worker.queues=slow"})
class SliceTest {
    @Autowired
    private TestJobs test;

    /** Beans: one handles jobs, one is a store of the application's own, one decorates. */
    @Configuration(proxyBeanMethods = false)
    static class Beans {
        private final AtomicInteger handled = new AtomicInteger();

        @JobHandler("count")
        int count(final int payload) {
            return handled.addAndGet(payload);
        }

        @Bean
        JobStore jobStore() {
            return JobStores.open("memory:");
        }

        @Bean
        JobStoreDecorator decorator() {
            return Decorated::new;
        }
    }

    /** A store that something was added to. */
    private static final class Decorated extends ForwardingJobStore {
        private Decorated(final JobStore store) {
            super(store);
        }
    }

    @Test
    void jobsRunWithoutAutoConfigurationAndWhereTheApplicationRunsNone(@Autowired final Jobs jobs) {
        jobs.submit(JobRequest.builder("count", "2").queue("slow").build());
        jobs.submit(JobRequest.builder("count", "3").build());

        assertThat(test.runAll()).extracting(run -> run.job().result()).hasSize(1);
    }

    @Test
    void theStoreOfTheTestComesBeforeThatOfTheApplicationAndIsDecorated(@Autowired final JobStore store) {
        assertThat(store).isInstanceOf(Decorated.class);
        assertThat(test.submissions()).isEmpty();

        store.submit(JobRequest.builder("count", "2").build());

        assertThat(test.submissions()).hasSize(1);
    }
}
