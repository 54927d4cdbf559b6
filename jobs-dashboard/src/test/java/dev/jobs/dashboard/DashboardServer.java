package dev.jobs.dashboard;

import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** An embedded Jetty with one dashboard. */
record DashboardServer(Server server, ServerConnector connector, String mount) implements AutoCloseable {
    static DashboardServer start(final HttpServlet servlet) {
        return start(servlet, "", "/dashboard");
    }

    static DashboardServer start(final HttpServlet servlet, final String contextPath, final String mapping) {
        try {
            final Server server = new Server();
            final ServerConnector connector = new ServerConnector(server, 1, 1);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            final ServletContextHandler context = new ServletContextHandler(
                    contextPath.isEmpty() ? "/" : contextPath, ServletContextHandler.NO_SESSIONS);
            context.addServlet(new ServletHolder(servlet), mapping + "/*");
            server.setHandler(context);
            server.start();
            return new DashboardServer(server, connector, contextPath + mapping);
        } catch (final Exception e) {
            throw new AssertionError("the server does not start", e);
        }
    }

    URI uri(final String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + mount + path);
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (final Exception e) {
            throw new AssertionError("the server does not stop", e);
        }
    }
}
