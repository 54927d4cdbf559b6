package dev.jobs.examples.reports;

import dev.jobs.JobType;
import dev.jobs.examples.reports.forecast.SavingsPlan;
import dev.jobs.http.servlet.JobSubmitter;
import dev.jobs.spring.JobTypes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The service's own endpoints; those below {@code /jobs} are the starter's. */
@RestController
class ReportController {
    private final JobSubmitter submitter;
    private final ReportOrders orders;
    private final Reports reports;
    private final JobType<SavingsPlan, ReportFacts> type;

    ReportController(
            final JobSubmitter submitter, final ReportOrders orders, final Reports reports, final JobTypes types) {
        this.submitter = submitter;
        this.orders = orders;
        this.reports = reports;
        this.type = types.of(ReportWork.TYPE, SavingsPlan.class, ReportFacts.class);
    }

    /** Orders a report; the submitter answers, with 202 and where to poll the job. */
    @PostMapping("/reports")
    void order(
            @RequestBody final SavingsPlan plan,
            final Principal user,
            final HttpServletRequest request,
            final HttpServletResponse response)
            throws IOException {
        submitter.submit(
                request,
                response,
                type.requestBuilder(plan).owner(user.getName()),
                job -> orders.place(job, user.getName(), plan.title()));
    }

    @GetMapping("/reports")
    List<Report> newest(final Principal user) {
        return reports.newestOf(user.getName());
    }

    @GetMapping("/reports/{id}/pdf")
    ResponseEntity<byte[]> pdf(@PathVariable final UUID id, final Principal user) {
        final ContentDisposition download = ContentDisposition.attachment()
                .filename("report-" + id + ".pdf")
                .build();
        return reports.pdf(id, user.getName())
                .map(pdf -> ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_PDF)
                        .header(HttpHeaders.CONTENT_DISPOSITION, download.toString())
                        .body(pdf))
                .orElseGet(() -> ResponseEntity.notFound().build());
    }

    /** The name of the user who is logged in. */
    record User(String name) {}

    @GetMapping("/user")
    User user(final Principal user) {
        return new User(user.getName());
    }
}
