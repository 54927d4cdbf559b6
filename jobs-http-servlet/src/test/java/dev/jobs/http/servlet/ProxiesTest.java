package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.store.Lease;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The servlet behind proxies and filters, and what they change on the way. */
@Tag("slow")
final class ProxiesTest extends InEveryContainer {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration SECOND = Duration.ofSeconds(1);

    ProxiesTest(final Container container) {
        super(container);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"{}\"",
                "W/\"{}\"",
                "\"{}-gzip\"",
                "\"{}--gzip\"",
                "W/\"{}-gzip\"",
                "\"{}-br\"",
                "\"{}-zstd\"",
                "\"{}-deflate\"",
                "\"{}-gzip-gunzip\"",
                "\"{};gzip\"",
                "\"{}:gzip\"",
                "\"{}\"-gzip",
                "{}",
                "\"other\", \"{}-gzip\"",
                "\"gzip/{}\""
            })
    void aTagThatWasChangedOnItsWayIsKnown(final String changed) throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();
        final String sent = changed.replace("{}", tag(http, id).replace("\"", ""));

        assertThat(http.get("/jobs/" + id, "If-None-Match", sent).status()).isEqualTo(304);
        assertThat(http.get("/jobs?ids=" + id, "If-None-Match", changed.replace("{}", tag(http, "/jobs?ids=" + id)))
                        .status())
                .isEqualTo(304);
        final Answer held = heldFor(SECOND, http, "/jobs/" + id, "If-None-Match", sent, "Prefer", "wait=1");
        assertThat(held.status()).isEqualTo(304);
        assertThat(held.header("Preference-Applied")).contains("wait=1");
    }

    @Test
    void whoseTagsAreReplacedOnTheWayIsAnsweredOnceASecond() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();

        final Answer first = heldFor(SECOND, http, "/jobs/" + id + "?wait=25", "If-None-Match", "\"0123456789abcdef\"");
        final Answer second = heldFor(SECOND, http, "/jobs/" + id, "If-None-Match", "W/\"x\"", "Prefer", "wait=25");

        for (final Answer answer : List.of(first, second)) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Preference-Applied")).contains("wait=1");
        }
    }

    @Test
    void whoHasAnAnswerWithAnotherEstimateOrPositionIsAnsweredOnceASecond() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId ahead = submit();
        final JobId id = submit();
        final String old = http.get("/jobs/" + id).header("ETag").orElseThrow();
        watched.store().cancel(ahead);

        final Answer answer = heldFor(SECOND, http, "/jobs/" + id, "If-None-Match", old, "Prefer", "wait=25");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("queuePosition").asInt()).isEqualTo(1);
    }

    @Test
    void aJobThatHasChangedIsAnsweredAtOnce() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();
        final String old = http.get("/jobs/" + id).header("ETag").orElseThrow();
        worker.claim();

        final Answer answer = http.get("/jobs/" + id, "If-None-Match", old, "Prefer", "wait=25");

        assertThat(answer.json().get("status").asText()).isEqualTo("processing");
        assertThat(answer.header("Preference-Applied")).contains("wait=0");
    }

    @Test
    void theEndOfAJobIsAnsweredAtOnceWhateverTheTagIs() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();
        final Lease lease = worker.claim();
        final CompletableFuture<Answer> paused =
                http.sendAsync("GET", "/jobs/" + id, "If-None-Match", "\"x\"", "Prefer", "wait=25");

        worker.complete(lease, "{\"n\": 1}");

        assertThat(paused.join().json().at("/result/n").asInt()).isEqualTo(1);
    }

    @Test
    void whatAFilterSaysOfVaryingAnswersStaysSaid() throws Exception {
        final Http http = serve(
                Deployment.of(builder().listFor(request -> Optional.of("ada")).build())
                        .behind((request, response, chain) -> {
                            ((HttpServletResponse) response).setHeader("Vary", "Accept-Encoding");
                            ((HttpServletResponse) response).addHeader("Vary", "Origin");
                            ((HttpServletResponse) response).setHeader("Access-Control-Allow-Origin", "*");
                            chain.doFilter(request, response);
                        }));
        final JobId id = submit();

        for (final String path : List.of("/jobs/" + id, "/jobs?ids=" + id, "/jobs")) {
            final Answer answer = http.get(path);
            assertThat(String.join(", ", answer.headers().get("Vary")))
                    .contains("Accept-Encoding", "Origin", "Authorization", "Cookie");
            assertThat(answer.header("Access-Control-Allow-Origin")).contains("*");
        }
        watched.failWith(() -> new IllegalStateException("on purpose"));
        final Answer error = http.get("/jobs/" + id);
        assertThat(error.status()).isEqualTo(500);
        assertThat(error.header("Access-Control-Allow-Origin")).contains("*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://jobs.example      | X-Forwarded-Host: jobs.example                                    | 200",
                "https://Jobs.Example      | X-Forwarded-Host: jobs.example, inner.example                     | 200",
                "https://jobs.example      | X-Forwarded-Host: jobs.example:443                                | 200",
                "http://jobs.example       | X-Forwarded-Host: jobs.example:80                                 | 200",
                "https://jobs.example:8443 | X-Forwarded-Host: jobs.example;; X-Forwarded-Port: 8443           | 200",
                "https://jobs.example:8443 | X-Forwarded-Host: jobs.example:8443                               | 200",
                "https://jobs.example      | Forwarded: for=192.0.2.1;Host=jobs.example;proto=https, for=x     | 200",
                "https://jobs.example:8443 | Forwarded: host=\"jobs.example:8443\"                             | 200",
                "https://localhost         | X-Forwarded-Host: jobs.example                                    | 200",
                "https://evil.example      | X-Forwarded-Host: jobs.example                                    | 403",
                "https://inner.example     | X-Forwarded-Host: jobs.example, inner.example                     | 403",
                "https://jobs.example:8443 | X-Forwarded-Host: jobs.example                                    | 403",
                "https://evil.example      | Forwarded: for=\"host=evil.example\"                              | 403",
                "null                      | X-Forwarded-Host: jobs.example                                    | 403"
            })
    void aProxyThatIsTrustedSaysForWhichHostItWasAsked(final String origin, final String headers, final int status)
            throws Exception {
        final Http http = serve(Deployment.of(builder().trustForwardedHost().build()));

        assertThat(cancel(http, origin, headers)).isEqualTo(status);
    }

    @Test
    void aProxyThatIsNotTrustedSaysNothing() throws Exception {
        final Http http = serve();

        assertThat(cancel(http, "https://jobs.example", "X-Forwarded-Host: jobs.example"))
                .isEqualTo(403);
    }

    @Test
    void aSubmitterTrustsAProxyWhenItIsTold() throws Exception {
        final JobSubmitter trusting = new JobSubmitter(watched.store(), OWNED, "/jobs").trustingForwardedHost();
        final Http http = serve(
                Deployment.of(new Ingest(trusting)).at("", "/trusting").and("/ingest", new Ingest(watched.store())));
        final String[] headers = {"Content-Length: 0", "Origin: https://jobs.example", "X-Forwarded-Host: jobs.example"
        };

        assertThat(http.sendRaw("POST /trusting?a HTTP/1.1", headers).status()).isEqualTo(202);
        assertThat(http.sendRaw("POST /ingest?a HTTP/1.1", headers).status()).isEqualTo(403);
    }

    @Test
    void thatNobodyCanWaitIsSaidOnceWithItsCure() throws Exception {
        final Http http = serve(Deployment.of(builder().build())
                .behind((request, response, chain) -> chain.doFilter(request, response)));
        final JobId id = submit();
        final String tag = http.get("/jobs/" + id).header("ETag").orElseThrow();
        final PrintStream before = System.err;
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            for (int i = 0; i < 3; i++) {
                final Answer answer = http.get("/jobs/" + id, "If-None-Match", tag, "Prefer", "wait=5");
                assertThat(answer.header("Preference-Applied")).contains("wait=0");
                http.get("/jobs/" + id + "/events");
            }
        } finally {
            System.setErr(before);
        }

        assertThat(log.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("async-supported")))
                .hasSize(1);
    }

    private int cancel(final Http http, final String origin, final String headers) throws Exception {
        final List<String> lines = new ArrayList<>(List.of(headers.split(";; ", -1)));
        lines.add("Origin: " + origin);
        lines.add("Content-Length: 0");
        return http.sendRaw("POST /jobs/" + submit() + "/cancel HTTP/1.1", lines.toArray(String[]::new))
                .status();
    }

    private static String tag(final Http http, final JobId id) {
        return tag(http, "/jobs/" + id);
    }

    private static String tag(final Http http, final String path) {
        return http.get(path).header("ETag").orElseThrow().replace("\"", "");
    }
}
