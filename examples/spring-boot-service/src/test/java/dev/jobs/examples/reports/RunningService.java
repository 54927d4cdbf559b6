package dev.jobs.examples.reports;

import java.net.URI;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service, on a free port. */
final class RunningService implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private RunningService(final ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** One with a database of its own in memory. */
    static RunningService onH2(final String... settings) {
        return on("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", settings);
    }

    static RunningService on(final String databaseUrl, final String... settings) {
        final Stream<String> own = Stream.of(
                "--server.port=0", "--spring.datasource.url=" + databaseUrl, "--jobs.worker.poll-interval=50ms");
        return new RunningService(new SpringApplicationBuilder(ReportsApplication.class)
                .run(Stream.concat(own, Stream.of(settings)).toArray(String[]::new)));
    }

    <T> T bean(final Class<T> type) {
        return context.getBean(type);
    }

    URI uri(final String path) {
        final String port = context.getEnvironment().getRequiredProperty("local.server.port");
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        context.close();
    }
}
