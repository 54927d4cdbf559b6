package dev.jobs.client;

import dev.jobs.http.servlet.JobAccess;
import dev.jobs.http.servlet.JobsServlet;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A service with jobs in memory, which can be stopped and started again at the same port. */
final class Service {
    private final JobStore store = new MemoryJobStore();
    private final BlockingQueue<String> held = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final boolean holds;
    private Server server;
    private int port;

    private Service(final boolean holds) throws Exception {
        this.holds = holds;
        start();
    }

    static Service thatHoldsPolls() throws Exception {
        return new Service(true);
    }

    static Service thatHoldsNothing() throws Exception {
        return new Service(false);
    }

    void start() throws Exception {
        server = new Server();
        final ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        final FilterHolder entrance = new FilterHolder((request, response, chain) -> {
            final HttpServletRequest asking = (HttpServletRequest) request;
            if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                ((HttpServletResponse) response).setStatus(503);
                return;
            }
            if (asking.getHeader("Prefer") != null) {
                held.add(asking.getRequestURI());
            }
            chain.doFilter(request, response);
        });
        entrance.setAsyncSupported(true);
        context.addFilter(entrance, "/*", EnumSet.of(DispatcherType.REQUEST));
        final ServletHolder jobs = new ServletHolder(JobsServlet.builder(
                        store,
                        JobAccess.ownedBy(request -> Optional.ofNullable(request.getHeader("X-User")))
                                .withLogs()
                                .withReruns())
                .serveLogs()
                .serveReruns()
                .listFor(request -> Optional.ofNullable(request.getHeader("X-User")))
                .pollInterval(Duration.ofMillis(50))
                .build());
        jobs.setAsyncSupported(holds);
        context.addServlet(jobs, "/api/jobs/*");
        server.setHandler(context);
        server.start();
        port = connector.getLocalPort();
    }

    void stop() throws Exception {
        server.stop();
    }

    JobStore store() {
        return store;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port + "/api/jobs");
    }

    /** Of each poll that asked to be held, its path. */
    BlockingQueue<String> held() {
        return held;
    }

    /** Answers as many requests from now on with 503. */
    void refuse(final int requests) {
        refusals.set(requests);
    }

    void close() throws Exception {
        server.stop();
        store.close();
    }
}
