package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.store.JobStoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are made to do harm, and errors that come up in answering them. */
@Tag("slow")
final class FaultyRequestTest extends InEveryContainer {
    private static final int LONG = 5_000;

    FaultyRequestTest(final Container container) {
        super(container);
    }

    static Stream<String> nastyValues() {
        return Stream.of(
                        "/a", "/", "a,", ",", ";", "\"", "W/\"", "=", "wait=", "wait=1;", "q=0;", "*/", "a/", "\t", "%",
                        "(", "jobs-")
                .map(piece -> piece.repeat(LONG / piece.length()));
    }

    @ParameterizedTest
    @MethodSource("nastyValues")
    void noHeaderMakesTheServletFail(final String value) throws Exception {
        final Http http = serve(
                Deployment.of(builder().serveOpenApi().trustForwardedHost().build())
                        .and("/ingest", new Ingest(watched.store())));
        final String path = "/jobs/" + submit();

        for (final String header : List.of(
                "X-Forwarded-Prefix",
                "X-Forwarded-Host",
                "Forwarded",
                "Accept",
                "If-None-Match",
                "Prefer",
                "Last-Event-ID",
                "Origin",
                "Sec-Fetch-Site",
                "Idempotency-Key")) {
            for (final String line : List.of(
                    "GET " + path,
                    "GET " + path + "/events",
                    "GET /jobs?ids=" + path.substring(6),
                    "GET /jobs/openapi.json",
                    "POST " + path + "/cancel",
                    "POST /ingest")) {
                final boolean streams = line.endsWith("/events");
                final Answer answer = http.sendRaw(
                        (streams ? line.replace("GET", "HEAD") : line) + " HTTP/1.1",
                        header + ": " + value,
                        "Content-Length: 0");
                assertThat(answer.status()).as(line + " " + header).isNotEqualTo(500);
            }
        }
    }

    @Test
    void aProxysPrefixThatIsTooLongIsIgnored() throws Exception {
        final Http http = serve();
        final JobId id = submit();

        assertThat(self(http, id, "/a".repeat(500))).isEqualTo("/a".repeat(500) + "/jobs/" + id);
        assertThat(self(http, id, "/a".repeat(501))).isEqualTo("/jobs/" + id);
    }

    private static String self(final Http http, final JobId id, final String prefix) {
        return http.get("/jobs/" + id, "X-Forwarded-Prefix", prefix)
                .json()
                .at("/links/self")
                .asText();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                StackOverflowError.class,
                OutOfMemoryError.class,
                NoClassDefFoundError.class,
                IllegalStateException.class
            })
    void anErrorIsAnsweredAsOneAndLoggedInBounds(final Class<? extends Throwable> kind) throws Exception {
        final Http http = serve((request, job) -> {
            FaultyRequestTest.<RuntimeException>throwAsIs(deep(kind, 900));
            return true;
        });
        final JobId id = submit();
        final PrintStream before = System.err;
        final ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            for (int i = 0; i < 50; i++) {
                final Answer answer = http.get("/jobs/" + id);
                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.json()).isEqualTo(Answer.json("{\"error\": \"Internal error\"}"));
            }
        } finally {
            System.setErr(before);
        }
        assertThat(log.size()).isLessThan(30_000);
    }

    @ParameterizedTest
    @ValueSource(classes = {StackOverflowError.class, IllegalStateException.class, JobStoreUnavailableException.class})
    void aJobThatIsStoredIsAnsweredAsSubmittedWhateverFailsThen(final Class<? extends Throwable> kind)
            throws Exception {
        final Http http = serve(Deployment.of(builder().build()).and("/ingest", new Ingest(watched.store())));
        watched.failWith("poll", () -> made(kind));

        final Answer answer = http.post("/ingest?a.wav", USER, "ada");

        assertThat(answer.status()).isEqualTo(202);
        final String id = answer.json().get("jobId").asText();
        assertThat(answer.header("Location")).contains("/jobs/" + id);
        watched.recover();
        assertThat(watched.store().find(JobId.parse(id).orElseThrow())).isPresent();
    }

    @Test
    void aRequestThatIsRefusedStoresNothing() throws Exception {
        final Http http = serve(Deployment.of(builder().build()).and("/ingest", new Ingest(watched.store())));

        assertThat(http.sendRaw(
                                "POST /ingest?a HTTP/1.1",
                                "Content-Length: 0",
                                USER + ": ada",
                                "Idempotency-Key: a",
                                "Idempotency-Key: b")
                        .status())
                .isEqualTo(400);
        assertThat(http.post("/ingest?a", USER, "ada", "Accept", "image/png").status())
                .isEqualTo(406);
        assertThat(http.post("/ingest?a", USER, "ada", "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(watched.store().list(JobQuery.all())).isEmpty();
    }

    @Test
    void anAnswerThatCannotBeWrittenIsAnError() throws Exception {
        final Http http = serve(new JobAccess() {
            @Override
            public boolean mayView(final HttpServletRequest request, final Job job) {
                return true;
            }

            @Override
            public boolean mayCancel(final HttpServletRequest request, final Job job) {
                throw new StackOverflowError();
            }
        });
        final JobId id = submit();

        assertThat(http.get("/jobs/" + id).status()).isEqualTo(500);
        assertThat(http.get("/jobs?ids=" + id).status()).isEqualTo(500);
        assertThat(http.get("/jobs/" + id + "/events").status()).isEqualTo(500);
    }

    private static Throwable deep(final Class<? extends Throwable> kind, final int frames) {
        return frames > 0 ? deep(kind, frames - 1) : made(kind);
    }

    private static Throwable made(final Class<? extends Throwable> kind) {
        if (kind == JobStoreUnavailableException.class) {
            return new JobStoreUnavailableException("refused", new IOException("down"));
        }
        try {
            return kind.getDeclaredConstructor().newInstance();
        } catch (final ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwAsIs(final Throwable fault) throws E {
        throw (E) fault;
    }
}
