package dev.jobs.examples.audio.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restart with the default store: the jobs that it leaves. */
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

    @Test
    void whoWaitsForAJobIsAnsweredBeforeTheServiceStops() throws Exception {
        try (ServiceProcess service = ServiceProcess.ready(directory, STANDARD_STORE)) {
            final Client client = new Client(service);
            final String jobId = client.submit("/api/audio/ingest", Sine.wav(1, -6));
            final String tag =
                    client.poll(jobId).raw().headers().firstValue("ETag").orElseThrow();
            final var held = client.hold(jobId, tag);
            final Iterator<String> events = client.events(jobId).iterator();
            assertThat(events.next()).startsWith("retry:");

            service.terminate();

            // Requests that had no answer would be waited for, and then be cut off: both of these would fail.
            assertThat(held.join().statusCode()).isEqualTo(304);
            events.forEachRemaining(line -> assertThat(line).doesNotStartWith("retry:"));
        }
    }
}
