package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.SizeLimits;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.Limit;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JobSubmitterTest extends InEveryContainer {
    JobSubmitterTest(final Container container) {
        super(container);
    }

    @Test
    void aSubmittedJobIsAnsweredWithWhereAndWhenToPollIt() throws Exception {
        final Http http = serve(Deployment.of(new Ingest(watched.store())).at("/app", "/ingest"));

        final Answer answer = http.post("/app/ingest?a.wav", USER, "ada", "X-Forwarded-Prefix", "/outer");

        assertThat(answer.status()).isEqualTo(202);
        final JobId id = JobId.parse(answer.json().get("jobId").asText()).orElseThrow();
        assertThat(answer.header("Location")).contains("/outer/app/jobs/" + id);
        assertThat(answer.header("Retry-After")).isPresent();
        assertThat(answer.header("Cache-Control")).contains("private, no-store");
        assertThat(answer.json().get("status").asText()).isEqualTo("pending");
        assertThat(answer.json().get("queuePosition").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/links/cancel").asText()).isEqualTo("/outer/app/jobs/" + id + "/cancel");
        assertThat(watched.store().find(id).orElseThrow().payload().orElseThrow())
                .contains("a.wav");
    }

    @Test
    void theSameKeyAndPayloadIsTheSameJob() throws Exception {
        final Http http = serve(Deployment.of(new Ingest(watched.store())).at("", "/ingest"));

        final Answer first = http.post("/ingest?a.wav", USER, "ada", "Idempotency-Key", "\"k 1\"");
        final Answer second = http.post("/ingest?a.wav", USER, "ada", "Idempotency-Key", "k 1");

        assertThat(second.status()).isEqualTo(202);
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(watched.store().list(JobQuery.all())).hasSize(1);
    }

    @Test
    void aJobWhoseLimitIsFullIsAnsweredWithTheOneInTheWayToThoseWhoMaySeeIt() throws Exception {
        watched.store().setLimit(Limit.atOnce("encoder", 1));
        final JobSubmitter submitter = new JobSubmitter(watched.store(), OWNED, "/jobs");
        final Http http = serve(Deployment.of(new HttpServlet() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected void service(final HttpServletRequest request, final HttpServletResponse response)
                            throws IOException {
                        submitter.submit(
                                request,
                                response,
                                JobRequest.builder("ingest", "{}")
                                        .owner(request.getHeader(USER))
                                        .limitKeys(request.getQueryString()),
                                WhenLimitFull.REFUSE);
                    }
                })
                .at("", "/ingest"));

        final Answer first = http.post("/ingest?encoder", USER, "ada");
        final Answer second = http.post("/ingest?encoder", USER, "ada");
        final Answer ofAnother = http.post("/ingest?encoder", USER, "bob");

        assertThat(first.status()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.json().get("heldBy")).isEqualTo(first.json().get("jobId"));
        assertThat(second.json().get("error").asText()).contains("not ended");
        assertThat(second.json().get("reason").asText()).isEqualTo("limit_reached");
        assertThat(ofAnother.status()).isEqualTo(409);
        assertThat(ofAnother.json().has("heldBy")).isFalse();
        watched.store()
                .setLimit(Limit.builder("calls").starts(1, Duration.ofHours(1)).build());
        assertThat(http.post("/ingest?calls", USER, "ada").status()).isEqualTo(202);
        final Answer tooMany = http.post("/ingest?calls", USER, "ada");
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(tooMany.json().get("reason").asText()).isEqualTo("rate_limited");
        assertThat(Instant.parse(tooMany.json().get("freeAt").asText()))
                .isAfter(watched.store().list(JobQuery.all()).get(0).createdAt().plusSeconds(3_599));
    }

    @Test
    void aServicesOwnSubmissionIsAnsweredAsAnyOther() throws Exception {
        final JobSubmitter submitter = new JobSubmitter(watched.store(), OWNED, "/jobs");
        final Http http = serve(Deployment.of(new HttpServlet() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected void service(final HttpServletRequest request, final HttpServletResponse response)
                            throws IOException {
                        final JobRequest.Builder job = JobRequest.builder(
                                        "ingest",
                                        "%22unfit%22".equals(request.getQueryString())
                                                ? "\"unfit\""
                                                : request.getQueryString())
                                .owner("ada");
                        try {
                            submitter.submit(request, response, job, wanted -> {
                                if (wanted.payload().orElseThrow().equals("\"unfit\"")) {
                                    throw new IllegalStateException("the service's own");
                                }
                                return watched.store().submit(wanted);
                            });
                        } catch (final IllegalStateException e) {
                            response.sendError(409, e.getMessage());
                        }
                    }
                })
                .at("", "/order"));

        final Answer first = http.post("/order?1", USER, "ada", "Idempotency-Key", "k");
        final Answer again = http.post("/order?1", USER, "ada", "Idempotency-Key", "k");
        final Answer other = http.post("/order?2", USER, "ada", "Idempotency-Key", "k");
        final Answer unfit = http.post("/order?%22unfit%22", USER, "ada");
        final Answer crossSite = http.post("/order?3", "Sec-Fetch-Site", "cross-site");

        assertThat(first.status()).isEqualTo(202);
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(unfit.status()).isEqualTo(409);
        assertThat(crossSite.status()).isEqualTo(403);
        assertThat(watched.store().list(JobQuery.all())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site, 403",
        "Sec-Fetch-Site, same-site, 403",
        "Origin, https://evil.example, 403",
        "Accept, image/png, 406",
        "Idempotency-Key, ' ', 400"
    })
    void whoIsRefusedWhateverTheJobIsIsRefusedBeforeTheBodyIsRead(
            final String header, final String value, final int status) throws Exception {
        final JobSubmitter submitter = new JobSubmitter(watched.store(), OWNED, "/jobs");
        final AtomicInteger read = new AtomicInteger();
        final Http http = serve(Deployment.of(new HttpServlet() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected void service(final HttpServletRequest request, final HttpServletResponse response)
                            throws IOException {
                        if (!submitter.refuses(request, response)) {
                            read.incrementAndGet();
                            response.setStatus(204);
                        }
                    }
                })
                .at("", "/upload"));

        final Answer refused = http.post("/upload", header, value);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.json().get("error").isTextual()).isTrue();
        assertThat(read).hasValue(0);
        assertThat(http.post("/upload").status()).isEqualTo(204);
    }

    @Test
    void aRefusalThatLeavesABodyUnreadSaysThatTheConnectionEnds() throws Exception {
        final JobSubmitter submitter = new JobSubmitter(watched.store(), OWNED, "/jobs");
        final Http http = serve(Deployment.of(new HttpServlet() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected void service(final HttpServletRequest request, final HttpServletResponse response)
                            throws IOException {
                        assertThat(submitter.refuses(request, response)).isTrue();
                    }
                })
                .at("", "/upload"));

        final Answer announced = http.sendHeadAlone("POST /upload HTTP/1.1", "Content-Length: 9", "Accept: image/png");
        final Answer inPieces =
                http.sendHeadAlone("POST /upload HTTP/1.1", "Transfer-Encoding: chunked", "Accept: image/png");

        assertThat(List.of(announced, inPieces)).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(406);
            assertThat(answer.header("Connection")).contains("close");
        });
        assertThat(http.post("/upload", "Accept", "image/png").header("Connection"))
                .isEmpty();
    }

    @Test
    void aPayloadThatIsLargerThanTheStoreTakesIsRefused() throws Exception {
        final MemoryJobStore small = new MemoryJobStore(new SizeLimits(1_024, 1_024));
        final Http http = serve(Deployment.of(new Ingest(small)).at("", "/ingest"));

        final Answer answer = http.post("/ingest?" + "a".repeat(2_000), USER, "ada");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().get("error").isTextual()).isTrue();
        assertThat(small.overview().workloads()).isEmpty();
    }

    @Test
    void theSameKeyWithAnotherPayloadIsRefused() throws Exception {
        final Http http = serve(Deployment.of(new Ingest(watched.store())).at("", "/ingest"));
        http.post("/ingest?a.wav", USER, "ada", "Idempotency-Key", "k");

        final Answer answer = http.post("/ingest?b.wav", USER, "ada", "Idempotency-Key", "k");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("error").isTextual()).isTrue();
        assertThat(watched.store().list(JobQuery.all())).hasSize(1);
    }

    @Test
    void theSameKeyOfAnotherOwnerIsAnotherJob() throws Exception {
        final Http http = serve(Deployment.of(new Ingest(watched.store())).at("", "/ingest"));

        final Answer ofAda = http.post("/ingest?a.wav", USER, "ada", "Idempotency-Key", "k");
        final Answer ofBob = http.post("/ingest?a.wav", USER, "bob", "Idempotency-Key", "k");

        assertThat(ofBob.status()).isEqualTo(202);
        assertThat(ofBob.header("Location")).isNotEqualTo(ofAda.header("Location"));
    }

    @Test
    void aJobThatItsSubmitterMayNotSeeIsNotShown() throws Exception {
        final Http http = serve(Deployment.of(new Ingest(watched.store())).at("", "/ingest"));

        final Answer answer = http.post("/ingest?a.wav");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().properties()).hasSize(1);
        assertThat(answer.header("Location"))
                .contains("/jobs/" + answer.json().get("jobId").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", " ", "é"})
    void aKeyThatIsNoneIsRefused(final String key) throws Exception {
        final Http http = serve(Deployment.of(new Ingest(watched.store())).at("", "/ingest"));

        final Answer answer =
                http.sendRaw("POST /ingest HTTP/1.1", "Content-Length: 0", USER + ": ada", "Idempotency-Key: " + key);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(watched.store().list(JobQuery.all())).isEmpty();
    }

    @Test
    void aFormOfAnotherSiteSubmitsNothing() throws Exception {
        final Http http = serve(Deployment.of(new Ingest(watched.store())).at("", "/ingest"));

        assertThat(http.post("/ingest?a.wav", USER, "ada", "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(watched.store().list(JobQuery.all())).isEmpty();
    }

    @Test
    void aStoreOutOfReachIsAnsweredAsSuch() throws Exception {
        final Http http = serve(Deployment.of(new Ingest(watched.store())).at("", "/ingest"));
        watched.failWith(() -> new JobStoreUnavailableException("refused", new IOException("down")));

        final Answer answer = http.post("/ingest?a.wav", USER, "ada");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs", "/jobs/", "/jobs/*", "/"})
    void aPathThatIsNoneIsRefused(final String path) {
        assertThatThrownBy(() -> new JobSubmitter(watched.store(), OWNED, path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(path);
    }
}
