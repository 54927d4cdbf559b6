package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.JobId;
import dev.jobs.store.Lease;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class PollTest extends InEveryContainer {
    private static final String CREATED = "2026-01-05T10:00:00.000Z";

    PollTest(final Container container) {
        super(container);
    }

    @Test
    void aPendingJobIsAnsweredWithItsPosition() throws Exception {
        final Http http = serve();
        submit();
        final JobId id = submit();

        final Answer answer = http.get("/jobs/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertShows(answer.json(), String.format(Locale.ROOT, """
                {"jobId": "%s", "type": "ingest", "status": "pending", "progress": 0, "stage": null,
                 "queuePosition": 2, "createdAt": "%s", "updatedAt": "%s", "finishedAt": null, "attempt": 0}
                """, id, CREATED, CREATED));
        assertThat(answer.json().has("result")).isFalse();
        assertThat(answer.json().has("error")).isFalse();
    }

    @Test
    void aProcessingJobIsAnsweredWithItsStageAndProgress() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        final Lease lease = worker.claim();
        clock.forward(Duration.ofMillis(67_120));
        worker.progress(lease, "normalizing", 42);

        final Answer answer = http.get("/jobs/" + id);

        assertShows(answer.json(), String.format(Locale.ROOT, """
                {"jobId": "%s", "type": "ingest", "status": "processing", "progress": 42, "stage": "normalizing",
                 "queuePosition": null, "createdAt": "%s", "updatedAt": "2026-01-05T10:01:07.120Z",
                 "finishedAt": null, "attempt": 1}
                """, id, CREATED));
    }

    @Test
    void progressIsAnsweredAsItWasReported() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        worker.progress(worker.claim(), "normalizing", 12.5);

        assertThat(http.get("/jobs/" + id).body()).contains("\"progress\":12.5,");
    }

    @Test
    void aCompleteJobIsAnsweredWithItsResult() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        final Lease lease = worker.claim();
        clock.forward(Duration.ofSeconds(5));
        worker.complete(lease, "{\"file\": \"a.wav\", \"digits\": 0.10}");

        final Answer answer = http.get("/jobs/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertShows(answer.json(), String.format(Locale.ROOT, """
                {"status": "complete", "queuePosition": null, "createdAt": "%s",
                 "finishedAt": "2026-01-05T10:00:05.000Z", "result": {"file": "a.wav", "digits": 0.10}}
                """, CREATED));
        assertThat(answer.json().has("error")).isFalse();
    }

    @Test
    void aResultThatIsNoObjectStandsInOne() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        worker.complete(worker.claim(), "[1, \"two\"]");

        assertShows(http.get("/jobs/" + id).json(), "{\"result\": {\"value\": [1, \"two\"]}}");
    }

    @Test
    void aCompleteJobThatReturnedNothingHasNoResult() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        worker.completeWithNothing(worker.claim());

        final JsonNode json = http.get("/jobs/" + id).json();

        assertThat(json.get("status").asText()).isEqualTo("complete");
        assertThat(json.has("result")).isFalse();
    }

    @Test
    void aFailedJobIsAnsweredWithItsError() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        worker.fail(worker.claim(), "The file is no audio.");

        final JsonNode json = http.get("/jobs/" + id).json();

        assertShows(json, "{\"status\": \"failed\", \"error\": \"The file is no audio.\"}");
        assertThat(json.has("result")).isFalse();
    }

    @Test
    void aCancelledJobHasNoFinishTimeUntilItsWorkHasStopped() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        final Lease lease = worker.claim();
        watched.store().cancel(id);
        assertShows(
                http.get("/jobs/" + id).json(),
                "{\"status\": \"cancelled\", \"finishedAt\": null, \"stopping\": true, \"done\": false}");

        worker.release(lease);

        assertShows(http.get("/jobs/" + id).json(), String.format(Locale.ROOT, """
                {"status": "cancelled", "finishedAt": "%s", "stopping": false, "done": true, "release": "confirmed"}
                """, CREATED));
    }

    @Test
    void anAnswerIsJsonThatNobodySniffsAndNobodyElseStores() throws Exception {
        final Http http = serve();

        final Answer answer = http.get("/jobs/" + submit());

        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(type ->
                        assertThat(type.toLowerCase(Locale.ROOT)).matches("application/json(; ?charset=utf-8)?"));
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.header("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("private"));
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @Test
    void headIsAnsweredAsGetWithoutTheBody() throws Exception {
        final Http http = serve();
        final String path = "/jobs/" + submit();
        final Answer get = http.get(path);

        final Answer head = http.send("HEAD", path);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers()).isEqualTo(get.headers());
    }

    @Test
    void aResultOfOneMebibyteIsServed() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        final String text = "é".repeat(1 << 19);
        worker.complete(worker.claim(), "{\"text\": \"" + text + "\"}");

        final Answer answer = http.get("/jobs/" + id);

        assertThat(answer.json().at("/result/text").asText()).isEqualTo(text);
    }

    @Test
    void markupInAStageOrErrorIsDataInJson() throws Exception {
        final Http http = serve();
        final String markup = "</script><script>alert(\"1\")</script>\u2028\u0000é";
        final JobId staged = submit();
        worker.progress(worker.claim(), markup, 1);
        final JobId failed = submit();
        worker.fail(worker.claim(), markup);

        final Answer stage = http.get("/jobs/" + staged);
        final Answer error = http.get("/jobs/" + failed);

        final String clean = markup.replace('\u0000', ' ');
        assertThat(stage.json().get("stage").asText()).isEqualTo(clean);
        assertThat(error.json().get("error").asText()).isEqualTo(clean);
        assertThat(stage.header("X-Content-Type-Options")).contains("nosniff");
    }

    /** Asserts that all of the expected fields are there, with these values. */
    private static void assertShows(final JsonNode actual, final String expected) {
        assertThat(actual.isObject()).isTrue();
        Answer.json(expected)
                .properties()
                .forEach(field -> assertThat(actual.get(field.getKey()))
                        .as(field.getKey())
                        .isEqualTo(field.getValue()));
    }
}
