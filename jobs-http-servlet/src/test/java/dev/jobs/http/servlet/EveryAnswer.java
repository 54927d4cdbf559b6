package dev.jobs.http.servlet;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lets a servlet answer with everything that it can answer, for those who look at the answers. */
abstract class EveryAnswer extends InEveryContainer {
    private static final String POLL = "GET /{jobId}";
    private static final String CANCEL = "POST /{jobId}/cancel";
    private static final String LOG = "GET /{jobId}/log";
    private static final String RERUN = "POST /{jobId}/rerun";
    private static final String EVENTS = "GET /{jobId}/events";
    private static final String SEVERAL = "GET /";
    private static final String[] ADA = {USER, "ada"};

    private final List<Exchange> exchanges = new ArrayList<>();

    EveryAnswer(final Container container) {
        super(container);
    }

    abstract void look(Http http, List<Exchange> exchanges) throws Exception;

    @Test
    void everyAnswerIsAsItIsDescribed() throws Exception {
        final JobAccess access = (request, job) -> {
            if ("trouble".equals(request.getHeader(USER))) {
                throw new IllegalStateException("a fault of the service, on purpose");
            }
            return OWNED.mayView(request, job);
        };
        final JobAccess wide = access.withLogs().withReruns();
        final Http http = serve(Deployment.of(JobsServlet.builder(watched.store(), wide)
                        .pollInterval(Duration.ofMillis(20))
                        .listFor(request -> Optional.ofNullable(request.getHeader(USER)))
                        .serveOpenApi()
                        .serveLogs()
                        .serveReruns()
                        .build())
                .and("/ingest", new Ingest(watched.store())));

        submissions(http);
        final JobId id = submitFor("ada");
        lifeOf(http, id);
        events(http, id);
        cancels(http);
        logs(http);
        reruns(http);
        several(http, id);
        faults(http, id);

        look(http, exchanges);
    }

    private void submissions(final Http http) {
        final String title = "A service's own endpoint submits with `JobSubmitter`";
        ask(http, title, "POST /ingest", "/ingest?a.wav", USER, "ada", "Idempotency-Key", "1");
        ask(
                http,
                "The same key for something else",
                "POST /ingest",
                "/ingest?b.wav",
                USER,
                "ada",
                "Idempotency-Key",
                "1");
        ask(http, "A key that is none", "POST /ingest", "/ingest?b.wav", USER, "ada", "Idempotency-Key", "\"\"");
    }

    private void lifeOf(final Http http, final JobId id) {
        final String path = "/jobs/" + id;
        final Answer waiting = ask(http, "Pending, the second in its queue", POLL, path, ADA);
        final String tag = waiting.header("ETag").orElseThrow();
        ask(http, "Nothing has changed", POLL, path, USER, "ada", "If-None-Match", tag);
        ask(
                http,
                "Nor in the second that the client waits",
                POLL,
                path,
                USER,
                "ada",
                "If-None-Match",
                tag,
                "Prefer",
                "wait=1");
        ask(http, "A wait that is none", POLL, path + "?wait=soon", ADA);
        worker.claim();
        final Lease lease = worker.claim();
        clock.forward(Duration.ofSeconds(67));
        worker.progress(lease, "normalizing", 42);
        ask(http, "Processing", POLL, path, USER, "ada", "If-None-Match", tag, "Prefer", "wait=20");
        worker.complete(lease, "{\"file\": \"a.wav\"}");
        ask(http, "Complete", POLL, path, ADA);
        final JobId failed = submitFor("ada");
        worker.fail(worker.claim(), "a.wav is no audio.");
        ask(http, "Failed", POLL, "/jobs/" + failed, ADA);
        ask(http, "No such job, or another's", POLL, path, USER, "eve");
    }

    private void events(final Http http, final JobId id) {
        final String path = "/jobs/" + id + "/events";
        final String revision = watched.store().find(id).orElseThrow().revision() + "";
        ask(http, "Events of a job that is done: one", EVENTS, path, ADA);
        ask(http, "The client comes back after it", EVENTS, path, USER, "ada", "Last-Event-ID", revision);
        ask(http, "Events of no job", EVENTS, "/jobs/" + id + "/events", USER, "eve");
    }

    private void cancels(final Http http) {
        final JobId id = submitFor("ada");
        final Lease lease = worker.claim();
        final String path = "/jobs/" + id + "/cancel";
        ask(http, "A cancel from another site", CANCEL, path, USER, "ada", "Sec-Fetch-Site", "cross-site");
        ask(http, "Cancel", CANCEL, path, ADA);
        ask(http, "Cancelled, and still being stopped", POLL, "/jobs/" + id, ADA);
        worker.release(lease);
        ask(http, "Cancelled, and stopped", POLL, "/jobs/" + id, ADA);
        ask(http, "Cancel of what has ended", CANCEL, path, ADA);
        ask(http, "Cancel of another's job", CANCEL, path, USER, "eve");
    }

