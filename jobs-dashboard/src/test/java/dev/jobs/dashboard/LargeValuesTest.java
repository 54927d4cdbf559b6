package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.LogLimits;
import dev.jobs.store.SizeLimits;
import dev.jobs.store.memory.MemoryJobStore;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Payloads and logs as large as stores take them: no answer is large. */
class LargeValuesTest {
    private static final LogLimits LARGEST_LOG = new LogLimits(100_000, 64 * 1_024 * 1_024, 20_000);

    private final MemoryJobStore store = new MemoryJobStore(new SizeLimits(64 * 1_024 * 1_024, 1_024));
    private final DashboardServer server =
            DashboardServer.start(DashboardServlet.builder(store, DashboardAccess.everything(request -> true))
                    .build());

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    @Test
    void ofAPayloadOfFiftyMegabytesOnlyTheBeginningIsSentAndNothingUntilItIsAskedFor() {
        final String payload = '"' + "\\u0001".repeat(50_000_000 / 6) + '"';
        final JobId id = store.submit(JobRequest.builder("ingest", payload).build());

        for (final String path : List.of("/api/jobs", "/api/jobs/" + id, "/api/overview", "/api/workers")) {
            assertThat(Http.get(server.uri(path)).body()).as(path).hasSizeLessThan(5_000);
        }
        final HttpResponse<String> revealed = Http.act(server.uri("/api/jobs/" + id + "/reveal"));
        assertThat(revealed.body()).hasSizeLessThan(1_000_000);
        assertThat(Http.json(revealed).at("/payload/characters").asInt()).isEqualTo(payload.length());
        assertThat(Http.json(revealed).at("/payload/text").asText()).isEqualTo(payload.substring(0, 100_000));
    }

    @Test
    void ofAMillionLinesTheNewestAreSentFirst() {
        final Logging job = new Logging();
        final int batch = 50_000;
        for (int first = 1; first <= 1_000_000; first += batch) {
            job.log(
                    first,
                    IntStream.range(first, first + batch)
                            .mapToObj(i -> "line " + i)
                            .toList());
        }

        final JsonNode newest = Http.json(job.read(""));
        final JsonNode after = Http.json(job.read("?after=1000000"));
        final JsonNode oldest = Http.json(job.read("?after=0"));

        assertThat(newest.path("last").asLong()).isEqualTo(1_000_000);
        assertThat(newest.path("lines")).hasSize(500);
        assertThat(newest.at("/lines/499/text").asText()).isEqualTo("line 1000000");
        assertThat(after.path("lines")).isEmpty();
        assertThat(oldest.path("lines")).hasSize(500);
        assertThat(oldest.at("/lines/0/text").asText()).isEqualTo("line 900001");
        assertThat(oldest.path("more").asBoolean()).isTrue();
    }

    @Test
    void ofLongLinesAsManyAreSentAsFit() {
        final Logging job = new Logging();
        job.log(1, Collections.nCopies(600, "x".repeat(20_000)));

        final HttpResponse<String> newest = job.read("");
        final HttpResponse<String> oldest = job.read("?after=0");

        assertThat(newest.body()).hasSizeLessThan(1_100_000);
        assertThat(Http.json(newest).at("/lines/51/number").asInt()).isEqualTo(600);
        assertThat(oldest.body()).hasSizeLessThan(1_100_000);
        assertThat(Http.json(oldest).at("/lines/51/number").asInt()).isEqualTo(52);
        assertThat(Http.json(oldest).path("last").asInt()).isEqualTo(52);
        assertThat(Http.json(oldest).path("more").asBoolean()).isTrue();
    }

    /** A job that runs and logs. */
    private final class Logging {
        private final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        private final TestWorker worker = new TestWorker(store, "worker", 1, Set.of("ingest"), "default");
        private final ClaimedJob claimed = worker.claim().orElseThrow();

        void log(final long first, final List<String> lines) {
            worker.log(claimed, first, LARGEST_LOG, lines);
        }

        HttpResponse<String> read(final String query) {
            return Http.get(server.uri("/api/jobs/" + id + "/log" + query));
        }
    }
}
