package dev.jobs.client.javascript;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Release;
import dev.jobs.WhenLimitFull;
import dev.jobs.http.servlet.JobAccess;
import dev.jobs.http.servlet.JobsServlet;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee11.servlet.DefaultServlet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * A service with the real servlet and a store that outlives it: its connections can be cut, it can be stopped and started
 * again, and its jobs do what a test says.
 */
final class TestService implements AutoCloseable {
    /** Whether streams of events get through to the servlet, as some proxies do not let them. */
    enum Streams {
        SERVED,
        REFUSED
    }

    private static final Set<String> TYPES = Set.of("ingest");
    private static final Set<String> QUEUES = Set.of("default");
    private static final String PAGE =
            "<!doctype html><html lang=en><title>Jobs</title><main><h1>Jobs</h1></main></html>";

    private final String storeUrl;
    private final Streams streams;
    private final WorkerId worker = WorkerId.random();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final int port;
    private Running running;

    private record Running(JobStore store, Server server, ServerConnector connector) {}

    private TestService(final Path directory, final Streams streams) throws Exception {
        this.storeUrl = "jdbc:h2:file:" + directory.resolve("jobs");
        this.streams = streams;
        this.running = run(0);
        this.port = running.connector().getLocalPort();
        final WorkerProfile profile = WorkerProfile.builder("test")
                .types(TYPES)
                .queues(QUEUES)
                .slots(10)
                .build();
        running.store()
                .heartbeat(Heartbeat.builder(worker, profile)
                        .timeToLive(Duration.ofDays(1))
                        .build());
    }

    /** Starts it on a free port, with its store in this directory. */
    static TestService start(final Path directory, final Streams streams) throws Exception {
        return new TestService(directory, streams);
    }

    private Running run(final int port) throws Exception {
        final JobStore store = JobStores.open(storeUrl);
        final Server server = new Server();
        final ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        context.setBaseResource(ResourceFactory.of(context).newClassLoaderResource("META-INF/resources/"));
        final FilterHolder entrance = new FilterHolder(this::enter);
        entrance.setAsyncSupported(true);
        context.addFilter(entrance, "/*", EnumSet.of(DispatcherType.REQUEST));
        final ServletHolder jobs = new ServletHolder(
                JobsServlet.builder(store, JobAccess.anyoneWhoKnowsTheId().withLogs())
                        .serveLogs()
                        .pollInterval(Duration.ofMillis(50))
                        .build());
        jobs.setAsyncSupported(true);
        context.addServlet(jobs, "/jobs/*");
        context.addServlet(DefaultServlet.class, "/");
        server.setHandler(context);
        server.start();
        return new Running(store, server, connector);
    }

    private void enter(final ServletRequest request, final ServletResponse response, final FilterChain chain)
            throws IOException, ServletException {
        final HttpServletRequest asking = (HttpServletRequest) request;
        final HttpServletResponse answering = (HttpServletResponse) response;
        final String path = asking.getRequestURI();
        asked.add(path
                + Optional.ofNullable(asking.getHeader("Prefer"))
                        .map(hold -> " " + hold)
                        .orElse(""));
        answering.setHeader("Content-Security-Policy", "default-src 'self'");
        if (path.equals("/")) {
            response.setContentType("text/html");
            response.getOutputStream().print(PAGE);
        } else if (path.equals("/favicon.ico")) {
            answering.setStatus(204);
        } else if (streams == Streams.REFUSED && path.endsWith("/events")) {
            answering.sendError(403);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** An empty page of this service. */
    URI page() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Each request so far: its path, and what it preferred. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Cuts all connections, answers under way included. */
    void cutConnections() {
        running.connector().getConnectedEndPoints().forEach(EndPoint::close);
    }

    void stop() throws Exception {
        running.server().stop();
        running.store().close();
    }

    /** Starts it again where it was. */
    void startAgain() throws Exception {
        running = run(port);
    }

    JobId submit() {
        return submit(JobRequest.builder("ingest", "{}"));
    }

    JobId submit(final JobRequest.Builder request) {
        return running.store().submit(request.build());
    }

    /** Submits a job that takes the place of the one with the same limit key, even if that runs. */
    JobId replace(final JobRequest.Builder request) {
        return running.store()
                .submit(request.build(), WhenLimitFull.CANCEL_RUNNING)
                .job()
                .orElseThrow();
    }

    /** Lets one job of a limit key run at once. */
    void limit(final String limitKey) {
        running.store().setLimit(Limit.atOnce(limitKey, 1));
    }

    void cancel(final JobId id) {
        running.store().cancel(id);
    }

    /** Begins the job that starts next. */
    Lease claim() {
        return running.store()
                .claim(ClaimRequest.builder(worker)
                        .types(TYPES)
                        .queues(QUEUES)
                        .limit(1)
                        .build())
                .get(0)
                .lease();
    }

    void progress(final Lease lease, final String stage, final double percent) {
        running.store().report(Report.progressed(lease, Optional.of(stage), percent));
    }

    /** Logs these lines, which are the attempt's first from this number on. */
    void log(final Lease lease, final long first, final List<String> texts) {
        running.store()
                .report(List.of(Report.logged(
                        lease,
                        first,
                        texts.stream()
                                .map(text -> new Report.Logged.Line(text, Duration.ZERO))
                                .toList(),
                        LogLimits.STANDARD)));
    }

    void complete(final Lease lease, final String result) {
        running.store().report(Report.completed(lease, Optional.of(result)));
    }

    /** Fails the job for good. */
    void fail(final Lease lease, final String error) {
        running.store().report(Report.failedForGood(lease, error));
    }

    /** Fails the attempt; the next one is due at once. */
    void failAndTryAgain(final Lease lease, final String error) {
        running.store().report(Report.failed(lease, error, Duration.ZERO));
    }

    /** Pauses the jobs of a type. */
    void pause(final String type, final String reason) {
        running.store()
                .pause(PauseRequest.builder(PauseTarget.type(type))
                        .reason(reason)
                        .build());
    }

    /** Says that a cancelled job's work has stopped. */
    void release(final Lease lease) {
        running.store().report(Report.released(lease, Release.CONFIRMED));
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (final Exception e) {
            throw new AssertionError("the service does not stop", e);
        }
    }
}
