package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import dev.jobs.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests for logs that are held until there are lines. */
@Tag("slow")
final class HeldLogTest extends InEveryContainer {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration HARDLY_EVER = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    HeldLogTest(final Container container) {
        super(container);
    }

    private JobsServlet.Builder logs(final Duration interval) {
        return JobsServlet.builder(
                        watched.store(), JobAccess.anyoneWhoKnowsTheId().withLogs())
                .ticker(ticker)
                .pollInterval(interval)
                .serveLogs();
    }

    private Http serveLogs(final Duration interval) throws Exception {
        return serve(Deployment.of(logs(interval).build()));
    }

    /** Sends a request that is held, and returns when it is. */
    private CompletableFuture<Answer> hold(final Http http, final JobId id, final long after) {
        final int read = watched.calls("log");
        final CompletableFuture<Answer> answer =
                http.sendAsync("GET", "/jobs/" + id + "/log?after=" + after, "Prefer", "wait=25");
        Await.until("the request has come", () -> watched.calls("log") > read);
        final int looked = watched.calls("newestLogLines");
        Await.until("the log is looked at", () -> watched.calls("newestLogLines") > looked + 1);
        assertThat(answer).isNotDone();
        return answer;
    }

    @Test
    void aHeldRequestIsAnsweredWhenALineIsLogged() throws Exception {
        final Http http = serveLogs(OFTEN);
        final JobId id = submit();
        final Lease lease = worker.claim();
        worker.log(lease, "one");
        final CompletableFuture<Answer> held = hold(http, id, 1);

        worker.log(lease, "two");

        final Answer answer = held.join();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(LogTest.texts(answer)).containsExactly("two");
        assertThat(answer.header("Preference-Applied")).contains("wait=25");
        assertThat(answer.header("ETag"))
                .isEqualTo(http.get("/jobs/" + id + "/log?after=1").header("ETag"));
    }

    @Test
    void twoTabsOfOneJobAreBothAnswered() throws Exception {
        final Http http = serveLogs(OFTEN);
        final JobId id = submit();
        final Lease lease = worker.claim();
        final CompletableFuture<Answer> one = hold(http, id, 0);
        final CompletableFuture<Answer> other = hold(http, id, 0);

        worker.log(lease, "one");

        assertThat(LogTest.texts(one.join())).containsExactly("one");
        assertThat(LogTest.texts(other.join())).containsExactly("one");
    }

    @Test
    void anEndThatTheStoreSignalsIsAnsweredAtOnceWithTheLastLines() throws Exception {
        final Http http = serveLogs(HARDLY_EVER);
        final JobId id = submit();
        final Lease lease = worker.claim();
        final CompletableFuture<Answer> held = http.sendAsync("GET", "/jobs/" + id + "/log", "Prefer", "wait=25");
        Await.until("the log is looked at", () -> watched.calls("newestLogLines") >= 1);

        worker.log(lease, "one");
        worker.complete(lease, "{}");

        assertThat(LogTest.texts(held.join())).containsExactly("one");
        assertThat(held.join().json().get("done").asBoolean()).isTrue();
    }

    @Test
    void anEndWithoutAnotherLineIsAnsweredAtOnceToo() throws Exception {
        final Http http = serveLogs(HARDLY_EVER);
        final JobId id = submit();
        final Lease lease = worker.claim();
        worker.log(lease, "one");
        final CompletableFuture<Answer> held =
                http.sendAsync("GET", "/jobs/" + id + "/log?after=1", "Prefer", "wait=25");
        Await.until("the log is looked at", () -> watched.calls("newestLogLines") >= 1);

        worker.complete(lease, "{}");

        assertThat(LogTest.texts(held.join())).isEmpty();
        assertThat(held.join().json().get("done").asBoolean()).isTrue();
    }

    @Test
    void aHeldRequestForALogWithoutNewLinesIsToldSoAfterItsTime() throws Exception {
        final Http http = serveLogs(OFTEN);
        final JobId id = submit();
        final String path = "/jobs/" + id + "/log";
        final String tag = http.get(path).header("ETag").orElseThrow();

        final Answer known = heldFor(SECOND, http, path, "Prefer", "wait=1", "If-None-Match", tag);
        final Answer unknown = heldFor(SECOND, http, path + "?wait=1");

        assertThat(known.status()).isEqualTo(304);
        assertThat(known.header("Preference-Applied")).contains("wait=1");
        assertThat(known.header("Retry-After")).contains("1");
        assertThat(unknown.status()).isEqualTo(200);
        assertThat(LogTest.texts(unknown)).isEmpty();
        assertThat(unknown.header("Preference-Applied")).contains("wait=1");
    }

