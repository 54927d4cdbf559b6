package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.Lease;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
final class CancelTest extends InEveryContainer {
    CancelTest(final Container container) {
        super(container);
    }

    @Test
    void aPendingJobIsCancelled() throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer answer = http.post("/jobs/" + id + "/cancel");

        assertCancelled(answer, id);
        assertThat(status(id)).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aProcessingJobIsCancelled() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        worker.claim();

        final Answer answer = http.post("/jobs/" + id + "/cancel");

        assertCancelled(answer, id);
        assertThat(status(id)).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void aCancelWithABodyThatNobodyReadsSaysThatTheConnectionEnds() throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer answer = http.sendHeadAlone("POST /jobs/" + id + "/cancel HTTP/1.1", "Content-Length: 2");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Connection")).contains("close");
    }

    @Test
    void aTerminalJobIsNotCancelledButTold() throws Exception {
        final Http http = serve();

        assertThat(conflict(http, lease -> worker.completeWithNothing(lease))).isEqualTo("complete");
        assertThat(conflict(http, lease -> worker.fail(lease, "No."))).isEqualTo("failed");
        assertThat(conflict(http, lease -> watched.store().cancel(lease.jobId())))
                .isEqualTo("cancelled");
    }

    private String conflict(final Http http, final Consumer<Lease> end) {
        final JobId id = submit();
        end.accept(worker.claim());

        final Answer answer = http.post("/jobs/" + id + "/cancel");

        assertThat(answer.status()).isEqualTo(409);
        final String status = answer.json().get("status").asText();
        assertThat(answer.json())
                .isEqualTo(
                        Answer.json("{\"error\": \"Job already in terminal state\", \"status\": \"" + status + "\"}"));
        return status;
    }

    @Test
    void aJobThatDoesNotExistIsNotFound() throws Exception {
        final Http http = serve();

        final Answer answer = http.post("/jobs/" + JobId.random() + "/cancel");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).isEqualTo(Answer.json("{\"error\": \"Job not found\"}"));
    }

    @Test
    void anothersJobCannotBeToldFromOneThatDoesNotExist() throws Exception {
        final Http http = serve(OWNED);
        final JobId id = submitFor("ada");

        final Answer anothers = http.post("/jobs/" + id + "/cancel", USER, "eve");

        assertThat(anothers).isEqualTo(http.post("/jobs/" + JobId.random() + "/cancel", USER, "eve"));
        assertThat(http.get("/jobs/" + id, USER, "eve")).isEqualTo(http.get("/jobs/" + JobId.random(), USER, "eve"));
        assertThat(http.get("/jobs/" + id).status()).isEqualTo(404);
        assertThat(status(id)).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void theOwnerSeesAndCancels() throws Exception {
        final Http http = serve(OWNED);
        final JobId id = submitFor("ada");

        assertThat(http.get("/jobs/" + id, USER, "ada").status()).isEqualTo(200);
        assertCancelled(http.post("/jobs/" + id + "/cancel", USER, "ada"), id);
    }

    @Test
    void aCancelWithoutTheRightCannotBeToldFromOneOfNoJob() throws Exception {
        final Http http = serve(new JobAccess() {
            @Override
            public boolean mayView(final HttpServletRequest request, final Job job) {
                return true;
            }

            @Override
            public boolean mayCancel(final HttpServletRequest request, final Job job) {
                return false;
            }
        });
        final JobId id = submit();

        final Answer refused = http.post("/jobs/" + id + "/cancel");

        assertThat(refused).isEqualTo(http.post("/jobs/" + JobId.random() + "/cancel"));
        assertThat(status(id)).isEqualTo(JobStatus.PENDING);
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, https://evil.example",
        "Origin, http://localhost.evil.example",
        "Origin, null"
    })
    void aCancelThatABrowserSendsFromAnotherSiteIsRefused(final String header, final String value) throws Exception {
        final Http http = serve((request, job) -> "session=1".equals(request.getHeader("Cookie")));
        final JobId id = submit();

        final Answer answer = http.sendRaw(
                "POST /jobs/" + id + "/cancel HTTP/1.1",
                "Cookie: session=1",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Length: 0",
                header + ": " + value);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("error").isTextual()).isTrue();
        assertThat(status(id)).isEqualTo(JobStatus.PENDING);
    }

    @ParameterizedTest
    @CsvSource({"Sec-Fetch-Site, same-origin", "Sec-Fetch-Site, none", "Origin, http://localhost"})
    void aCancelFromTheSameSiteIsCarriedOut(final String header, final String value) throws Exception {
        final Http http = serve();
        final JobId id = submit();

        final Answer answer =
                http.sendRaw("POST /jobs/" + id + "/cancel HTTP/1.1", "Content-Length: 0", header + ": " + value);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(status(id)).isEqualTo(JobStatus.CANCELLED);
    }

    private static void assertCancelled(final Answer answer, final JobId id) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json())
                .isEqualTo(Answer.json("{\"jobId\": \"" + id
                        + "\", \"status\": \"cancelled\", \"message\": \"Job cancellation requested\"}"));
    }

    private JobStatus status(final JobId id) {
        return watched.store().find(id).orElseThrow().status();
    }
}
