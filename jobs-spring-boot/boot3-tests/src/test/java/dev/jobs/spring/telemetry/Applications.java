package dev.jobs.spring.telemetry;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Applications of these tests: auto-configured, with jobs in memory, without a web server and JPA; and waits with a bound. */
final class Applications {
    static final String WITHOUT_JPA = "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration,"
            + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration";

    private Applications() {}

    static SpringApplicationBuilder of(final Class<?>... configurations) {
        return new SpringApplicationBuilder(configurations)
                .web(WebApplicationType.NONE)
                .properties(
                        "jobs.store.url=memory:",
                        "jobs.worker.slots=3",
                        "jobs.worker.poll-interval=20ms",
                        "spring.data.jpa.repositories.enabled=false",
                        "spring.autoconfigure.exclude=" + WITHOUT_JPA);
    }

    /** These settings as an application is given them. */
    static String[] arguments(final String... settings) {
        return Stream.of(settings).map("--"::concat).toArray(String[]::new);
    }

    static void until(final BooleanSupplier condition) {
        final long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("this has not happened within a minute");
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
