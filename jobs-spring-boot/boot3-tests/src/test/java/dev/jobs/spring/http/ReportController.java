package dev.jobs.spring.http;

import dev.jobs.JobType;
import dev.jobs.http.servlet.JobSubmitter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

// controller
@RestController
class ReportController {
    static final JobType<String, String> REPORT = JobType.of("report", String.class, String.class);

    private final JobSubmitter submitter;
    private final ReportService reports;

    ReportController(final JobSubmitter submitter, final ReportService reports) {
        this.submitter = submitter;
        this.reports = reports;
    }

    @PostMapping("/reports")
    void order(
            @RequestParam final String month,
            final Principal user,
            final HttpServletRequest request,
            final HttpServletResponse response)
            throws IOException {
        submitter.submit(
                request,
                response,
                REPORT.requestBuilder(month).owner(user.getName()),
                job -> reports.order(job, month));
    }
}
// controller end
