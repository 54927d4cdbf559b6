package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.JobId;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

final class BatchPollTest extends InEveryContainer {
    BatchPollTest(final Container container) {
        super(container);
    }

    @Test
    void severalJobsAreAnsweredInTheOrderAskedEachAsByAPollOfItsOwn() throws Exception {
        final Http http = serve();
        final JobId first = submit();
        final JobId second = submit();

        final Answer answer = http.get("/jobs?ids=" + second + "," + first);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("jobs"))
                .containsExactly(
                        http.get("/jobs/" + second).json(),
                        http.get("/jobs/" + first).json());
        assertThat(answer.json().get("notFound")).isEmpty();
        assertThat(answer.header("Retry-After")).contains("1");
        assertThat(answer.header("Cache-Control")).contains("private, no-cache");
    }

    @Test
    void aHundredJobsCostOneCallOfTheStore() throws Exception {
        final Http http = serve();
        final List<JobId> ids = Stream.generate(this::submit).limit(100).toList();
        final int before = watched.calls("poll") + watched.calls("find");

        final Answer answer = http.get("/jobs/?ids=" + joined(ids));

        assertThat(answer.json().get("jobs")).hasSize(100);
        assertThat(watched.calls("poll") + watched.calls("find")).isEqualTo(before + 1);
    }

    @Test
    void moreThanAHundredAreRefused() throws Exception {
        final Http http = serve();

        final Answer answer = http.get("/jobs?ids=" + joined(Collections.nCopies(101, JobId.random())));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("error").isTextual()).isTrue();
    }

    @Test
    void whatThereIsNotAndWhatIsNotOnesOwnAreBothNotFound() throws Exception {
        final Http http = serve(OWNED);
        final JobId mine = submitFor("ada");
        final JobId anothers = submitFor("bob");
        final JobId none = JobId.random();

        final JsonNode json = http.get("/jobs?ids=" + anothers + "," + mine + "," + none + ",%22x", USER, "ada")
                .json();

        assertThat(json.get("jobs")).hasSize(1);
        assertThat(StreamSupport.stream(json.get("notFound").spliterator(), false)
                        .map(JsonNode::asText))
                .containsExactly(anothers.toString(), none.toString(), "\"x");
    }

    @Test
    void whoHasTheAnswerAlreadyIsToldSo() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        final String path = "/jobs?ids=" + id;
        final String tag = http.get(path).header("ETag").orElseThrow();

        assertThat(http.get(path, "If-None-Match", tag).status()).isEqualTo(304);
        watched.store().cancel(id);
        assertThat(http.get(path, "If-None-Match", tag).status()).isEqualTo(200);
    }

    @Test
    void aQueryThatIsNotEncodedIsRefused() throws Exception {
        final Http http = serve();

        final Answer answer = http.sendRaw("GET /jobs?ids=%zz HTTP/1.1");

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void severalJobsAreOnlyRead() throws Exception {
        final Http http = serve();

        final Answer answer = http.post("/jobs?ids=" + submit());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET, HEAD");
    }

    private static String joined(final List<JobId> ids) {
        return ids.stream().map(JobId::toString).collect(Collectors.joining(","));
    }
}
