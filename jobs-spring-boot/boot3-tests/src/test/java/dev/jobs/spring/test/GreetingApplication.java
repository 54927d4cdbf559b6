package dev.jobs.spring.test;

import dev.jobs.JobId;
import dev.jobs.Jobs;
import dev.jobs.spring.JobHandler;
import dev.jobs.spring.JobTypes;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.handler.JobContext;
import java.time.Duration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.annotation.Transactional;

/** An application that greets its visitors by jobs. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class GreetingApplication {
    record Visitor(String name) {}

    record Greeting(String text) {}

    @Bean
    Visits visits(final Jobs jobs, final JobTypes types) {
        return new Visits(jobs, types);
    }

    @Bean
    Greetings greetings() {
        return new Greetings();
    }

    /** Submits a job for each visit. */
    static class Visits {
        private final Jobs jobs;
        private final JobTypes types;

        Visits(final Jobs jobs, final JobTypes types) {
            this.jobs = jobs;
            this.types = types;
        }

        @Transactional
        public JobId visit(final String name) {
            return jobs.submit(types.of("greet", Visitor.class, Greeting.class)
                    .requestBuilder(new Visitor(name))
                    .delay(Duration.ofHours(1))
                    .build());
        }
    }

    /** The work. */
    static class Greetings {
        @JobHandler("greet")
        Greeting greet(final Visitor visitor, final JobContext<?> context) throws Exception {
            return new Greeting(context.exec(Command.of("fortune", visitor.name()))
                    .outputTail()
                    .strip());
        }
    }
}
