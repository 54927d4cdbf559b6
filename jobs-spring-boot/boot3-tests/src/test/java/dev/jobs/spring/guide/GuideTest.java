package dev.jobs.spring.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The pages on Spring: their code is compiled and run here, as it stands there. */
class GuideTest {
    private static final Path SOURCES = Path.of("../boot3-tests/src/test/java/dev/jobs/spring");

    @ParameterizedTest
    @CsvSource({
        "spring-boot.md, guide/ReportWork.java, work",
        "spring-boot.md, guide/ReportEndpoint.java, endpoint",
        "spring-boot.md, guide/GuideApplication.java, csrf",
        "testing.md, test/GreetingTest.java, test",
        "transactions.md, http/ReportService.java, service",
        "transactions.md, http/ReportController.java, controller"
    })
    void theCodeOfThePageIsCompiledHere(final String page, final String source, final String part) throws IOException {
        final String compiled = Files.readString(SOURCES.resolve(source));
        final Matcher code = Pattern.compile(
                        "^ *// " + part + "\\R(.*?)^ *// " + part + " end", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(compiled);

        assertThat(code.find()).isTrue();
        assertThat(Files.readString(Path.of("../../docs").resolve(page)))
                .contains("```java\n" + code.group(1).stripTrailing().stripIndent() + "\n```");
    }

    @Test
    void aUserOrdersAReportAndGetsIt() throws Exception {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(GuideApplication.class)
                .run(
                        "--jobs.http.enabled=true",
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")) {
            final Ada ada = new Ada(
                    "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port", Integer.class));

            final HttpResponse<String> ordered = ada.order("{\"month\":\"January\"}");
            String poll = "";
            for (int held = 0; held < 12 && !poll.contains("\"status\":\"complete\""); held++) {
                poll = ada.poll(ordered.headers().firstValue("Location").orElseThrow());
            }

            assertThat(ordered.statusCode()).isEqualTo(202);
            assertThat(poll).contains("\"result\":{\"title\":\"Report of January\"}");
        }
    }

    /** A user with a browser that keeps cookies. */
    private static final class Ada {
        private final CookieManager cookies = new CookieManager();
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(cookies).build();
        private final String base;
        private String tag = "\"none\"";

        private Ada(final String base) {
            this.base = base;
        }

        private HttpResponse<String> order(final String json) throws IOException, InterruptedException {
            send(request("/jobs").GET());
            final String token = cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN") && !cookie.isHttpOnly()) // scripts read it
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .orElseThrow();
            return send(request("/reports")
                    .header("Content-Type", "application/json")
                    .header("X-XSRF-TOKEN", token)
                    .POST(HttpRequest.BodyPublishers.ofString(json)));
        }

        /** The answer, as soon as it is another one than the last. */
        private String poll(final String path) throws IOException, InterruptedException {
            final HttpResponse<String> answer = send(request(path)
                    .header("If-None-Match", tag)
                    .header("Prefer", "wait=10")
                    .GET());
            tag = answer.headers().firstValue("ETag").orElse(tag);
            return answer.body();
        }

        private HttpRequest.Builder request(final String path) {
            return HttpRequest.newBuilder(URI.create(base + path))
                    .header(
                            "Authorization",
                            "Basic " + Base64.getEncoder().encodeToString("ada:pw".getBytes(StandardCharsets.UTF_8)));
        }

        private HttpResponse<String> send(final HttpRequest.Builder request) throws IOException, InterruptedException {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
