package dev.jobs.examples.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.lowagie.text.pdf.PdfReader;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import dev.jobs.testing.Await;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

/** What users, operators and strangers get from the service over HTTP, on whichever database. */
@Tag("slow")
abstract class ServiceTests {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String QUICK = "{\"monthly\":100,\"years\":5,\"risk\":\"BOLD\",\"lives\":1000}";
    private static final String LONG = "{\"monthly\":100,\"years\":50,\"risk\":\"CAREFUL\",\"lives\":50000000}";

    private RunningService service;

    abstract RunningService start();

    @BeforeEach
    void startTheService() {
        service = start();
    }

    @AfterEach
    void stopTheService() {
        service.close();
    }

    @Test
    void aReportIsOrderedMadeAndDownloaded() throws Exception {
        final Client ada = Client.loggedIn(service, "ada");

        final HttpResponse<String> ordered = ada.post("/reports", QUICK);
        final JobId id = idOf(ordered);
        final Job job = awaitEnd(id);
        final HttpResponse<byte[]> pdf = ada.download("/reports/" + id + "/pdf");

        assertThat(ordered.statusCode()).isEqualTo(202);
        assertThat(job.result().orElseThrow()).contains("\"low\":", "\"middle\":", "\"high\":");
        assertThat(pdf.statusCode()).isEqualTo(200);
        assertThat(pdf.headers().firstValue("Content-Type")).contains("application/pdf");
        assertThat(new PdfReader(pdf.body()).getNumberOfPages()).isEqualTo(1);
        assertThat(ada.get("/reports").body()).contains("\"id\":\"" + id + "\"", "\"isReady\":true");
        assertThat(ada.get("/jobs/" + id + "/log").body()).contains("100 € a month for 5 years, bold: 1,000 lives");
    }

