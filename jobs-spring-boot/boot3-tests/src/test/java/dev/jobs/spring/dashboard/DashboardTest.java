package dev.jobs.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.Jobs;
import dev.jobs.dashboard.DashboardAccess;
import dev.jobs.dashboard.DashboardAction;
import dev.jobs.dashboard.DashboardListener;
import dev.jobs.spring.autoconfigure.dashboard.JobsDashboardAutoConfiguration;
import dev.jobs.spring.autoconfigure.store.JobsStoreAutoConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** The dashboard in an application, with the roles of Spring Security, and without. */
class DashboardTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(JobsStoreAutoConfiguration.class, JobsDashboardAutoConfiguration.class))
            .withPropertyValues("jobs.store.url=memory:");

    /** An application with users of three roles. */
    @SpringBootApplication
    static class Application {
        final List<DashboardAction> told = new CopyOnWriteArrayList<>();

        @Bean
        SecurityFilterChain security(final HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(
                    User.withUsername("user").password("{noop}pw").roles("USER").build(),
                    User.withUsername("support")
                            .password("{noop}pw")
                            .roles("SUPPORT")
                            .build(),
                    User.withUsername("operator")
                            .password("{noop}pw")
                            .roles("OPERATOR")
                            .build());
        }

        @Bean
        DashboardListener audit() {
            return told::add;
        }
    }

    private static ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(Application.class)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.datasource.url=jdbc:h2:mem:dashboard",
                        "--jobs.store.url=memory:",
                        "--jobs.worker.enabled=false",
                        "--jobs.dashboard.path=/ops/jobs",
                        "--jobs.dashboard.view-roles=SUPPORT",
                        "--jobs.dashboard.operate-roles=OPERATOR",
                        "--jobs.dashboard.owners-link=/reports/{id}?from=dashboard");
    }

    private static HttpResponse<String> send(
            final ConfigurableApplicationContext context, final String user, final String method, final String path)
            throws IOException, InterruptedException {
        final int port = Optional.ofNullable(context.getEnvironment().getProperty("local.server.port", Integer.class))
                .orElseThrow();
        final HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ops/jobs" + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("X-Jobs-Dashboard", "1")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString((user + ":pw").getBytes(StandardCharsets.UTF_8)))
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theRolesOfSpringSecuritySayWhoMaySeeAndAct() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            final Jobs jobs = context.getBean(Jobs.class);
            final JobId id = jobs.submit(JobRequest.builder("report", "{}").build());
            final String cancel = "/api/jobs/" + id + "/cancel";

            assertThat(send(context, "user", "GET", "/").statusCode()).isEqualTo(404);
            assertThat(send(context, "support", "GET", "/").body()).contains("main.js");
            assertThat(send(context, "support", "GET", "/lit/lit-html.js").statusCode())
                    .isEqualTo(200);
            assertThat(send(context, "support", "GET", "/api/jobs").body()).contains(id.toString());
            assertThat(send(context, "support", "POST", cancel).statusCode()).isEqualTo(403);
            assertThat(jobs.find(id).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
            assertThat(send(context, "operator", "POST", "/api/jobs/" + id + "/reveal")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(send(context, "operator", "POST", cancel).statusCode()).isEqualTo(200);
            assertThat(jobs.find(id).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(context.getBean(Application.class).told)
                    .extracting(action -> action.user().orElse(""))
                    .containsExactly("support", "operator", "operator");
        }
    }

    @Test
    void thePageOfAJobLinksTheOneThatItsOwnerSees() throws Exception {
        try (ConfigurableApplicationContext context = start()) {
            final JobId id = context.getBean(Jobs.class)
                    .submit(JobRequest.builder("report", "{}").build());

            assertThat(send(context, "support", "GET", "/api/jobs/" + id).body())
                    .contains("\"ownersLink\":\"/reports/" + id + "?from=dashboard\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/reports", "/reports/{id} of it", "javascript:open({id})", "mailto:{id}"})
    void aLinkThatLeadsToNoJobIsRefusedAtTheStart(final String link) {
        runner.withPropertyValues(
                        "jobs.dashboard.path=/dashboard",
                        "jobs.dashboard.view-roles=SUPPORT",
                        "jobs.dashboard.owners-link=" + link)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContainingAll("jobs.dashboard.owners-link", "such as /reports/{id}"));
    }

    @Test
    void thereIsNoneUnlessItsPathIsSet() {
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("jobsDashboard"));
    }

    @Test
    void aDashboardThatIsNobodysIsRefusedAtTheStart() {
        runner.withPropertyValues("jobs.dashboard.path=/dashboard")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("jobs.dashboard.path"));
    }

    @Test
    void anApplicationsOwnAccessTakesThePlaceOfTheRoles() {
        final DashboardAccess own = DashboardAccess.readOnly(request -> true);

        runner.withPropertyValues("jobs.dashboard.path=/dashboard")
                .withBean(DashboardAccess.class, () -> own)
                .run(context ->
                        assertThat(context.getBean(DashboardAccess.class)).isSameAs(own));
    }
}
