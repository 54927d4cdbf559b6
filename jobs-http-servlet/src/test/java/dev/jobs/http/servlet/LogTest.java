package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.JobId;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs of jobs, read at once. */
final class LogTest extends InEveryContainer {
    private static final String[] ADA = {USER, "ada"};

    LogTest(final Container container) {
        super(container);
    }

    private Http serveLogs() throws Exception {
        return serve(Deployment.of(JobsServlet.builder(watched.store(), OWNED.withLogs())
                .serveLogs()
                .build()));
    }

    @Test
    void theLinesAreReadInTheirOrderFromTheOneThatIsAskedFor() throws Exception {
        final Http http = serveLogs();
        final JobId id = submitFor("ada");
        final Lease lease = worker.claim();
        worker.log(lease, "one", "two", "three");

        final Answer all = http.get("/jobs/" + id + "/log", ADA);
        final Answer rest = http.get("/jobs/" + id + "/log?after=1&limit=1", ADA);

        assertThat(all.status()).isEqualTo(200);
        assertThat(all.json())
                .isEqualTo(Answer.json("{\"jobId\":\"" + id + "\",\"lines\":["
                        + "{\"number\":1,\"attempt\":1,\"at\":\"2026-01-05T10:00:00.000Z\",\"text\":\"one\"},"
                        + "{\"number\":2,\"attempt\":1,\"at\":\"2026-01-05T10:00:00.000Z\",\"text\":\"two\"},"
                        + "{\"number\":3,\"attempt\":1,\"at\":\"2026-01-05T10:00:00.000Z\",\"text\":\"three\"}],"
                        + "\"next\":3,\"dropped\":0,\"more\":false,\"done\":false}"));
        assertThat(all.header("Retry-After")).contains("1");
        assertThat(texts(rest)).containsExactly("two");
        assertThat(rest.json().get("next").asLong()).isEqualTo(2);
        assertThat(rest.json().get("more").asBoolean()).isTrue();
        assertThat(rest.header("Retry-After")).as("more can be had at once").isEmpty();
    }

    @Test
    void theLogOfAJobThatHasEndedIsDoneOnceItsLastLineWasRead() throws Exception {
        final Http http = serveLogs();
        final JobId id = submitFor("ada");
        final Lease lease = worker.claim();
        worker.log(lease, "one", "two");
        worker.complete(lease, "{}");

        final Answer first = http.get("/jobs/" + id + "/log?limit=1", ADA);
        final Answer last = http.get("/jobs/" + id + "/log?after=1", USER, "ada", "Prefer", "wait=25");

        assertThat(first.json().get("done").asBoolean()).isFalse();
        assertThat(texts(last)).containsExactly("two");
        assertThat(last.json().get("done").asBoolean()).isTrue();
        assertThat(last.header("Retry-After")).isEmpty();
        assertThat(last.header("Preference-Applied")).contains("wait=0");
    }

