package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A service that stops while clients wait: all are answered before their connections are taken away. */
@Tag("slow")
final class ServiceStopTest extends InEveryContainer {
    private static final Duration HARDLY_EVER = Duration.ofHours(1);
    private static final int POLLS = 500;
    private static final int STREAMS = 50;

    /** Its time stands still: whoever waits is answered by the close, however long the test takes. */
    private final JobsServlet servlet =
            builder().pollInterval(HARDLY_EVER).ticker(ahead::get).build();

    ServiceStopTest(final Container container) {
        super(container);
    }

    @Test
    void fiveHundredHeldPollsAndTheStreamsAreAnsweredBeforeTheContainerStops() throws Exception {
        final Http http = serve(Deployment.of(servlet));
        final List<JobId> ids = submitMany();
        final List<CompletableFuture<Answer>> held = holdAll(http, ids);
        final List<EventClient> streams = openAll(http, ids);

        stopContainer();

        assertThat(held).extracting(answer -> answer.join().status()).containsOnly(304);
        assertThat(held.get(0).join().header("Preference-Applied")).contains("wait=0");
        for (final EventClient stream : streams) {
            assertThat(stream.next()).isEmpty();
            stream.close();
        }
    }

    @Test
    void whoComesBetweenTheCloseAndTheStopIsAnsweredAtOnce() throws Exception {
        final Http http = serve(Deployment.of(servlet));
        final JobId id = submit();
        final String tag = http.get("/jobs/" + id).header("ETag").orElseThrow();

        servlet.close();
        servlet.close();

        final Answer poll = http.get("/jobs/" + id, "If-None-Match", tag, "Prefer", "wait=25");
        assertThat(poll.status()).isEqualTo(304);
        assertThat(poll.header("Preference-Applied")).contains("wait=0");
        try (EventClient stream = EventClient.open(http.port(), "/jobs/" + id + "/events")) {
            assertThat(stream.nextEvent().json().get("jobId").asText()).isEqualTo(id.toString());
            assertThat(stream.next()).isEmpty();
        }
        assertThat(http.post("/jobs/" + id + "/cancel").status()).isEqualTo(200);
    }

    @Test
    void aCloseReturnsWhenTheAnswersAreWritten() throws Exception {
        final Http http = serve(Deployment.of(servlet));
        final List<CompletableFuture<Answer>> held = holdAll(http, submitMany());

        servlet.close();
        // Whatever is done to the connections now, the answers are on their way.
        stopContainer();

        assertThat(held).extracting(answer -> answer.join().status()).containsOnly(304);
    }

    private List<JobId> submitMany() {
        return watched.store()
                .submit(Stream.generate(() -> JobRequest.builder("ingest", "{}").build())
                        .limit(POLLS)
                        .toList());
    }

    private List<CompletableFuture<Answer>> holdAll(final Http http, final List<JobId> ids) {
        final List<String> tags = ids.stream()
                .map(id -> http.get("/jobs/" + id).header("ETag").orElseThrow())
                .toList();
        final List<CompletableFuture<Answer>> held = IntStream.range(0, ids.size())
                .mapToObj(i ->
                        http.sendAsync("GET", "/jobs/" + ids.get(i), "If-None-Match", tags.get(i), "Prefer", "wait=25"))
                .toList();
        Await.until("all are held", () -> servlet.waitingClients() == POLLS);
        return held;
    }

    private List<EventClient> openAll(final Http http, final List<JobId> ids) throws Exception {
        final List<EventClient> streams = new ArrayList<>();
        for (final JobId id : ids.subList(0, STREAMS)) {
            streams.add(EventClient.open(http.port(), "/jobs/" + id + "/events"));
            streams.get(streams.size() - 1).nextEvent();
        }
        return streams;
    }
}
