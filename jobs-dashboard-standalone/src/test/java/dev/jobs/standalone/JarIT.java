package dev.jobs.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar, as an operator would start it, on a database that a service has left. */
class JarIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String READY = "jobs-dashboard ready on ";

    @TempDir
    Path directory;

    private String url = "";
    private JobId job = JobId.random();

    @BeforeEach
    void leaveAJob() {
        url = "jdbc:h2:file:" + directory.resolve("jobs").toAbsolutePath();
        try (JobStore store = JdbcJobStore.open(url)) {
            job = store.submit(JobRequest.builder("ingest", "{}").build());
        }
    }

    private Process start(final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target/jobs-dashboard.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JOBS_STORE_URL");
        return builder.start();
    }

    private static URI ready(final Process process) throws IOException {
        final BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        final StringBuilder said = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                return URI.create(line.substring(READY.length()));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("it did not start: " + said);
    }

    private static HttpResponse<String> send(final String method, final URI uri) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(60))
                        .header("X-Jobs-Dashboard", "1")
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itShowsAndDoesNothingElse() throws Exception {
        final Process process = start("--url", url, "--port", "0");
        try {
            final URI page = ready(process);

            assertThat(send("GET", page).body()).contains("main.js");
            assertThat(send("GET", page.resolve("lit/lit-html.js")).statusCode())
                    .isEqualTo(200);
            assertThat(send("GET", page.resolve("api/jobs")).body()).contains(job.toString());
            assertThat(send("POST", page.resolve("api/jobs/" + job + "/cancel")).statusCode())
                    .isEqualTo(403);
            assertThat(statusForHost(page, "evil.example")).contains(" 404 ");
            assertThat(statusForHost(page, "localhost:" + page.getPort())).contains(" 200 ");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** The first line of the answer to a request for this host, which Java's own client does not send. */
    private static String statusForHost(final URI page, final String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("GET /api/me HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }

    @Test
    void itActsIfItIsToldTo() throws Exception {
        final Process process = start("--url", url, "--port", "0", "--operate");
        try {
            final URI page = ready(process);

            assertThat(send("POST", page.resolve("api/jobs/" + job + "/cancel")).statusCode())
                    .isEqualTo(200);
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (JobStore store = JdbcJobStore.open(url)) {
            assertThat(store.find(job).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
        }
    }

    @Test
    void aDatabaseWithoutTablesIsRefusedAndLeftAsItIs() throws Exception {
        final Process process = start("--url", "jdbc:h2:file:" + directory.resolve("other"), "--port", "0");
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said).startsWith("jobs-dashboard: the database cannot be used: ");
    }

    @Test
    void whoGivesNoUrlIsToldHow() throws Exception {
        final Process process = start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said).contains("--url is missing", "usage: java -jar jobs-dashboard.jar");
    }
}
