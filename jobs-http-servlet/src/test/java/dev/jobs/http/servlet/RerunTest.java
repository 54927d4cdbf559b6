package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Jobs that are run again. */
final class RerunTest extends InEveryContainer {
    private static final String[] ADA = {USER, "ada"};

    RerunTest(final Container container) {
        super(container);
    }

    private Http serveReruns() throws Exception {
        return serve(Deployment.of(JobsServlet.builder(watched.store(), OWNED.withReruns())
                .serveReruns()
                .build()));
    }

    private JobId failed() {
        final JobId id = submitFor("ada");
        worker.fail(worker.claim(), "No.");
        return id;
    }

    private int jobs() {
        return watched.store().list(JobQuery.ofOwner("ada")).size();
    }

    @Test
    void aJobThatHasEndedRunsAgainAsAnotherOneAndEachNamesTheOther() throws Exception {
        final Http http = serveReruns();
        final JobId old = failed();

        final Answer answer = http.post("/jobs/" + old + "/rerun", ADA);

        assertThat(answer.status()).isEqualTo(202);
        final String id = answer.json().get("jobId").asText();
        assertThat(answer.header("Location")).contains("/jobs/" + id);
        assertThat(answer.header("Retry-After")).isPresent();
        assertThat(answer.json().get("status").asText()).isEqualTo("pending");
        assertThat(answer.json().get("rerunOf").asText()).isEqualTo(old.toString());
        final JsonNode before = http.get("/jobs/" + old, ADA).json();
        assertThat(before.get("rerunAs").asText()).isEqualTo(id);
        assertThat(before.get("status").asText()).isEqualTo("failed");
        final Job rerun = watched.store().find(JobId.parse(id).orElseThrow()).orElseThrow();
        assertThat(rerun.owner()).isEqualTo(Optional.of("ada"));
    }

    @Test
    void aRepeatWhileTheRerunIsUnderWayMakesNoThirdJob() throws Exception {
        final Http http = serveReruns();
        final JobId old = failed();

        final Answer first = http.post("/jobs/" + old + "/rerun", ADA);
        final Answer again = http.post("/jobs/" + old + "/rerun", ADA);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().get("jobId")).isEqualTo(first.json().get("jobId"));
        assertThat(jobs()).isEqualTo(2);
    }

    @Test
    void aJobThatHasNotEndedIsNotRunAgain() throws Exception {
        final Http http = serveReruns();
        final JobId id = submitFor("ada");
        final Answer pending = http.post("/jobs/" + id + "/rerun", ADA);
        final Lease lease = worker.claim();
        final Answer processing = http.post("/jobs/" + id + "/rerun", ADA);
        watched.store().cancel(id);
        final Answer stopping = http.post("/jobs/" + id + "/rerun", ADA);
        worker.release(lease);

        assertThat(pending.status()).isEqualTo(409);
        assertThat(pending.json()).isEqualTo(Answer.json("{\"error\":\"Job has not ended\",\"status\":\"pending\"}"));
        assertThat(processing.json().get("status").asText()).isEqualTo("processing");
        assertThat(stopping.status()).isEqualTo(409);
        assertThat(http.post("/jobs/" + id + "/rerun", ADA).status()).isEqualTo(202);
    }

    @Test
    void aRerunIsLinkedOnceTheJobHasEnded() throws Exception {
        final Http http = serveReruns();
        final JobId id = submitFor("ada");
        final JsonNode pending = http.get("/jobs/" + id, ADA).json();
        worker.fail(worker.claim(), "No.");

        assertThat(pending.at("/links").has("rerun")).isFalse();
        assertThat(http.get("/jobs/" + id, ADA).json().at("/links/rerun").asText())
                .isEqualTo("/jobs/" + id + "/rerun");
    }

    @Test
    void aJobThatOneMayNotRunAgainCannotBeToldFromNoJob() throws Exception {
        final Http http = serve(Deployment.of(
                JobsServlet.builder(watched.store(), OWNED).serveReruns().build()));
        final JobId id = failed();
        final Answer none = http.post("/jobs/" + JobId.random() + "/rerun", ADA);

        assertThat(none.status()).isEqualTo(404);
        assertThat(http.post("/jobs/" + id + "/rerun", ADA)).isEqualTo(none);
        assertThat(http.post("/jobs/" + id + "/rerun", USER, "eve")).isEqualTo(none);
        assertThat(http.get("/jobs/" + id, ADA).json().at("/links").has("rerun"))
                .isFalse();
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void anothersJobIsNotRunAgain() throws Exception {
        final Http http = serveReruns();
        final JobId id = failed();

        assertThat(http.post("/jobs/" + id + "/rerun", USER, "eve").status()).isEqualTo(404);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void rerunsAreServedOnlyIfTheServiceSaysSo() throws Exception {
        final Http http = serve(OWNED.withReruns());
        final JobId id = failed();

        final Answer answer = http.post("/jobs/" + id + "/rerun", ADA);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).isEqualTo(Answer.json("{\"error\": \"Not found\"}"));
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aRerunFromAnotherSiteAndAnotherMethodAreRefused() throws Exception {
        final Http http = serveReruns();
        final JobId id = failed();

        final Answer crossSite = http.post("/jobs/" + id + "/rerun", USER, "ada", "Sec-Fetch-Site", "cross-site");
        final Answer get = http.get("/jobs/" + id + "/rerun", ADA);

        assertThat(crossSite.status()).isEqualTo(403);
        assertThat(get.status()).isEqualTo(405);
        assertThat(get.header("Allow")).contains("POST");
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aRerunThatCannotBeShownIsAnsweredWithItsIdAlone() throws Exception {
        final Http http = serveReruns();
        final JobId id = failed();
        watched.failWith("poll", () -> new JobStoreUnavailableException("refused", new IOException("down")));

        final Answer answer = http.post("/jobs/" + id + "/rerun", ADA);
        watched.recover();

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("Location"))
                .contains("/jobs/" + answer.json().get("jobId").asText());
    }
}
