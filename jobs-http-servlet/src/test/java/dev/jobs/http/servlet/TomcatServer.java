package dev.jobs.http.servlet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** An embedded Tomcat. */
record TomcatServer(Tomcat tomcat, Path directory) implements TestServer {
    static TomcatServer start(final Deployment deployment) throws IOException, LifecycleException {
        final Path directory = Files.createTempDirectory("jobs-tomcat");
        final Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        final Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxThreads", Integer.toString(THREADS));
        connector.setProperty("acceptCount", "2000");
        connector.setProperty("maxConnections", "20000");
        connector.setProperty("maxKeepAliveRequests", "-1");
        tomcat.setConnector(connector);
        // Unless told otherwise, Tomcat shows a stack trace for what it refuses before any servlet hears of it.
        final ErrorReportValve errors = new ErrorReportValve();
        errors.setShowReport(false);
        errors.setShowServerInfo(false);
        tomcat.getHost().getPipeline().addValve(errors);
        final Context context = tomcat.addContext(deployment.contextPath(), directory.toString());
        final Wrapper wrapper = Tomcat.addServlet(context, "jobs", deployment.servlet());
        wrapper.setAsyncSupported(true);
        wrapper.addMapping(deployment.mapping());
        deployment
                .others()
                .forEach((pattern, other) ->
                        Tomcat.addServlet(context, pattern, other).addMapping(pattern));
        deployment.filter().ifPresent(filter -> {
            final FilterDef definition = new FilterDef();
            definition.setFilterName("first");
            definition.setFilter(filter);
            definition.setAsyncSupported("false");
            context.addFilterDef(definition);
            final FilterMap map = new FilterMap();
            map.setFilterName("first");
            map.addURLPattern("/*");
            context.addFilterMap(map);
        });
        // As docs/http.md has it: those who wait are answered before the server takes their connections away.
        if (deployment.servlet() instanceof JobsServlet jobs) {
            tomcat.getServer().addLifecycleListener(event -> {
                if (event.getType().equals(Lifecycle.BEFORE_STOP_EVENT)) {
                    jobs.close();
                }
            });
        }
        tomcat.start();
        return new TomcatServer(tomcat, directory);
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        deleteAll(directory);
    }

    private static void deleteAll(final Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            for (final Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