    @Test
    void whoHasThePartAlreadyIsToldSoInAHeadAlone() throws Exception {
        final Http http = serveLogs();
        final JobId id = submitFor("ada");
        final String path = "/jobs/" + id + "/log";
        final Lease lease = worker.claim();
        worker.log(lease, "one");
        final Answer whole = http.get(path, ADA);
        final String tag = whole.header("ETag").orElseThrow();

        final Answer again = http.get(path, USER, "ada", "If-None-Match", tag);
        final Answer head = http.send("HEAD", path, USER, "ada", "Prefer", "wait=25");
        worker.log(lease, "two");
        final Answer changed = http.get(path, USER, "ada", "If-None-Match", tag);

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("ETag")).contains(tag);
        assertThat(whole.header("Cache-Control")).contains("private, no-cache");
        assertThat(whole.header("Vary")).contains("Authorization, Cookie");
        assertThat(texts(changed)).containsExactly("one", "two");
    }

    @Test
    void whatIsLoggedIsPassedOnAsTextWhateverItLooksLike() throws Exception {
        final Http http = serveLogs();
        final JobId id = submitFor("ada");
        worker.log(
                worker.claim(),
                "</script><img src=x onerror=alert(1)>",
                "\"quoted\\\" \u001b[31mred\u0000\r\nend",
                "𝄞");

        final Answer answer = http.get("/jobs/" + id + "/log", ADA);

        assertThat(texts(answer)).hasSize(3).first().isEqualTo("</script><img src=x onerror=alert(1)>");
        assertThat(texts(answer).get(1).chars()).noneMatch(Character::isISOControl);
        assertThat(texts(answer).get(2)).isEqualTo("𝄞");
        assertThat(answer.header("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void whoAsksForWhatFollowsALineThatWasNeverLoggedIsToldWhereTheLogStands() throws Exception {
        final Http http = serveLogs();
        final JobId id = submitFor("ada");
        worker.log(worker.claim(), "one", "two");

        final JsonNode answer = http.get("/jobs/" + id + "/log?after=7", ADA).json();

        assertThat(answer.get("lines")).isEmpty();
        assertThat(answer.get("next").asLong()).isEqualTo(2);
        assertThat(answer.get("dropped").asLong()).isZero();
        assertThat(answer.get("more").asBoolean()).isFalse();
    }

    @Test
    void ofAMillionLinesTheNewestAreReadAndTheRestAreCounted() throws Exception {
        final Http http = serveLogs();
        final JobId id = submitFor("ada");
        final Lease lease = worker.claim();
        final String[] many = Collections.nCopies(10_000, "x").toArray(String[]::new);
        for (int i = 0; i < 100; i++) {
            worker.log(lease, many);
        }

        final JsonNode all = http.get("/jobs/" + id + "/log", ADA).json();

        assertThat(all.get("lines")).hasSize(1_000);
        assertThat(all.at("/lines/0/number").asLong()).isEqualTo(999_001);
        assertThat(all.get("dropped").asLong()).isEqualTo(999_000);
        assertThat(all.get("next").asLong()).isEqualTo(1_000_000);
        assertThat(all.get("more").asBoolean()).isFalse();
    }

    @Test
    void theAnswerIsBoundedWhateverTheLinesAre() throws Exception {
        final Http http = serveLogs();
        final JobId id = submitFor("ada");
        worker.logLong(worker.claim(), 200, 20_000);

        final JsonNode first = http.get("/jobs/" + id + "/log", ADA).json();

        assertThat(first.get("lines").size()).isBetween(1, 60);
        assertThat(first.get("more").asBoolean()).isTrue();
        assertThat(first.get("next").asLong()).isEqualTo(first.get("lines").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "after=-1 | The parameter after is the number of a line, or 0",
                "after=x | The parameter after is the number of a line, or 0",
                "after=1.5 | The parameter after is the number of a line, or 0",
                "after=9999999999999999999 | The parameter after is the number of a line, or 0",
                "after= | The parameter after has an empty value",
                "after=1&after=2 | The parameter after can be given once",
                "limit=0 | A part of a log has 1 to 1000 lines",
                "limit=1001 | A part of a log has 1 to 1000 lines",
                "limit=all | A part of a log has 1 to 1000 lines",
                "wait=soon | The parameter wait is a whole number of seconds"
            })
    void whatMakesNoSenseIsRefusedInWords(final String query, final String words) throws Exception {
        final Http http = serveLogs();
        final JobId id = submitFor("ada");

        final Answer answer = http.get("/jobs/" + id + "/log?" + query, ADA);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").asText()).isEqualTo(words);
    }

    @Test
    void aLogThatOneMayNotReadCannotBeToldFromThatOfNoJob() throws Exception {
        final JobAccess noLogs = OWNED;
        final Http http = serve(Deployment.of(
                JobsServlet.builder(watched.store(), noLogs).serveLogs().build()));
        final JobId id = submitFor("ada");
        final Answer none = http.get("/jobs/" + JobId.random() + "/log", ADA);

        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json()).isEqualTo(Answer.json("{\"error\": \"Job not found\"}"));
        assertThat(http.get("/jobs/" + id + "/log", ADA)).isEqualTo(none);
        assertThat(http.get("/jobs/" + id + "/log", USER, "eve")).isEqualTo(none);
        assertThat(http.get("/jobs/not-an-id/log", ADA)).isEqualTo(none);
        assertThat(http.get("/jobs/" + id, ADA).json().at("/links").has("log")).isFalse();
    }

    @Test
    void anothersLogIsNotReadAndTheOwnersPollLinksIt() throws Exception {
        final Http http = serveLogs();
        final JobId id = submitFor("ada");

        assertThat(http.get("/jobs/" + id + "/log", USER, "eve").status()).isEqualTo(404);
        assertThat(http.get("/jobs/" + id, ADA).json().at("/links/log").asText())
                .isEqualTo("/jobs/" + id + "/log");
        assertThat(http.get("/jobs?ids=" + id, ADA)
                        .json()
                        .at("/jobs/0/links/log")
                        .asText())
                .isEqualTo("/jobs/" + id + "/log");
    }

    @Test
    void logsAreServedOnlyIfTheServiceSaysSo() throws Exception {
        final Http http = serve(OWNED.withLogs());
        final JobId id = submitFor("ada");

        final Answer answer = http.get("/jobs/" + id + "/log", ADA);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).isEqualTo(Answer.json("{\"error\": \"Not found\"}"));
        assertThat(http.get("/jobs/" + id, ADA).json().at("/links").has("log")).isFalse();
    }

    @Test
    void anotherMethodOrMediaTypeIsRefused() throws Exception {
        final Http http = serveLogs();
        final String path = "/jobs/" + submitFor("ada") + "/log";

        final Answer post = http.post(path, ADA);

        assertThat(post.status()).isEqualTo(405);
        assertThat(post.header("Allow")).contains("GET, HEAD");
        assertThat(http.get(path, USER, "ada", "Accept", "text/html").status()).isEqualTo(406);
        assertThat(http.get(path, USER, "ada", "Sec-Fetch-Site", "cross-site").status())
                .isEqualTo(200);
    }

    @Test
    void aStoreOutOfReachIsAnsweredAsSuch() throws Exception {
        final Http http = serveLogs();
        final JobId id = submitFor("ada");

        for (final String method : List.of("poll", "log")) {
            watched.failWith(method, () -> new JobStoreUnavailableException("refused", new IOException("down")));
            final Answer answer = http.get("/jobs/" + id + "/log", USER, "ada", "Prefer", "wait=25");
            watched.recover();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isPresent();
        }
    }

    static List<String> texts(final Answer answer) {
        return StreamSupport.stream(
                        Optional.ofNullable(answer.json().get("lines"))
                                .orElseThrow()
                                .spliterator(),
                        false)
                .map(line -> line.get("text").asText())
                .toList();
    }
}
