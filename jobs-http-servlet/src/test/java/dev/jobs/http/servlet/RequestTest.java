package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked for in odd ways: paths, ids, methods, {@code Accept} and bodies. */
final class RequestTest extends InEveryContainer {
    RequestTest(final Container container) {
        super(container);
    }

    @ParameterizedTest
    @CsvSource({
        "'', /*, ''",
        "'', /, ''",
        "'', /jobs/*, /jobs",
        "'', /api/v1/jobs/*, /api/v1/jobs",
        "/app, /*, /app",
        "/app, /, /app",
        "/app/one, /jobs/*, /app/one/jobs",
        "/with space, /jöbs/*, /with%20space/j%C3%B6bs"
    })
    void jobsAreServedUnderAnyPath(final String context, final String mapping, final String base) throws Exception {
        final Http http = serve(Deployment.of(new JobsServlet(watched.store(), JobAccess.anyoneWhoKnowsTheId()))
                .at(context, mapping));
        final JobId id = submit();

        assertThat(http.get(base + "/" + id).json().get("jobId").asText()).isEqualTo(id.toString());
        assertThat(http.post(base + "/" + id + "/cancel").status()).isEqualTo(200);
    }

    @Test
    void anIdInCapitalsFindsItsJob() throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer answer = http.get("/jobs/" + id.toString().toUpperCase(Locale.ROOT));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("jobId").asText()).isEqualTo(id.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jobs",
                "/jobs/",
                "/jobs/1",
                "/jobs/{id}x",
                "/jobs/{id}%20",
                "/jobs/ID",
                "/jobs/urn:uuid:{id}",
                "/jobs/1-1-1-1-1",
                "/jobs/1/cancel",
                "/jobs/%7Bid%7D",
                "/jobs/{id};a=b",
                "/jobs/%30{idWithoutItsFirst0}",
                "/jobs/%F0%9F%98%80"
            })
    void whatIsNoIdNamesNoJob(final String path) throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final String sent = path.replace("{id}", id.toString())
                .replace("{idWithoutItsFirst0}", id.toString().substring(1));

        final Answer answer = http.sendRaw("GET " + sent + " HTTP/1.1");

        assertNotFound(answer);
    }

    /** Some of these a container refuses by itself, with a page of its own, before the servlet hears of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jobs/../{id}",
                "/jobs/../jobs/%2e%2e/{id}",
                "/jobs//",
                "/jobs//cancel",
                "/jobs/{id}%00",
                "/jobs/%00",
                "/jobs/%2F{id}",
                "/jobs%2F{id}",
                "/jobs/x%2F..%2F{id}",
                "/jobs/{id}%2Fcancel",
                "/jobs/%",
                "/jobs/%zz",
                "/jobs/%C0%AE",
                "/jobs/\\{id}"
            })
    void aPathThatIsNotWhatItReadsShowsNoJobAndNoStackTrace(final String path) throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer answer = http.sendRaw("GET " + path.replace("{id}", id.toString()) + " HTTP/1.1");

        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.body()).doesNotContain("queuePosition", "at org.", "at java.", "Exception:");
    }

    /** A container may resolve these by itself, as clients do too; it may refuse them. */
    @ParameterizedTest
    @ValueSource(strings = {"/jobs/x/../{id}", "/jobs/./{id}", "/jobs/%2e/{id}", "/jobs//{id}", "/jobs/;/{id}"})
    void aPathThatTheContainerResolvesIsTheJobThatItNames(final String path) throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer answer = http.sendRaw("GET " + path.replace("{id}", id.toString()) + " HTTP/1.1");

        assertThat(answer.status()).isIn(200, 400, 404);
        if (answer.status() == 200) {
            assertThat(answer.json().get("jobId").asText()).isEqualTo(id.toString());
        }
        assertThat(answer.body()).doesNotContain("at org.", "at java.", "Exception:");
    }

    @Test
    void anIdOfTenKilobytesNamesNoJob() throws Exception {
        final Http http = serve();

        final Answer answer = http.sendRaw("GET /jobs/" + "a".repeat(10_000) + " HTTP/1.1");

        assertThat(answer.status()).isIn(404, 400, 414, 431);
        assertThat(answer.body()).doesNotContain("at org.", "at java.", "Exception:");
    }

    @Test
    void aLongIdThatTheContainerLetsThroughNamesNoJob() throws Exception {
        final Http http = serve();

        assertNotFound(http.get("/jobs/" + "a".repeat(4_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "FROBNICATE"})
    void onAJobOnlyGetAndHeadAreAllowed(final String method) throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer answer = http.send(method, "/jobs/" + id);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET, HEAD");
        assertThat(answer.json().get("error").asText()).isEqualTo("Method not allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "OPTIONS", "FROBNICATE"})
    void onACancelOnlyPostIsAllowed(final String method) throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer answer = http.send(method, "/jobs/" + id + "/cancel");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("POST");
        assertThat(answer.json().get("error").isTextual()).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void aSlashAtTheEndMakesNoDifference() throws Exception {
        final Http http = serve();
        final JobId id = submit();

        assertThat(http.get("/jobs/" + id + "/").body())
                .isEqualTo(http.get("/jobs/" + id).body());
        assertThat(http.post("/jobs/" + id + "/cancel/").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/explode", "/CANCEL", "/cancel/now"})
    void anUnknownActionIsNotFound(final String action) throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer answer = http.sendRaw("POST /jobs/" + id + action + " HTTP/1.1", "Content-Length: 0");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().get("error").isTextual()).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.PENDING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "text/html, image/*;q=0.8",
                "application/json;q=0",
                "application/json; q=0.000, */*",
                "application/*;q=0, */*"
            })
    void anAcceptThatCannotBeMetIsAnsweredWithJsonThatSaysSo(final String accept) throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer poll = http.get("/jobs/" + id, "Accept", accept);
        final Answer cancel = http.post("/jobs/" + id + "/cancel", "Accept", accept);

        assertThat(poll.status()).isEqualTo(406);
        assertThat(cancel.status()).isEqualTo(406);
        assertThat(poll.json().get("error").isTextual()).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.PENDING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "application/json",
                "APPLICATION/JSON; charset=utf-8",
                "application/*;q=0.1",
                "text/html,application/xhtml+xml,*/*;q=0.8",
                ""
            })
    void anAcceptThatCanBeMetIs(final String accept) throws Exception {
        final Http http = serve();

        assertThat(http.get("/jobs/" + submit(), "Accept", accept).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /jobs/{id}", "POST /jobs/{id}/cancel"})
    void aBodyThatNobodyExpectsIsNotWaitedFor(final String requestLine) throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer answer = http.sendRaw(
                requestLine.replace("{id}", id.toString()) + " HTTP/1.1",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: " + (1 << 30));

        assertThat(answer.status()).isEqualTo(200);
    }

    private static void assertNotFound(final Answer answer) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).isEqualTo(Answer.json("{\"error\": \"Job not found\"}"));
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }

    private JobStatus status(final JobId id) {
        return watched.store().find(id).orElseThrow().status();
    }
}