    @Test
    void nobodySeesAnothersReport() throws Exception {
        final JobId id = idOf(Client.loggedIn(service, "ada").post("/reports", QUICK));
        awaitEnd(id);
        final Client bob = Client.loggedIn(service, "bob");

        assertThat(bob.get("/reports").body()).isEqualTo("[]");
        assertThat(bob.get("/reports/" + id + "/pdf").statusCode()).isEqualTo(404);
        assertThat(bob.get("/jobs/" + id).statusCode()).isEqualTo(404);
        assertThat(bob.post("/jobs/" + id + "/cancel", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aCancelStopsTheWork() throws Exception {
        final Client ada = Client.loggedIn(service, "ada");
        final JobId id = idOf(ada.post("/reports", LONG));
        await(id, job -> job.progress() > 0);

        final HttpResponse<String> cancelled = ada.post("/jobs/" + id + "/cancel", "");
        awaitEnd(id);

        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(ada.get("/reports/" + id + "/pdf").statusCode()).isEqualTo(404);
    }

    @Test
    void anOrderThatFailsLeavesNeitherRowNorJob() {
        final JobRequest job =
                JobRequest.builder(ReportWork.TYPE, QUICK).owner("ada").build();
        final String tooLong = "x".repeat(201);

        assertThatThrownBy(() -> service.bean(ReportOrders.class).place(job, "ada", tooLong))
                .isInstanceOf(DataIntegrityViolationException.class);

        assertThat(service.bean(Jobs.class).list(JobQuery.all())).isEmpty();
        assertThat(service.bean(Reports.class).newestOf("ada")).isEmpty();
    }

    @Test
    void anOrderThatIsSentTwiceIsOneReport() throws Exception {
        final Client ada = Client.loggedIn(service, "ada");

        final HttpResponse<String> first = ada.post("/reports", QUICK, "Idempotency-Key", "k");
        final HttpResponse<String> second = ada.post("/reports", QUICK, "Idempotency-Key", "k");
        final HttpResponse<String> other = ada.post("/reports", LONG, "Idempotency-Key", "k");

        assertThat(idOf(second)).isEqualTo(idOf(first));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(service.bean(Reports.class).newestOf("ada"))
                .extracting(Report::id)
                .containsExactly(idOf(first).value());
    }

    @Test
    void whatChangesSomethingNeedsTheTokenAgainstForgery() throws Exception {
        final Client ada = Client.loggedIn(service, "ada");
        final JobId id = idOf(ada.post("/reports", LONG));

        assertThat(ada.postWithoutToken("/reports", QUICK).statusCode()).isEqualTo(403);
        assertThat(ada.postWithoutToken("/jobs/" + id + "/cancel", "").statusCode())
                .isEqualTo(403);

        assertThat(service.bean(Jobs.class).list(JobQuery.all()))
                .extracting(job -> job.status().isTerminal())
                .containsExactly(false);
    }

    @Test
    void strangersAreAskedToLogIn() throws Exception {
        final Client stranger = new Client(service);

        assertThat(stranger.get("/", "Accept", "text/html").headers().firstValue("Location"))
                .hasValueSatisfying(page -> assertThat(page).endsWith("/login.html"));
        assertThat(stranger.get("/reports").statusCode()).isEqualTo(401);
        assertThat(stranger.get("/jobs/" + UUID.randomUUID()).statusCode()).isEqualTo(401);
        assertThat(stranger.get("/actuator/prometheus").statusCode()).isEqualTo(401);
        assertThat(stranger.get("/actuator/health").body()).contains("\"status\":\"UP\"");
    }

    @Test
    void ordersThatMakeNoSenseAreRefused() throws Exception {
        final Client ada = Client.loggedIn(service, "ada");

        final HttpResponse<String> answer = ada.post("/reports", QUICK.replace("100", "-1"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(service.bean(Jobs.class).list(JobQuery.all())).isEmpty();
    }

    @Test
    void operatorsSeeMetersAndTheOverviewOfJobs() throws Exception {
        final JobId id = idOf(Client.loggedIn(service, "ada").post("/reports", QUICK));
        awaitEnd(id);
        final Client prometheus = new Client(service);

        final String meters = Await.valueWithin(
                PATIENCE,
                "the run is counted, and the store was asked",
                () -> Optional.of(prometheus
                                .get("/actuator/prometheus", "Authorization", basic("operator"), "Accept", "text/plain")
                                .body())
                        .filter(text -> text.contains("jobs_run") && text.contains("jobs_store_reachable 1.0")));

        assertThat(meters).contains("type=\"report\"");
        assertThat(prometheus
                        .get("/actuator/jobs", "Authorization", basic("operator"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(prometheus
                        .get("/actuator/jobs", "Authorization", basic("ada"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void operatorsCancelAReportOnTheDashboardAndUsersDoNotFindIt() throws Exception {
        final Client ada = Client.loggedIn(service, "ada");
        final JobId id = idOf(ada.post("/reports", LONG));
        final Client operator = Client.loggedIn(service, "operator");

        assertThat(ada.get("/dashboard/").statusCode()).isEqualTo(404);
        assertThat(operator.get("/dashboard/").body()).contains("main.js");
        assertThat(operator.get("/dashboard/api/jobs").body()).contains(id.toString());
        assertThat(ada.post("/dashboard/api/jobs/" + id + "/cancel", "", "X-Jobs-Dashboard", "1")
                        .statusCode())
                .isEqualTo(404);
        assertThat(operator.post("/dashboard/api/jobs/" + id + "/cancel", "", "X-Jobs-Dashboard", "1")
                        .statusCode())
                .isEqualTo(200);
        assertThat(ada.get("/jobs/" + id).body()).contains("\"status\":\"cancelled\"");
    }

    private static String basic(final String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.US_ASCII));
    }

    private static JobId idOf(final HttpResponse<String> ordered) {
        final String location = ordered.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError("not taken: " + ordered + ordered.body()));
        return JobId.parse(location.substring(location.lastIndexOf('/') + 1)).orElseThrow();
    }

    private Job awaitEnd(final JobId id) throws Exception {
        return await(id, job -> job.finishedAt().isPresent());
    }

    private Job await(final JobId id, final Predicate<Job> condition) throws Exception {
        return Await.valueWithin(
                PATIENCE, "job " + id, () -> service.bean(Jobs.class).find(id).filter(condition));
    }
}
