package dev.jobs.spring.shutdown;

import dev.jobs.spring.JobHandler;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** An application with a web server, a pool of connections and handlers, in a process of its own that gets SIGTERM while they work. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class TerminatedApplication {
    public static void main(final String[] arguments) {
        SpringApplication.run(TerminatedApplication.class, arguments);
    }

    @Bean
    Work work(final JdbcTemplate database, @Value("${test.long-millis}") final long longMillis) {
        return new Work(database, longMillis);
    }

    /** Handlers that write down each run which came to its end, in the application's own table. */
    static class Work {
        private final JdbcTemplate database;
        private final long longMillis;

        Work(final JdbcTemplate database, final long longMillis) {
            this.database = database;
            this.longMillis = longMillis;
        }

        @JobHandler("short")
        String shortOne(final UUID payload) throws InterruptedException {
            return run(payload, 20 + Math.floorMod(payload.hashCode(), 200));
        }

        @JobHandler("long")
        String longOne(final UUID payload) throws InterruptedException {
            return run(payload, longMillis);
        }

        private String run(final UUID payload, final long millis) throws InterruptedException {
            final boolean never = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
            database.update("insert into finished_run (payload) values (?)", payload);
            return "done " + never;
        }
    }
}
