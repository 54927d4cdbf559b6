package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.Lease;
import dev.jobs.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
final class EventsTest extends InEveryContainer {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration HARDLY_EVER = Duration.ofHours(1);

    EventsTest(final Container container) {
        super(container);
    }

    @Test
    void aJobsAnswersAreSentAsTheyChangeUntilItIsDone() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();
        try (EventClient client = EventClient.open(http.port(), "/jobs/" + id + "/events")) {
            assertThat(client.nextEvent().json())
                    .isEqualTo(http.get("/jobs/" + id).json());

            final Lease lease = worker.claim();
            assertThat(client.nextEvent().json().get("status").asText()).isEqualTo("processing");
            worker.progress(lease, "normalizing", 42);
            assertThat(client.nextEvent().json().get("progress").asInt()).isEqualTo(42);
            worker.complete(lease, "{\"lines\":\n\"two\"}");

            final EventClient.Received last = client.nextEvent();
            assertThat(last.json()).isEqualTo(http.get("/jobs/" + id).json());
            assertThat(last.json().at("/result/lines").asText()).isEqualTo("two");
            assertThat(last.id()).contains(last.json().get("revision").asText());
            assertThat(client.next()).isEmpty();
        }
    }

    @Test
    void aStreamIsToBeReadAtOnceAndKeptByNobody() throws Exception {
        final Http http = serveLookingEvery(OFTEN);

        try (EventClient client = EventClient.open(http.port(), "/jobs/" + submit() + "/events")) {
            assertThat(client.head().get(0)).contains(" 200");
            assertThat(client.head())
                    .anyMatch(line -> line.matches("(?i)Content-Type: text/event-stream;\\s*charset=utf-8"))
                    .contains("Cache-Control: private, no-store", "X-Accel-Buffering: no")
                    .contains("X-Content-Type-Options: nosniff");
            assertThat(client.nextEvent().retry()).contains(1_000L);
        }
    }

    @Test
    void whoHasSeenTheLastEventIsToldNotToComeAgain() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();
        watched.store().cancel(id);
        final String last;
        try (EventClient client = EventClient.open(http.port(), "/jobs/" + id + "/events")) {
            last = client.nextEvent().id().orElseThrow();
            assertThat(client.next()).isEmpty();
        }

        assertThat(http.get("/jobs/" + id + "/events", "Last-Event-ID", last).status())
                .isEqualTo(204);
        assertThat(http.get("/jobs/" + id + "/events", "Last-Event-ID", "1").status())
                .isEqualTo(200);
    }

    @Test
    void aCancelledJobIsWatchedUntilItsWorkHasStopped() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();
        final Lease lease = worker.claim();
        watched.store().cancel(id);
        try (EventClient client = EventClient.open(http.port(), "/jobs/" + id + "/events")) {
            assertThat(client.nextEvent().json().get("stopping").asBoolean()).isTrue();

            worker.release(lease);

            assertThat(client.nextEvent().json().get("done").asBoolean()).isTrue();
            assertThat(client.next()).isEmpty();
        }
    }

    @Test
    void whileNothingChangesTheStreamSaysThatItLives() throws Exception {
        final Http http = serve(Deployment.of(
                builder().pollInterval(HARDLY_EVER).heartbeat(OFTEN).build()));
        try (EventClient client = EventClient.open(http.port(), "/jobs/" + submit() + "/events")) {
            client.nextEvent();

            assertThat(client.next().orElseThrow().comments()).containsExactly(":");
            assertThat(client.next().orElseThrow().comments()).containsExactly(":");
        }
    }

    @Test
    void aStreamEndsAfterItsLongestTimeSoThatItsClientIsLookedAtAgain() throws Exception {
        final Http http = serve(
                Deployment.of(builder().heartbeat(OFTEN).longestStream(OFTEN).build()));
        try (EventClient client = EventClient.open(http.port(), "/jobs/" + submit() + "/events")) {
            client.nextEvent();

            Await.until("the stream has ended", () -> hasEnded(client));
        }
    }

    @Test
    void whenAllPermitsAreTakenOneEventIsSent() throws Exception {
        final Http http = serve(
                Deployment.of(builder().pollInterval(OFTEN).maxEventStreams(1).build()));
        final JobId id = submit();
        try (EventClient first = EventClient.open(http.port(), "/jobs/" + id + "/events");
                EventClient second = EventClient.open(http.port(), "/jobs/" + id + "/events")) {
            assertThat(first.nextEvent().json()).isEqualTo(second.nextEvent().json());
            assertThat(second.next()).isEmpty();

            watched.store().cancel(id);
            assertThat(first.nextEvent().json().get("status").asText()).isEqualTo("cancelled");
        }
    }

    @Test
    void behindAFilterThatCannotWaitOneEventIsSent() throws Exception {
        final Http http = serve(Deployment.of(builder().build())
                .behind((request, response, chain) -> chain.doFilter(request, response)));
        final JobId id = submit();

        try (EventClient client = EventClient.open(http.port(), "/jobs/" + id + "/events")) {
            assertThat(client.nextEvent().json().get("jobId").asText()).isEqualTo(id.toString());
            assertThat(client.next()).isEmpty();
        }
    }

    @Test
    void aClientThatHasGoneGivesItsSeatBack() throws Exception {
        final Http http = serve(Deployment.of(builder()
                .pollInterval(OFTEN)
                .heartbeat(OFTEN)
                .maxEventStreams(1)
                .build()));
        final JobId id = submit();
        final String path = "/jobs/" + id + "/events";
        try (EventClient gone = EventClient.open(http.port(), path)) {
            gone.nextEvent();
        }

        Await.until("another gets the permit", () -> hasHeartbeat(http.port(), path));
    }

    @Test
    void aClientThatReadsNothingHoldsUpNobody() throws Exception {
        final Http http = serve(Deployment.of(
                builder().pollInterval(OFTEN).maxHeldBytes(128 << 20).build()));
        final JobId id = submit();
        final Lease lease = worker.claim();
        try (EventClient silent = EventClient.open(http.port(), "/jobs/" + id + "/events");
                EventClient reading = EventClient.open(http.port(), "/jobs/" + id + "/events")) {
            worker.complete(lease, "{\"text\": \"" + "x".repeat(16 << 20) + "\"}");

            EventClient.Received event = reading.nextEvent();
            while (!event.json().get("done").asBoolean()) {
                event = reading.nextEvent();
            }
            assertThat(event.json().at("/result/text").asText()).hasSize(16 << 20);
            assertThat(reading.next()).isEmpty();

            event = silent.nextEvent();
            while (!event.json().get("done").asBoolean()) {
                event = silent.nextEvent();
            }
            assertThat(event.json().at("/result/text").asText()).hasSize(16 << 20);
        }
    }

    @Test
    void answersTakeNoMoreMemoryThanTheyMayHoweverManyClientsReadNothing() throws Exception {
        final Http http = serve(Deployment.of(
                builder().pollInterval(OFTEN).maxHeldBytes(1 << 20).build()));
        final JobId id = submit();
        final Lease lease = worker.claim();
        final List<EventClient> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clients.add(EventClient.open(http.port(), "/jobs/" + id + "/events"));
            clients.get(i).nextEvent();
        }

        worker.complete(lease, "{\"text\": \"" + "x".repeat(4 << 20) + "\"}");

        // Some are given it, one after the other; the streams of the rest end, and those come back.
        for (final EventClient client : clients) {
            final Optional<EventClient.Received> next = client.next();
            if (next.isPresent()) {
                assertThat(next.get().json().get("done").asBoolean()).isTrue();
                assertThat(client.next()).isEmpty();
            }
            client.close();
        }
        try (EventClient back = EventClient.open(http.port(), "/jobs/" + id + "/events")) {
            assertThat(back.nextEvent().json().at("/result/text").asText()).hasSize(4 << 20);
        }
    }

    @Test
    void aHeadOfEventsIsTheirHeadAlone() throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer head = http.send("HEAD", "/jobs/" + id + "/events");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(head.body()).isEmpty();
        assertThat(http.send("HEAD", "/jobs/" + JobId.random() + "/events").status())
                .isEqualTo(404);
        assertThat(http.send("HEAD", "/jobs/" + id + "/events", "Accept", "image/png")
                        .status())
                .isEqualTo(406);
    }

    @Test
    void aHundredStreamsCostOneThreadAndOneCallOfTheStoreForAll() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final List<JobId> ids = watched.store()
                .submit(Stream.generate(() -> JobRequest.builder("ingest", "{}").build())
                        .limit(100)
                        .toList());
        final List<EventClient> clients = new ArrayList<>();
        for (final JobId id : ids) {
            clients.add(EventClient.open(http.port(), "/jobs/" + id + "/events"));
        }
        Await.until("all are looked at in one call", () -> watched.lastPolled() == 100);

        ids.forEach(watched.store()::cancel);

        for (final EventClient client : clients) {
            EventClient.Received event = client.nextEvent();
            while (!event.json().get("done").asBoolean()) {
                event = client.nextEvent();
            }
            assertThat(client.next()).isEmpty();
            client.close();
        }
        assertThat(watched.calls("subscribe")).isEqualTo(1);
    }

    @Test
    void eventsOfAnothersJobCannotBeToldFromThoseOfNone() throws Exception {
        final Http http = serve(OWNED);
        final JobId id = submitFor("ada");

        final Answer anothers = http.get("/jobs/" + id + "/events", USER, "eve");

        assertThat(anothers.status()).isEqualTo(404);
        assertThat(anothers).isEqualTo(http.get("/jobs/" + JobId.random() + "/events", USER, "eve"));
    }

    @Test
    void eventsAreReadWithGetAndAsEventsOnly() throws Exception {
        final Http http = serve();
        final String path = "/jobs/" + submit() + "/events";

        assertThat(http.post(path).status()).isEqualTo(405);
        assertThat(http.post(path).header("Allow")).contains("GET, HEAD");
        assertThat(http.get(path, "Accept", "application/json").status()).isEqualTo(406);
    }

    private static boolean hasEnded(final EventClient client) {
        try {
            return client.next().isEmpty();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasHeartbeat(final int port, final String path) {
        try (EventClient client = EventClient.open(port, path)) {
            client.nextEvent();
            return client.next().isPresent();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
