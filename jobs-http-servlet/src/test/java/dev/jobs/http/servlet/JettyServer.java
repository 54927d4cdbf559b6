package dev.jobs.http.servlet;

import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** An embedded Jetty. */
record JettyServer(Server server, ServerConnector connector) implements TestServer {
    static JettyServer start(final Deployment deployment) throws Exception {
        final Server server = new Server(new QueuedThreadPool(THREADS));
        final ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(2_000);
        server.addConnector(connector);
        final ServletContextHandler context = new ServletContextHandler(
                deployment.contextPath().isEmpty() ? "/" : deployment.contextPath(), ServletContextHandler.NO_SESSIONS);
        context.addServlet(new ServletHolder(deployment.servlet()), deployment.mapping());
        deployment.others().forEach((pattern, other) -> context.addServlet(new ServletHolder(other), pattern));
        deployment.filter().ifPresent(filter -> {
            final FilterHolder holder = new FilterHolder(filter);
            holder.setAsyncSupported(false);
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
        });
        server.setHandler(context);
        // As docs/http.md has it: those who wait are answered before the server takes their connections away.
        if (deployment.servlet() instanceof JobsServlet jobs) {
            server.addEventListener(new LifeCycle.Listener() {
                @Override
                public void lifeCycleStopping(final LifeCycle event) {
                    jobs.close();
                }
            });
        }
        server.start();
        return new JettyServer(server, connector);
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }
}
