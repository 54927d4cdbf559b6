package dev.jobs.examples.audio.service;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** Two processes that share one PostgreSQL: the one takes requests, the other runs jobs. */
class PostgresJobsIT extends JobsContract {
    private final EmbeddedPostgres postgres;

    PostgresJobsIT() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @Override
    Deployment deploy(final Path directory) throws Exception {
        final Map<String, String> shared = Map.of(
                "JOBS_STORE_URL",
                "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=postgres&sslmode=disable",
                "AUDIO_DATA",
                directory.resolve("shared").toString(),
                "WORKER_SLOTS",
                "1");
        final ServiceProcess web = start(directory.resolve("web"), shared, "web");
        try {
            return new Deployment(web, start(directory.resolve("worker"), shared, "worker"));
        } catch (final Exception | AssertionError e) {
            web.close();
            throw e;
        }
    }

    private static ServiceProcess start(final Path directory, final Map<String, String> shared, final String role)
            throws Exception {
        final Map<String, String> environment = new HashMap<>(shared);
        environment.put("ROLE", role);
        return ServiceProcess.ready(Files.createDirectories(directory), environment);
    }

    @AfterAll
    void stopPostgres() throws IOException {
        postgres.close();
    }
}