    @Test
    void theLogsOfManyJobsAreLookedAtInOneCallOfTheStore() throws Exception {
        final Http http = serveLogs(OFTEN);
        final List<CompletableFuture<Answer>> held = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            held.add(http.sendAsync("GET", "/jobs/" + submit() + "/log", "Prefer", "wait=25"));
        }
        Await.until("all are looked at in one call", () -> watched.lastOf("newestLogLines") == 100);
        final int read = watched.calls("log");

        final Lease lease = worker.claim();
        worker.log(lease, "one");

        Await.until("one is answered", () -> held.stream().anyMatch(CompletableFuture::isDone));
        assertThat(watched.calls("log")).as("nobody else's log was read").isEqualTo(read + 1);
        held.forEach(answer ->
                assertThat(answer.isDone() && answer.join().status() != 200).isFalse());
        assertThat(watched.calls("subscribe")).isEqualTo(1);
    }

    @Test
    void whenAllPermitsAreTakenARequestIsHeldForASecond() throws Exception {
        final Http http = serve(Deployment.of(logs(OFTEN).maxHeldPolls(1).build()));
        final CompletableFuture<Answer> first = hold(http, submit(), 0);

        final Answer second = heldFor(SECOND, http, "/jobs/" + submit() + "/log", "Prefer", "wait=25");

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("Preference-Applied")).contains("wait=1");
        assertThat(first).isNotDone();
    }

    @Test
    void aHeldRequestOutlivesATimeInWhichTheStoreIsOutOfReach() throws Exception {
        final Http http = serveLogs(OFTEN);
        final JobId id = submit();
        final Lease lease = worker.claim();
        final CompletableFuture<Answer> held = hold(http, id, 0);

        watched.failWith("newestLogLines", () -> new JobStoreUnavailableException("refused", new IOException("down")));
        final int looks = watched.calls("newestLogLines");
        Await.until("it was looked for in vain", () -> watched.calls("newestLogLines") > looks + 1);
        assertThat(held).isNotDone();
        watched.recover();
        worker.log(lease, "one");

        assertThat(LogTest.texts(held.join())).containsExactly("one");
    }

    @Test
    void aStoreOutOfReachWhenTheLinesAreReadIsAnsweredAsSuch() throws Exception {
        final Http http = serveLogs(OFTEN);
        final JobId id = submit();
        final Lease lease = worker.claim();
        final CompletableFuture<Answer> held = hold(http, id, 0);

        watched.failWith("log", () -> new JobStoreUnavailableException("refused", new IOException("down")));
        worker.log(lease, "one");
        final Answer answer = held.join();
        watched.recover();

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).contains("2");
        assertThat(LogTest.texts(http.get("/jobs/" + id + "/log"))).containsExactly("one");
    }

    @Test
    void aLogThatCannotBeLookedAtKeepsNobodyElseWaiting() throws Exception {
        final Http http = serveLogs(OFTEN);
        final JobId id = submit();
        final Lease lease = worker.claim();
        final CompletableFuture<Answer> log = hold(http, id, 0);
        final String tag = http.get("/jobs/" + id).header("ETag").orElseThrow();
        final CompletableFuture<Answer> poll =
                http.sendAsync("GET", "/jobs/" + id, "If-None-Match", tag, "Prefer", "wait=25");

        watched.failWith("newestLogLines", () -> new IllegalStateException("a row that cannot be read, on purpose"));
        final Answer unchanged = log.join();
        worker.progress(lease, "normalizing", 42);

        assertThat(unchanged.header("Preference-Applied")).contains("wait=0");
        assertThat(unchanged.json().get("lines")).isEmpty();
        assertThat(poll.join().json().get("progress").asInt()).isEqualTo(42);
    }

    @Test
    void aClientThatGoesAwayGivesItsPlaceBack() throws Exception {
        final JobsServlet servlet = logs(OFTEN).build();
        final Http http = serve(Deployment.of(servlet));
        final JobId id = submit();
        final Lease lease = worker.claim();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            socket.getOutputStream()
                    .write(("GET /jobs/" + id + "/log HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=25\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            Await.until("it is held", () -> servlet.waitingClients() == 1);
        }

        worker.log(lease, "one");

        Await.until("its place is free", () -> servlet.waitingClients() == 0);
    }

    @Test
    void whenTheServletIsDestroyedAllWhoWaitAreAnswered() throws Exception {
        final JobsServlet servlet = logs(HARDLY_EVER).build();
        final Http http = serve(Deployment.of(servlet));
        final JobId id = submit();
        final CompletableFuture<Answer> held = http.sendAsync("GET", "/jobs/" + id + "/log", "Prefer", "wait=25");
        Await.until("it is held", () -> servlet.waitingClients() == 1);

        servlet.destroy();

        assertThat(held.join().status()).isEqualTo(200);
        assertThat(held.join().header("Preference-Applied")).contains("wait=0");
    }
}