    private void logs(final Http http) {
        final JobId id = submitFor("ada");
        final Lease lease = worker.claim();
        worker.log(lease, "Reading a.wav, 44,100 Hz", "Measuring");
        final String path = "/jobs/" + id + "/log";
        final Answer first = ask(http, "What a job has logged", LOG, path, ADA);
        final String tag = first.header("ETag").orElseThrow();
        ask(http, "It has logged nothing since", LOG, path, USER, "ada", "If-None-Match", tag);
        ask(
                http,
                "Nothing comes in the second that the client waits for what follows",
                LOG,
                path + "?after=2",
                USER,
                "ada",
                "Prefer",
                "wait=1");
        worker.log(lease, "Done: \u221216.0 LUFS");
        worker.complete(lease, "{}");
        ask(http, "The rest, and there will be no more", LOG, path + "?after=2", ADA);
        ask(http, "A line that is none", LOG, path + "?after=last", ADA);
        ask(http, "The log of no job, of another's, or of one whose log one may not read", LOG, path, USER, "eve");
    }

    private void reruns(final Http http) {
        final JobId id = submitFor("ada");
        final Lease lease = worker.claim();
        final String path = "/jobs/" + id + "/rerun";
        ask(http, "A rerun of a job that has not ended", RERUN, path, ADA);
        worker.fail(lease, "a.wav is no audio.");
        ask(http, "A rerun from another site", RERUN, path, USER, "ada", "Sec-Fetch-Site", "cross-site");
        final Answer rerun = ask(http, "A rerun", RERUN, path, ADA);
        ask(http, "A rerun of another's job", RERUN, path, USER, "eve");
        watched.store().cancel(JobId.parse(rerun.json().get("jobId").asText()).orElseThrow());
    }

    private void several(final Http http, final JobId id) {
        final JobId scheduled = watched.store()
                .submit(JobRequest.builder("ingest", "{}")
                        .owner("ada")
                        .dueAt(clock.instant().plusSeconds(60))
                        .build());
        final Answer page = ask(http, "A page of one's own jobs", SEVERAL, "/jobs?pageSize=1", ADA);
        final String tag = page.header("ETag").orElseThrow();
        ask(http, "It has not changed", SEVERAL, "/jobs?pageSize=1", USER, "ada", "If-None-Match", tag);
        ask(http, "A page of no sense", SEVERAL, "/jobs?pageSize=1000", ADA);
        ask(http, "Several jobs, one of which is none", SEVERAL, "/jobs?ids=" + scheduled + ",x", ADA);
        final String ids = Stream.generate(id::toString)
                .limit(101)
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        exchanges.add(new Exchange("", SEVERAL, "GET", "", List.of(), http.get("/jobs?ids=" + ids, ADA)));
    }

    private void faults(final Http http, final JobId id) {
        final String path = "/jobs/" + id;
        everywhere(http, "Another method", path, List.of("DELETE"), ADA);
        everywhere(http, "An `Accept` that cannot be met", path, List.of(), USER, "ada", "Accept", "image/png");
        watched.failWith(() -> new JobStoreUnavailableException("refused", new IOException("down")));
        everywhere(http, "The store is out of reach", path, List.of(), ADA);
        watched.failWith(() -> new IllegalStateException("a fault of the store, on purpose"));
        everywhere(http, "The service itself fails", path, List.of(), ADA);
        watched.recover();
    }

    /** The same of every operation; the first stands for all of them where people read. */
    private void everywhere(
            final Http http,
            final String title,
            final String path,
            final List<String> method,
            final String... headers) {
        final List<String> operations = List.of(POLL, CANCEL, EVENTS, SEVERAL, LOG, RERUN);
        final List<String> paths = List.of(
                path,
                path + "/cancel",
                path + "/events",
                "/jobs?ids=" + path.substring(6),
                path + "/log",
                path + "/rerun");
        for (int i = 0; i < operations.size(); i++) {
            final String operation = operations.get(i);
            final String sent = method.isEmpty() ? methodOf(operation) : method.get(0);
            final Answer answer = http.send(sent, paths.get(i), headers);
            exchanges.add(new Exchange(i == 0 ? title : "", operation, sent, paths.get(i), List.of(headers), answer));
        }
    }

    private Answer ask(
            final Http http, final String title, final String operation, final String path, final String... headers) {
        final String method = methodOf(operation);
        final Answer answer = http.send(method, path, headers);
        exchanges.add(new Exchange(title, operation, method, path, List.of(headers), answer));
        return answer;
    }

    private static String methodOf(final String operation) {
        return operation.substring(0, operation.indexOf(' '));
    }
}
