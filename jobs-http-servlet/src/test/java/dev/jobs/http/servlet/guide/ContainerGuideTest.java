package dev.jobs.http.servlet.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.http.servlet.JobsServlet;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ContextResource;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.jdbcx.JdbcDataSourceFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages on servlet containers and on security: their code is compiled and run here, as it stands there. */
class ContainerGuideTest {
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @ParameterizedTest
    @CsvSource({
        "jakarta.md, JobsOfTheApplication, listener",
        "jakarta.md, LoginFilter, filter",
        "jakarta.md, ReportServlet, submit",
        "security.md, SupportAccess, access"
    })
    void theCodeOfThePageIsCompiledHere(final String page, final String source, final String part) throws IOException {
        final String compiled =
                Files.readString(Path.of("src/test/java/dev/jobs/http/servlet/guide", source + ".java"));
        final Matcher code = Pattern.compile(
                        "^ *// " + part + "\\R(.*?)^ *// " + part + " end", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(compiled);

        assertThat(code.find()).isTrue();
        assertThat(Files.readString(Path.of("../docs").resolve(page)))
                .contains(code.group(1).stripTrailing().stripIndent());
    }

    @Test
    void usersOrderReportsAndGetTheirOwnOnTomcatWithItsDataSource(@TempDir final Path directory) throws Exception {
        final Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        final Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        tomcat.enableNaming();
        final Context context = tomcat.addContext("", directory.toString());
        context.getNamingResources().addResource(dataSource());
        context.addApplicationListener(JobsOfTheApplication.class.getName());
        addLoginFilter(context);
        Tomcat.addServlet(context, "login", new Login()).addMapping("/login");
        tomcat.start();
        try {
            usersOrderReports(connector.getLocalPort());
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    private ContextResource dataSource() {
        final ContextResource resource = new ContextResource();
        resource.setName("jdbc/app");
        resource.setType(JdbcDataSource.class.getName());
        resource.setProperty("factory", JdbcDataSourceFactory.class.getName());
        resource.setProperty("url", url);
        resource.setProperty("user", "");
        resource.setProperty("password", "");
        resource.setProperty("description", "");
        resource.setProperty("loginTimeout", "0");
        return resource;
    }

    private static void addLoginFilter(final Context context) {
        final FilterDef definition = new FilterDef();
        definition.setFilterName("login");
        definition.setFilter(new LoginFilter());
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        final FilterMap map = new FilterMap();
        map.setFilterName("login");
        map.addURLPattern("/jobs/*");
        map.addURLPattern("/reports");
        context.addFilterMap(map);
    }

    @Test
    void usersOrderReportsAndGetTheirOwnOnJetty() throws Exception {
        final JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl(url);
        final Server server = new Server();
        final ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        context.addEventListener(new JobsOfTheApplication(dataSource));
        for (final String path : new String[] {"/jobs/*", "/reports"}) {
            final FilterHolder filter = new FilterHolder(new LoginFilter());
            filter.setAsyncSupported(true);
            context.addFilter(filter, path, EnumSet.of(DispatcherType.REQUEST));
        }
        context.addServlet(new ServletHolder(new Login()), "/login");
        server.setHandler(context);
        server.start();
        try {
            usersOrderReports(connector.getLocalPort());
        } finally {
            server.stop();
        }
    }

    private static void usersOrderReports(final int port) throws Exception {
        final User ada = new User(port);
        final User bob = new User(port);
        assertThat(ada.post("/reports?month=May").statusCode()).isEqualTo(401);
        ada.post("/login?user=ada");
        bob.post("/login?user=bob");

        final HttpResponse<String> ordered = ada.post("/reports?month=May");
        final String path = ordered.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> poll = ada.waitFor(path, "\"none\"");
        for (int held = 0; held < 12 && !poll.body().contains("\"complete\""); held++) {
            poll = ada.waitFor(path, poll.headers().firstValue("ETag").orElse("\"none\""));
        }

        assertThat(ordered.statusCode()).isEqualTo(202);
        assertThat(poll.body()).contains("Report of May");
        assertThat(bob.get(path).statusCode()).isEqualTo(404);
        assertThat(new User(port).get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void supportSeesAJobOfAUserAndDoesNotCancelIt() throws Exception {
        final Server server = new Server();
        final ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        try (JobStore store = JobStores.open("memory:");
                JobsServlet jobs = JobsServlet.builder(store, new SupportAccess())
                        .serveLogs()
                        .build()) {
            final JobId id = store.submit(
                    JobRequest.builder("report", "\"May\"").owner("ada").build());
            final ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
            final Filter roles = (request, response, chain) ->
                    chain.doFilter(new InTheirRole((HttpServletRequest) request), response);
            context.addFilter(new FilterHolder(roles), "/*", EnumSet.of(DispatcherType.REQUEST));
            context.addServlet(new ServletHolder(new Login()), "/login");
            context.addServlet(new ServletHolder(jobs), "/jobs/*");
            server.setHandler(context);
            server.start();
            final User ada = new User(connector.getLocalPort());
            final User support = new User(connector.getLocalPort());
            ada.post("/login?user=ada");
            support.post("/login?user=support");

            assertThat(support.get("/jobs/" + id).statusCode()).isEqualTo(200);
            assertThat(support.get("/jobs/" + id + "/log").statusCode()).isEqualTo(200);
            assertThat(ada.get("/jobs/" + id + "/log").statusCode()).isEqualTo(404);
            assertThat(support.post("/jobs/" + id + "/cancel").statusCode()).isEqualTo(404);
            assertThat(ada.post("/jobs/" + id + "/cancel").statusCode()).isEqualTo(200);
        } finally {
            server.stop();
        }
    }

    /** The container's login, as far as roles go. */
    private static final class InTheirRole extends HttpServletRequestWrapper {
        private InTheirRole(final HttpServletRequest request) {
            super(request);
        }

        @Override
        public boolean isUserInRole(final String role) {
            return LoginFilter.user((HttpServletRequest) getRequest())
                    .filter(role::equals)
                    .isPresent();
        }
    }

    /** A login that believes everybody. */
    private static final class Login extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(final HttpServletRequest request, final HttpServletResponse response) {
            request.getSession().setAttribute("user", request.getParameter("user"));
        }
    }

    /** A user with a browser that keeps cookies. */
    private static final class User {
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        private final String base;

        private User(final int port) {
            base = "http://127.0.0.1:" + port;
        }

        private HttpResponse<String> get(final String path) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(URI.create(base + path)));
        }

        private HttpResponse<String> waitFor(final String path, final String tag)
                throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(URI.create(base + path))
                    .header("If-None-Match", tag)
                    .header("Prefer", "wait=10"));
        }

        private HttpResponse<String> post(final String path) throws IOException, InterruptedException {
            return send(HttpRequest.newBuilder(URI.create(base + path)).POST(HttpRequest.BodyPublishers.noBody()));
        }

        private HttpResponse<String> send(final HttpRequest.Builder request) throws IOException, InterruptedException {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
