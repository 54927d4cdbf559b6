package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStores;
import dev.jobs.store.Lease;
import dev.jobs.testing.Await;
import dev.jobs.testing.TestWorker;
import dev.jobs.testing.WatchedStore;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Polls that are held where jobs are kept in a database, which tells of some changes and of others when it is asked. */
final class HeldPollOnDatabaseTest {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration HARDLY_EVER = Duration.ofHours(1);

    private final WatchedStore watched = new WatchedStore(JobStores.open("jdbc:h2:mem:" + UUID.randomUUID()));
    private final TestWorker worker = new TestWorker(watched.store());
    private final JobId id =
            watched.store().submit(JobRequest.builder("ingest", "{}").build());
    private final Lease lease = worker.claim();

    private Optional<TestServer> server = Optional.empty();

    @AfterEach
    void stop() throws Exception {
        server.orElseThrow().stop();
        watched.store().close();
    }

    @Test
    void anEndIsAnsweredByTheStoresSignal() throws Exception {
        final CompletableFuture<Answer> held = hold(HARDLY_EVER);

        worker.complete(lease, "{\"n\": 1}");

        assertThat(held.join().status()).isEqualTo(200);
        assertThat(held.join().json().at("/result/n").asInt()).isEqualTo(1);
    }

    @Test
    void aCancelIsAnsweredByTheStoresSignal() throws Exception {
        final CompletableFuture<Answer> held = hold(HARDLY_EVER);

        watched.store().cancel(id);

        assertThat(held.join().json().get("stopping").asBoolean()).isTrue();
    }

    @Test
    void progressIsAnsweredWhenTheStoreIsAskedNext() throws Exception {
        final CompletableFuture<Answer> held = hold(OFTEN);

        worker.progress(lease, "normalizing", 42);

        assertThat(held.join().json().get("progress").asInt()).isEqualTo(42);
    }

    /** Holds a poll, and returns when the watch has found the job as the poll's client knows it. */
    private CompletableFuture<Answer> hold(final Duration interval) throws Exception {
        final JobsServlet servlet = JobsServlet.builder(watched.store(), JobAccess.anyoneWhoKnowsTheId())
                .pollInterval(interval)
                .build();
        final TestServer started = Container.JETTY.start(Deployment.of(servlet));
        server = Optional.of(started);
        final Http http = new Http(started.port());
        final String tag = http.get("/jobs/" + id).header("ETag").orElseThrow();
        final int polls = watched.calls("poll");
        final CompletableFuture<Answer> answer =
                http.sendAsync("GET", "/jobs/" + id, "If-None-Match", tag, "Prefer", "wait=25");
        Await.until("the poll has come, and was looked at", () -> watched.calls("poll") >= polls + 2);
        assertThat(answer).isNotDone();
        return answer;
    }
}
