package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.QueueOrder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths, methods and headers, as friends, proxies and attackers send them. */
class RequestTest {
    private final MemoryJobStore store = new MemoryJobStore();
    private final DashboardServlet servlet = DashboardServlet.builder(
                    store, DashboardAccess.everything(request -> true))
            .build();
    private final DashboardServer server = DashboardServer.start(servlet);

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private JobId job() {
        return store.submit(JobRequest.builder("ingest", "{}").build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/main.js", "/lit/lit-html.js", "/api/overview", "/api/nothing", "/nothing.js"})
    void everyAnswerRunsNothingButTheJarsOwnFiles(final String path) {
        final HttpResponse<String> answer = Http.get(server.uri(path));

        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'self';")
                .contains("frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "http", "data:", "*");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    }

    @Test
    void noAnswerAboutJobsIsKeptByABrowserOrAProxy() {
        for (final String path : List.of("/api/overview", "/api/jobs", "/api/jobs/" + job(), "/api/nothing")) {
            assertThat(Http.get(server.uri(path)).headers().firstValue("Cache-Control"))
                    .as(path)
                    .contains("private, no-store");
        }
    }

    @Test
    void aConnectionEndsWithABodyThatWasNotRead() {
        final HttpRequest withBody = HttpRequest.newBuilder(server.uri("/api/all/cancel"))
                .POST(HttpRequest.BodyPublishers.ofString("never read"))
                .build();

        assertThat(HttpClient.newHttpClient()
                        .sendAsync(withBody, HttpResponse.BodyHandlers.ofString())
                        .join()
                        .headers()
                        .firstValue("Connection"))
                .contains("close");
        assertThat(Http.send("POST", server.uri("/api/all/cancel")).headers().firstValue("Connection"))
                .isEmpty();
    }

    @Test
    void thePageHasNothingInlineAndNoAddressOfAnotherHost() {
        final String page = Http.get(server.uri("/")).body();

        assertThat(page).doesNotContain("http://", "https://", "style=", "onclick", "<style");
        assertThat(page.split("<script", -1)).hasSize(2);
        assertThat(page).contains("<script type=\"module\" src=\"main.js\"></script>");
    }

    @Test
    void aFileIsSentAgainOnlyIfItIsAnother() {
        final HttpResponse<String> first = Http.get(server.uri("/styles.css"));
        final String tag = first.headers().firstValue("ETag").orElseThrow();
        final HttpResponse<String> second = Http.get(server.uri("/styles.css"), "If-None-Match", tag);

        assertThat(first.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/css");
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
    }

    @Test
    void theMappingWithoutItsSlashLeadsToThePageWhereverAProxyPutsIt() {
        final HttpResponse<String> answer = Http.get(server.uri("?view=jobs&status=failed"));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("./dashboard/?view=jobs&status=failed");
    }

    @ParameterizedTest
    @CsvSource({"'', /ops", "/app, /jobs/dashboard", "/a/b, /c"})
    void itWorksUnderAnyPrefix(final String context, final String mapping) {
        try (DashboardServer other = DashboardServer.start(servlet, context, mapping)) {
            assertThat(Http.get(other.uri("/")).statusCode()).isEqualTo(200);
            assertThat(Http.get(other.uri("/pages/job.js")).statusCode()).isEqualTo(200);
            assertThat(Http.get(other.uri("/api/overview")).statusCode()).isEqualTo(200);
            assertThat(Http.get(other.uri("")).headers().firstValue("Location").orElseThrow())
                    .isEqualTo("." + mapping.substring(mapping.lastIndexOf('/')) + "/");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dashboard/..%2f..%2fmodule-info.class",
                "/dashboard/%2e%2e/DashboardServlet.class",
                "/dashboard/web/../../DashboardServlet.class",
                "/dashboard//main.js",
                "/dashboard/main.js;v=1",
                "/dashboard/main.js/",
                "/dashboard/lit/LICENSE",
                "/dashboard/index.html",
                "/dashboard/pages/",
                "/dashboard/api",
                "/dashboard/api/",
                "/dashboard/api/jobs/",
                "/dashboard/api/jobs/x",
                "/dashboard/api/all/",
                "/dashboard/api/all/pause",
                "/dashboard/api/%6de",
                "/dashboard/%00"
            })
    void noOtherPathLeadsAnywhere(final String path) throws IOException {
        assertThat(statusOf("GET " + path + " HTTP/1.1")).isBetween(400, 405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example/dashboard", "/\\evil.example/dashboard", "/dashboard?x=%0d%0aSet-Cookie:a=b"})
    void noRedirectLeadsToAnotherHost(final String path) throws IOException {
        final String answer = answerTo("GET " + path + " HTTP/1.1");

        assertThat(answer.lines()
                        .takeWhile(line -> !line.isEmpty())
                        .filter(line -> line.startsWith("Location:") || line.startsWith("Set-Cookie")))
                .allMatch(line -> line.startsWith("Location: ./dashboard/"));
    }

    private int statusOf(final String requestLine) throws IOException {
        return Integer.parseInt(answerTo(requestLine).split(" ", 3)[1]);
    }

    /** Sends a request line as it is. */
    private String answerTo(final String requestLine) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri("").getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write((requestLine + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** All that can be asked for and changes something. */
    private static List<String> actions(final JobId id) {
        return List.of(
                "/api/jobs/" + id + "/cancel",
                "/api/jobs/" + id + "/rerun",
                "/api/jobs/" + id + "/delete",
                "/api/jobs/" + id + "/reveal",
                "/api/all/cancel",
                "/api/all/rerun",
                "/api/all/delete",
                "/api/pause?kind=queue&name=a",
                "/api/resume?kind=queue&name=a",
                "/api/order?queue=a&order=submission",
                "/api/limits/set?name=a&atOnce=0",
                "/api/limits/remove?name=a");
    }

    @Test
    void anActionWithoutTheHeaderThatNoFormCanSendIsRefused() {
        final JobId id = job();

        for (final String path : actions(id)) {
            assertThat(Http.send("POST", server.uri(path)).statusCode())
                    .as(path)
                    .isEqualTo(403);
            assertThat(Http.send("POST", server.uri(path), "X-Jobs-Dashboard", "1", "Sec-Fetch-Site", "cross-site")
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(store.find(id).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
        assertThat(store.pauses()).isEmpty();
        assertThat(store.limits()).isEmpty();
        assertThat(store.queueOrder("a")).isEqualTo(QueueOrder.FAIR_BY_OWNER);
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, http://127.0.0.1.evil.example"
    })
    void anActionThatAnotherSiteHadABrowserSendIsRefusedEvenWithTheHeader(final String name, final String value) {
        final JobId id = job();

        final int status = Http.send(
                        "POST", server.uri("/api/jobs/" + id + "/cancel"), "X-Jobs-Dashboard", "1", name, value)
                .statusCode();

        assertThat(status).isEqualTo(403);
        assertThat(store.find(id).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void anActionOfThePageItselfIsDone() {
        final String origin = "http://127.0.0.1:" + server.uri("").getPort();

        assertThat(Http.send(
                                "POST",
                                server.uri("/api/jobs/" + job() + "/cancel"),
                                "X-Jobs-Dashboard",
                                "1",
                                "Sec-Fetch-Site",
                                "same-origin",
                                "Origin",
                                origin)
                        .statusCode())
                .isEqualTo(200);
        assertThat(Http.send(
                                "POST",
                                server.uri("/api/jobs/" + job() + "/cancel"),
                                "X-Jobs-Dashboard",
                                "1",
                                "Origin",
                                origin)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aProxyThatIsTrustedSaysTheHost() {
        final DashboardServlet trusting = DashboardServlet.builder(store, DashboardAccess.everything(request -> true))
                .trustForwardedHost()
                .build();
        final String[] headers = {
            "X-Jobs-Dashboard", "1", "Origin", "https://ops.example", "X-Forwarded-Host", "ops.example:443, inner"
        };
        try (DashboardServer other = DashboardServer.start(trusting)) {
            assertThat(Http.send("POST", other.uri("/api/jobs/" + job() + "/cancel"), headers)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(Http.send("POST", server.uri("/api/jobs/" + job() + "/cancel"), headers)
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aLookIsNoActionAndAnActionIsNoLook() {
        final JobId id = job();

        for (final String path : actions(id)) {
            assertThat(Http.get(server.uri(path), "X-Jobs-Dashboard", "1").statusCode())
                    .as(path)
                    .isEqualTo(405);
        }
        assertThat(Http.act(server.uri("/api/overview")).statusCode()).isEqualTo(405);
        assertThat(store.find(id).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/jobs?status=running",
                "/api/jobs?cursor=nonsense",
                "/api/jobs?attribute=tenant",
                "/api/jobs?endedFrom=yesterday",
                "/api/jobs?endedFrom=2026-02-01T00:00:00Z&endedUntil=2026-01-01T00:00:00Z",
                "/api/jobs?size=-1",
                "/api/failures?since=now",
                "/api/orders?queue=%01",
                "/api/jobs?owner=%00",
                "/api/jobs?type=a%00b",
                "/api/jobs?attribute=a=%00",
                "/api/orders?queue=%00",
                "/api/count/cancel?cursor=%00"
            })
    void aQuestionThatIsNotUnderstoodIsSaidToBeOne(final String path) {
        final HttpResponse<String> answer = Http.get(server.uri(path));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer).path("error").asText()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/limits/set?atOnce=3, The parameter name is missing",
        "/api/limits/set?name=encoder, limits nothing",
        "/api/limits/set?name=%01&atOnce=3, the name of a limit",
        "/api/limits/set?name=encoder&atOnce=three, The parameter atOnce is a number from 0",
        "/api/limits/set?name=encoder&atOnce=1000001, not 1000001",
        "/api/limits/set?name=encoder&starts=0, not 0",
        "/api/limits/set?name=encoder&starts=1&periodMs=0, the period of a rate",
        "/api/limits/set?name=encoder&starts=1&periodMs=9223372036854775807, the period of a rate",
        "/api/limits/set?name=encoder&starts=1&burst=0, not 0",
        "/api/limits/remove?name=%01, No limit can have this name",
        "/api/pause?kind=everything&name=all, 'What is paused is a queue, type, owner or limit key'"
    })
    void anActionThatIsNotUnderstoodIsSaidToBeOneAndWhy(final String path, final String reason) {
        final HttpResponse<String> answer = Http.act(server.uri(path));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Http.json(answer).path("error").asText()).contains(reason);
        assertThat(store.limits()).isEmpty();
    }
}
