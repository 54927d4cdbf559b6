package dev.jobs.http.servlet;

import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** A service's own endpoint: what is to be done stands in the query. */
final class Ingest extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient JobSubmitter submitter;

    Ingest(final JobStore store) {
        this(new JobSubmitter(store, InEveryContainer.OWNED, "/jobs"));
    }

    Ingest(final JobSubmitter submitter) {
        this.submitter = submitter;
    }

    @Override
    protected void doPost(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
        final JobRequest.Builder job = JobRequest.builder("ingest", "{\"file\": \"" + request.getQueryString() + "\"}");
        Optional.ofNullable(request.getHeader(InEveryContainer.USER)).ifPresent(job::owner);
        submitter.submit(request, response, job);
    }
}
