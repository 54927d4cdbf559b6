package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a restart leaves of the jobs, in the store that the service uses unless told otherwise. */
class RestartIT {
    private static final Map<String, String> STANDARD_STORE = Map.of("JOBS_STORE_URL", "", "ROLE", "web");

    @TempDir
    Path directory;

    @Test
    void jobsThatWaitAreKeptOverARestart() throws Exception {
        final String jobId;
        try (ServiceProcess first = ServiceProcess.ready(directory, STANDARD_STORE)) {
            jobId = new Client(first).submit("/api/audio/ingest", Sine.wav(1, -6));
            first.terminate();
            assertThat(first.errors()).isEmpty();
        }

        try (ServiceProcess second = ServiceProcess.ready(directory, STANDARD_STORE)) {
            final var kept = new Client(second).poll(jobId);
            assertThat(kept.status()).isEqualTo(200);
            assertThat(kept.body().path("status").textValue()).isEqualTo("pending");
            assertThat(kept.body().path("queuePosition").intValue()).isEqualTo(1);
        }
    }
}
