package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.testing.WatchedStore;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What it costs that many wait; not a test: it asserts nothing, and runs only if it is named. */
final class WaitingBenchmark {
    private static final int POLLS = 10_000;
    private static final int STREAMS = 1_000;
    private static final int CONNECTIONS = 32;
    private static final int SECONDS = 5;
    private static final PrintStream OUT = System.out;

    private final WatchedStore watched = new WatchedStore(new MemoryJobStore());

    private record Client(Process process, BufferedReader answers) {
        static Client of(final int port) throws IOException {
            final Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            LoadClient.class.getName(),
                            Integer.toString(port))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Client(process, process.inputReader(StandardCharsets.UTF_8));
        }

        String tell(final String command) throws IOException {
            say(command);
            return answer();
        }

        void say(final String command) throws IOException {
            process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        String answer() throws IOException {
            final String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the client has ended");
            }
            return answer;
        }

        void open(final List<String> paths) throws IOException {
            final Path file = Files.createTempFile("paths", ".txt");
            Files.write(file, paths);
            tell("open " + file);
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void measure(final Container container) throws Exception {
        final JobsServlet servlet = JobsServlet.builder(watched.store(), JobAccess.anyoneWhoKnowsTheId())
                .maxHeldPolls(POLLS)
                .maxWaitingPerOwner(POLLS)
                .build();
        final TestServer server = container.start(Deployment.of(servlet).and("/constant", new Constant()));
        final Client client = Client.of(server.port());
        OUT.println(container);
        rates(client);
        held(client, "each its own job", submit(POLLS));
        held(client, "all one job", Collections.nCopies(POLLS, submit(1).get(0)));
        streams(client, submit(STREAMS));
        client.process().destroy();
        server.stop();
    }

    private void rates(final Client client) throws IOException {
        final String job = "/jobs/" + submit(1).get(0);
        warmUp(client, "/constant", "");
        warmUp(client, job, "");
        warmUp(client, job, "known");
        rate(client, "a constant servlet", "/constant", "");
        rate(client, "a poll, 200", job, "");
        rate(client, "a poll, 304", job, "known");
    }

    private static void warmUp(final Client client, final String path, final String known) throws IOException {
        client.open(Collections.nCopies(CONNECTIONS, path));
        client.tell("load " + SECONDS + " " + known);
        client.tell("close");
    }

    private static void rate(final Client client, final String what, final String path, final String known)
            throws IOException {
        client.open(Collections.nCopies(CONNECTIONS, path));
        OUT.printf(Locale.ROOT, "%s: %s requests/s%n", what, client.tell("load " + SECONDS + " " + known));
        client.tell("close");
    }

    private void held(final Client client, final String what, final List<JobId> ids) throws IOException {
        final long before = usedHeap();
        client.open(ids.stream().map(id -> "/jobs/" + id).toList());
        client.tell("hold");
        quiet(what + ", " + ids.size() + " held polls", before);
        change(client, "answers", ids);
        client.tell("close");
    }

    private void streams(final Client client, final List<JobId> ids) throws IOException {
        final long before = usedHeap();
        client.open(ids.stream().map(id -> "/jobs/" + id + "/events").toList());
        client.tell("stream");
        quiet(ids.size() + " event streams", before);
        change(client, "events 2", ids);
        client.tell("close");
    }

    private void quiet(final String what, final long before) {
        awaitCalm();
        final int polls = watched.calls("poll");
        final long start = System.nanoTime();
        final long heap = usedHeap() - before;
        LockSupport.parkNanos(Duration.ofSeconds(8).toNanos() - (System.nanoTime() - start));
        final double seconds = (System.nanoTime() - start) / 1e9;
        OUT.printf(
                Locale.ROOT,
                "%s: %d threads in all, of ours %d; heap %+.1f MiB; %.1f store calls/s while nothing changes%n",
                what,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("jobs-watch"))
                        .count(),
                heap / 1048576.0,
                (watched.calls("poll") - polls) / seconds);
    }

    /** Waits until every request that was sent has been taken: then only the watch calls the store. */
    private void awaitCalm() {
        int before;
        do {
            before = watched.calls("poll");
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
        } while (watched.calls("poll") - before > 3 * POLLS / 1_000);
    }

    private void change(final Client client, final String wait, final List<JobId> ids) throws IOException {
        client.say(wait);
        final long start = System.nanoTime();
        Set.copyOf(ids).forEach(watched.store()::cancel);
        final long changed = System.nanoTime();
        final String[] answer = client.answer().split(" ", -1);
        OUT.printf(
                Locale.ROOT,
                "  from the first change to the last client's answer: %.0f ms, of which the changes took %.0f ms; %s%n",
                (Long.parseLong(answer[0]) - start) / 1e6,
                (changed - start) / 1e6,
                String.join(" ", List.of(answer).subList(1, answer.length)));
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private List<JobId> submit(final int jobs) {
        return watched.store()
                .submit(Stream.generate(() -> JobRequest.builder("ingest", "{}").build())
                        .limit(jobs)
                        .toList());
    }

    /** What a servlet costs that does nothing: the same number of bytes. */
    private static final class Constant extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private static final byte[] BODY = "x".repeat(600).getBytes(StandardCharsets.US_ASCII);

        @Override
        protected void doGet(final HttpServletRequest request, final HttpServletResponse response) throws IOException {
            response.setContentLength(BODY.length);
            response.getOutputStream().write(BODY);
        }
    }
}
