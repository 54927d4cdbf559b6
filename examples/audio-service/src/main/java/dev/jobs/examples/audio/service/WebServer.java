package dev.jobs.examples.audio.service;

import dev.jobs.http.servlet.JobAccess;
import dev.jobs.http.servlet.JobSubmitter;
import dev.jobs.http.servlet.JobsServlet;
import dev.jobs.store.JobStore;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.DefaultServlet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ResourceServlet;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The service over HTTP: its API, the files it made, and its page. */
final class WebServer {
    private static final long STOP_MILLIS = 5_000;
    /** Where jobs are polled and cancelled. */
    private static final String JOBS_PATH = "/api/audio/jobs";

    private static final String PAGE_FILES = "web/";

    /** Where libraries keep files for web applications, by the Servlet specification: here, the JavaScript client's. */
    private static final String FILES_OF_LIBRARIES = "META-INF/resources/";

    private static final EnumSet<DispatcherType> REQUESTS = EnumSet.of(DispatcherType.REQUEST);

    private final Server server;
    private final ServerConnector connector;

    private WebServer(final Server server, final ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /** Starts to listen. */
    static WebServer start(final Settings settings, final JobStore jobs, final AudioFiles files) throws Exception {
        final QueuedThreadPool threads = new QueuedThreadPool();
        threads.setName("http");
        final Server server = new Server(threads);
        final HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        final ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        server.addConnector(connector);
        server.setErrorHandler(new JsonErrors());
        server.setStopTimeout(STOP_MILLIS);
        final JobAccess access = JobAccess.anyoneWhoKnowsTheId().withLogs().withReruns();
        final JobsServlet servlet =
                JobsServlet.builder(jobs, access).serveLogs().serveReruns().build();
        server.addEventListener(closingBeforeStop(servlet));
        final ServletContextHandler context =
                context(settings, servlet, new JobSubmitter(jobs, access, JOBS_PATH).linkingLogs(), files);
        settings.dashboard()
                .servlet(jobs)
                .ifPresent(dashboard -> context.addServlet(new ServletHolder(dashboard), Dashboard.PATH + "/*"));
        server.setHandler(new GracefulHandler(context));
        server.start();
        return new WebServer(server, connector);
    }

    /** Lets those who wait for jobs have their answers before the server waits for them, and then takes their connections. */
    private static LifeCycle.Listener closingBeforeStop(final JobsServlet jobs) {
        return new LifeCycle.Listener() {
            @Override
            public void lifeCycleStopping(final LifeCycle server) {
                jobs.close();
            }
        };
    }

    private static ServletContextHandler context(
            final Settings settings,
            final JobsServlet jobsServlet,
            final JobSubmitter submitter,
            final AudioFiles files) {
        final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        context.setErrorHandler(new JsonErrors());
        context.setBaseResource(
                ResourceFactory.combine(inJar(context, PAGE_FILES), inJar(context, FILES_OF_LIBRARIES)));
        context.getMimeTypes().addMimeMapping("wav", "audio/wav");
        final FilterHolder headers = new FilterHolder(new SecurityHeaders());
        headers.setAsyncSupported(true);
        context.addFilter(headers, "/*", REQUESTS);
        context.addFilter(new FilterHolder(new PublicFilesOnly()), AudioFiles.BASE_URL + "*", REQUESTS);
        final ServletHolder jobs = new ServletHolder(jobsServlet);
        // So that polls can be held and events streamed without a thread each.
        jobs.setAsyncSupported(true);
        context.addServlet(jobs, JOBS_PATH + "/*");
        final Uploads uploads = new Uploads(files, settings.maxUploadBytes());
        context.addServlet(new ServletHolder(new AudioServlet(submitter, files, uploads)), "/api/audio/*");
        final ServletHolder made = new ServletHolder("files", ResourceServlet.class);
        made.setInitParameter("baseResource", files.directory().toUri().toString());
        made.setInitParameter("dirAllowed", "false");
        context.addServlet(made, AudioFiles.BASE_URL + "*");
        final ServletHolder page = new ServletHolder("page", DefaultServlet.class);
        page.setInitParameter("dirAllowed", "false");
        // Files of a reproducible jar all bear one date: a browser could not tell a new release's from the last one's.
        page.setInitParameter("cacheControl", "no-store");
        context.addServlet(page, "/");
        return context;
    }

    private static Resource inJar(final ServletContextHandler context, final String directory) {
        final Resource files = ResourceFactory.of(context).newClassLoaderResource(directory);
        if (files == null) {
            throw new IllegalStateException("the directory " + directory + " is missing from the jar");
        }
        return files;
    }

    /** The port that it listens on. */
    int port() {
        return connector.getLocalPort();
    }

    /** Takes no more requests, lets those under way end, and stops. */
    void stop() throws Exception {
        server.stop();
    }
}
