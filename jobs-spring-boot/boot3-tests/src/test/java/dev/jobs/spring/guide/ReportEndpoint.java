package dev.jobs.spring.guide;

import dev.jobs.JobType;
import dev.jobs.http.servlet.JobSubmitter;
import dev.jobs.spring.JobTypes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

// endpoint
@RestController
class ReportEndpoint {
    private final JobSubmitter submitter;
    private final JobType<ReportWork.Order, ReportWork.Report> report;

    ReportEndpoint(final JobSubmitter submitter, final JobTypes types) {
        this.submitter = submitter;
        this.report = types.of("report", ReportWork.Order.class, ReportWork.Report.class);
    }

    @PostMapping("/reports")
    void order(
            @RequestBody final ReportWork.Order order,
            final Principal user,
            final HttpServletRequest request,
            final HttpServletResponse response)
            throws IOException {
        submitter.submit(request, response, report.requestBuilder(order).owner(user.getName()));
    }
}
// endpoint end
