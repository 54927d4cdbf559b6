package dev.jobs.benchmarks;

import jakarta.servlet.http.HttpServlet;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** An embedded Jetty on a free port of the loopback interface. */
final class WebServer implements AutoCloseable {
    private static final int THREADS = 50;

    private final Server server = new Server(new QueuedThreadPool(THREADS));
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);

    WebServer() {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(context);
    }

    /** Maps a servlet; before the start. */
    void add(final String mapping, final HttpServlet servlet) {
        context.addServlet(new ServletHolder(servlet), mapping);
    }

    /** Starts, and returns the port. */
    int start() {
        try {
            server.start();
        } catch (final Exception e) {
            throw new IllegalStateException("the web server does not start", e);
        }
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (final Exception e) {
            throw new IllegalStateException("the web server does not stop", e);
        }
    }
}
