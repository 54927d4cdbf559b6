package dev.jobs.http.servlet.guide;

import dev.jobs.http.servlet.JobSubmitter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Submits a report. */
final class ReportServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient JobSubmitter submitter;

    ReportServlet(final JobSubmitter submitter) {
        this.submitter = submitter;
    }

    // submit
    @Override
    protected void doPost(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        final String month = request.getParameter("month");
        submitter.submit(
                request,
                response,
                JobsOfTheApplication.REPORT
                        .requestBuilder(month)
                        .owner(LoginFilter.user(request).orElseThrow()));
    }
    // submit end
}
