package dev.jobs.spring.autoconfigure.http;

import dev.jobs.Jobs;
import dev.jobs.http.servlet.JobAccess;
import dev.jobs.http.servlet.JobsServlet;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of jobs over HTTP.
 *
 * @param enabled Whether jobs are polled and cancelled over HTTP. By default they are if there is a JobAccess or a JobOwner bean.
 * @param path Path of the jobs within the application.
 * @param serveLists Whether callers list their own jobs.
 * @param serveLogs Whether the logs of jobs are read, by those to whom JobAccess allows it; by default whoever may see a job may.
 * @param serveReruns Whether jobs that have ended are run again, by those to whom JobAccess allows it; by default whoever may see a job may.
 * @param serveOpenApi Whether a description of all this, an OpenAPI document, is served as openapi.json below the path.
 * @param trustForwardedHost Whether a proxy is believed that says in Forwarded or X-Forwarded-Host for which host it was asked.
 * @param pollInterval Time between two polls of all jobs that clients wait for. One second by default.
 * @param heartbeat Time after which a stream of events without events says that it lives. 15 seconds by default.
 * @param longestStream Time after which a stream of events ends, so that its client comes again. Five minutes by default.
 * @param maxHeldPolls Number of polls that are held at once. 10,000 by default.
 * @param maxEventStreams Number of streams of events that are open at once. 1,000 by default.
 * @param maxWaitingPerOwner Number of polls that are held, and of streams that are open, for the jobs of one owner. 100 by default.
 * @param maxHeldBytes Memory that answers may take while they wait to be written. A sixteenth of the memory by default, and 64MB at most.
 */
@ConfigurationProperties("jobs.http")
record JobsHttpProperties(
        @Nullable Boolean enabled,
        @DefaultValue("/jobs") String path,
        @DefaultValue("false") boolean serveLists,
        @DefaultValue("false") boolean serveLogs,
        @DefaultValue("false") boolean serveReruns,
        @DefaultValue("false") boolean serveOpenApi,
        @DefaultValue("false") boolean trustForwardedHost,
        @Nullable Duration pollInterval,
        @Nullable Duration heartbeat,
        @Nullable Duration longestStream,
        @Nullable Integer maxHeldPolls,
        @Nullable Integer maxEventStreams,
        @Nullable Integer maxWaitingPerOwner,
        @Nullable DataSize maxHeldBytes) {

    /** A servlet with these settings, but for whose lists it serves. */
    JobsServlet.Builder servlet(final Jobs jobs, final JobAccess access) {
        final JobsServlet.Builder servlet = JobsServlet.builder(jobs, access);
        if (serveLogs) {
            servlet.serveLogs();
        }
        if (serveReruns) {
            servlet.serveReruns();
        }
        if (serveOpenApi) {
            servlet.serveOpenApi();
        }
        if (trustForwardedHost) {
            servlet.trustForwardedHost();
        }
        Optional.ofNullable(pollInterval).ifPresent(servlet::pollInterval);
        Optional.ofNullable(heartbeat).ifPresent(servlet::heartbeat);
        Optional.ofNullable(longestStream).ifPresent(servlet::longestStream);
        Optional.ofNullable(maxHeldPolls).ifPresent(servlet::maxHeldPolls);
        Optional.ofNullable(maxEventStreams).ifPresent(servlet::maxEventStreams);
        Optional.ofNullable(maxWaitingPerOwner).ifPresent(servlet::maxWaitingPerOwner);
        Optional.ofNullable(maxHeldBytes).map(DataSize::toBytes).ifPresent(servlet::maxHeldBytes);
        return servlet;
    }
}
