package dev.jobs.spring.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.Jobs;
import dev.jobs.http.servlet.JobAccess;
import dev.jobs.http.servlet.JobSubmitter;
import dev.jobs.spring.JobOwner;
import dev.jobs.spring.autoconfigure.http.JobsHttpAutoConfiguration;
import dev.jobs.spring.autoconfigure.store.JobsStoreAutoConfiguration;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;

/** Jobs over HTTP in a whole application, on its own Tomcat, with Spring Security in front. */
class HttpTest {
    private static ConfigurableApplicationContext application;
    private static ConfigurableApplicationContext behindProxy;

    private final WebApplicationContextRunner without = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(JobsStoreAutoConfiguration.class, JobsHttpAutoConfiguration.class))
            .withPropertyValues("jobs.store.url=memory:");

    @BeforeAll
    static void start() {
        application =
                start("--jobs.http.serve-lists=true", "--jobs.http.serve-logs=true", "--jobs.http.serve-reruns=true");
        behindProxy = start("--server.servlet.context-path=/app", "--server.forward-headers-strategy=framework");
    }

    @AfterAll
    static void stop() {
        application.close();
        behindProxy.close();
    }

    private static ConfigurableApplicationContext start(final String... settings) {
        return start(context -> {}, settings);
    }

    private static ConfigurableApplicationContext start(
            final ApplicationContextInitializer<GenericApplicationContext> initializer, final String... settings) {
        final List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.threads.virtual.enabled=true",
                "--spring.jpa.hibernate.ddl-auto=create",
                "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                "--jobs.http.enabled=true",
                "--jobs.worker.enabled=false"));
        all.addAll(List.of(settings));
        return new SpringApplicationBuilder(ReportsApplication.class)
                .initializers(initializer)
                .run(all.toArray(String[]::new));
    }

    private static Browser as(final String user, final ConfigurableApplicationContext context) {
        return new Browser(
                Optional.ofNullable(context.getEnvironment().getProperty("local.server.port", Integer.class))
                        .orElseThrow(),
                user);
    }

    private static JobId submit(final ConfigurableApplicationContext context, final String owner) {
        return context.getBean(Jobs.class)
                .submit(JobRequest.builder("report", "\"2026-01\"").owner(owner).build());
    }

    @Test
    void aJobIsItsOwnersAlone() throws Exception {
        final JobId id = submit(application, "ada");

        assertThat(as("ada", application).get("/jobs/" + id).statusCode()).isEqualTo(200);
        assertThat(as("bob", application).get("/jobs/" + id).statusCode()).isEqualTo(404);
        assertThat(as("bob", application)
                        .postWithToken("/jobs/" + id + "/cancel")
                        .statusCode())
                .isEqualTo(404);
        assertThat(as("", application).get("/jobs/" + id).statusCode()).isEqualTo(401);
    }

    @Test
    void aCancelIsTakenWithTheTokenAgainstForgeryAlone() throws Exception {
        final JobId id = submit(application, "ada");

        final HttpResponse<String> without = as("ada", application).post("/jobs/" + id + "/cancel");
        assertThat(application.getBean(Jobs.class).find(id).orElseThrow().status())
                .isEqualTo(JobStatus.PENDING);
        final HttpResponse<String> with = as("ada", application).postWithToken("/jobs/" + id + "/cancel");

        // By Spring Security: 403, whose page it then shows to nobody who is not logged in.
        assertThat(without.statusCode()).isIn(401, 403);
        assertThat(with.statusCode()).isEqualTo(200);
        assertThat(with.body()).contains("\"status\":\"cancelled\"");
    }

    @Test
    void aJobOfATransactionIsAnsweredAsAnyOther() throws Exception {
        final Reports reports = behindProxy.getBean(Reports.class);

        final HttpResponse<String> first = order(as("ada", behindProxy), "2026-01", "k");
        final HttpResponse<String> again = order(as("ada", behindProxy), "2026-01", "k");
        final HttpResponse<String> other = order(as("ada", behindProxy), "2026-02", "k");

        final List<Job> jobs = behindProxy.getBean(Jobs.class).list(JobQuery.ofOwner("ada"));
        assertThat(jobs).hasSize(1);
        final JobId id = jobs.get(0).id();
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(first.headers().firstValue("Location")).contains("/app/jobs/" + id);
        assertThat(first.headers().firstValue("Retry-After")).isPresent();
        assertThat(first.body()).contains("\"status\":\"pending\"");
        assertThat(again.headers().firstValue("Location")).contains("/app/jobs/" + id);
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(reports.findAll())
                .filteredOn(report -> report.period().startsWith("2026"))
                .extracting(Report::id)
                .containsExactly(id.value());
        assertThat(as("ada", behindProxy).get("/app/jobs/" + id).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> order(final Browser browser, final String month, final String key)
            throws Exception {
        return browser.postWithToken("/app/reports?month=" + month, "Idempotency-Key", key);
    }

    @Test
    void linksBeginAsTheProxySays() throws Exception {

        final HttpResponse<String> answer =
                as("bob", behindProxy).postWithToken("/app/reports?month=2025-01", "X-Forwarded-Prefix", "/outer");

        assertThat(answer.headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).startsWith("/outer/jobs/"));
    }

    @Test
    void aPollIsHeldAndAnsweredWhenTheApplicationStops() throws Exception {
        final CompletableFuture<HttpResponse<String>> held = new CompletableFuture<>();
        final BeforeTheServerStops before = new BeforeTheServerStops(held);
        final ConfigurableApplicationContext context =
                start(own -> own.registerBean(SmartLifecycle.class, () -> before), "--jobs.http.path=/api/work");
        final String path = "/api/work/" + submit(context, "ada");
        final Browser ada = as("ada", context);
        final String tag = ada.get(path).headers().firstValue("ETag").orElseThrow();
        final HttpResponse<String> shortly = ada.get(path, "If-None-Match", tag, "Prefer", "wait=1");
        assertThat(shortly.statusCode()).isEqualTo(304);
        assertThat(shortly.headers().firstValue("Preference-Applied")).contains("wait=1");
        assertThat(ada.get("/api/work").statusCode()).as("lists are off").isEqualTo(404);
        assertThat(ada.get(path + "/log").statusCode()).as("logs are off").isEqualTo(404);
        held.completeAsync(() -> {
            try {
                return ada.get(path, "If-None-Match", tag, "Prefer", "wait=50");
            } catch (final Exception e) {
                throw new AssertionError("the connection was taken away", e);
            }
        });
        context.getBean(HeldRequests.class).await("wait=50");

        context.close();

        assertThat(before.isAnswered).isTrue();
        assertThat(held.join().statusCode()).isIn(200, 304);
    }

    /** Looks, when the servlet has stopped and before the web server does, at whether a client has its answer. */
    private static final class BeforeTheServerStops implements SmartLifecycle {
        private final CompletableFuture<?> answer;
        private volatile boolean isRunning;
        private volatile boolean isAnswered;

        BeforeTheServerStops(final CompletableFuture<?> answer) {
            this.answer = answer;
        }

        @Override
        public void start() {
            isRunning = true;
        }

        @Override
        public void stop() {
            isRunning = false;
            try {
                answer.get(20, TimeUnit.SECONDS);
                isAnswered = true;
            } catch (final InterruptedException | ExecutionException | TimeoutException e) {
                isAnswered = false;
            }
        }

        @Override
        public boolean isRunning() {
            return isRunning;
        }

        @Override
        public int getPhase() {
            return DEFAULT_PHASE - 1000;
        }
    }

    @Test
    void callersListTheirOwnJobsWhereThatIsTurnedOn() throws Exception {
        final JobId id = submit(application, "ada");
        final JobId others = submit(application, "bob");

        final HttpResponse<String> list = as("ada", application).get("/jobs");

        assertThat(list.statusCode()).isEqualTo(200);
        assertThat(list.body()).contains(id.toString()).doesNotContain(others.toString());
    }

    @Test
    void logsAndRerunsAreTheOwnersWhereTheyAreTurnedOn() throws Exception {
        final JobId id = submit(application, "ada");
        application.getBean(Jobs.class).cancel(id);

        assertThat(as("ada", application).get("/jobs/" + id + "/log").statusCode())
                .isEqualTo(200);
        assertThat(as("bob", application).get("/jobs/" + id + "/log").statusCode())
                .isEqualTo(404);
        assertThat(as("ada", application)
                        .postWithToken("/jobs/" + id + "/rerun")
                        .statusCode())
                .isBetween(200, 202);
    }

    @Test
    void nothingIsServedUnlessItIsAskedFor() {
        without.run(
                context -> assertThat(context).doesNotHaveBean("jobsServlet").doesNotHaveBean(JobSubmitter.class));
        without.withPropertyValues("jobs.http.enabled=false")
                .withBean(JobAccess.class, JobAccess::anyoneWhoKnowsTheId)
                .run(context -> assertThat(context).doesNotHaveBean("jobsServlet"));
    }

    @Test
    void aBeanThatSaysWhoMaySeeAJobTurnsTheServletOn() {
        without.withBean(JobAccess.class, JobAccess::anyoneWhoKnowsTheId)
                .run(context -> assertThat(context).hasBean("jobsServlet").hasSingleBean(JobSubmitter.class));
        without.withBean(JobOwner.class, () -> request -> Optional.of("tenant"))
                .withPropertyValues("jobs.http.serve-lists=true")
                .run(context -> assertThat(context).hasBean("jobsServlet").hasSingleBean(JobAccess.class));
    }

    @Test
    void theApplicationDoesNotStartWhereNothingSaysWhoMaySeeAJob() {
        without.withPropertyValues("jobs.http.enabled=true")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("nothing says who may see which job"));
    }
}
