package dev.jobs.standalone;

import dev.jobs.dashboard.DashboardServlet;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStoreException;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.SchemaMode;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Shows the dashboard of a database on this machine alone. It makes no tables, and runs no jobs. */
public final class DashboardMain {
    private static final int WRONG_ARGUMENTS = 2;
    private static final int CANNOT_START = 1;
    private static final int CONNECTIONS = 3;

    private DashboardMain() {}

    /** Starts it; it ends with the process. */
    public static void main(final String[] arguments) {
        try {
            final Options options = Options.of(List.of(arguments), System.getenv());
            final JobStore store = open(options);
            Runtime.getRuntime().addShutdownHook(new Thread(store::close, "jobs-dashboard-shutdown"));
            System.out.println("jobs-dashboard ready on http://127.0.0.1:" + listen(options, store) + "/");
        } catch (final IllegalArgumentException e) {
            end(WRONG_ARGUMENTS, e.getMessage() + System.lineSeparator() + Options.USAGE);
        } catch (final JobStoreException e) {
            end(CANNOT_START, "the database cannot be used: " + e.getMessage());
        } catch (final Exception e) {
            end(CANNOT_START, "it cannot start: " + e.getMessage());
        }
    }

    private static JobStore open(final Options options) {
        // Tables of another version are refused: to change them is for the service.
        return JdbcJobStore.open(
                options.url(),
                JdbcSettings.defaults().withSchema(SchemaMode.CHECK).withPoolSize(CONNECTIONS));
    }

    private static int listen(final Options options, final JobStore store) throws Exception {
        final Server server = new Server();
        final HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        final ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(options.port());
        server.addConnector(connector);
        final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
        context.addServlet(
                new ServletHolder(DashboardServlet.builder(store, new LocalAccess(options.mode()))
                        .build()),
                "/*");
        server.setHandler(context);
        server.start();
        return connector.getLocalPort();
    }

    private static void end(final int code, final String words) {
        System.err.println("jobs-dashboard: " + words);
        System.exit(code);
    }
}
