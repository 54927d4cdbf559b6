package dev.jobs.examples.reports;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service. */
@SpringBootApplication(proxyBeanMethods = false)
class ReportsApplication {
    public static void main(final String... arguments) {
        SpringApplication.run(ReportsApplication.class, arguments);
    }
}
