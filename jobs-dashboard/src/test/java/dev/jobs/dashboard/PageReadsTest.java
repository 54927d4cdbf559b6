package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStore;
import dev.jobs.store.memory.MemoryJobStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The questions that each page's answer asks of the store: no others than those of what it shows. */
class PageReadsTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final JobStore store = new MemoryJobStore();
    private final DashboardServer server =
            DashboardServer.start(DashboardServlet.builder(recording(), DashboardAccess.everything(request -> true))
                    .build());

    private JobStore recording() {
        return (JobStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    asked.add(method.getName());
                    try {
                        return method.invoke(store, arguments);
                    } catch (final InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private Set<String> askedFor(final String path) {
        asked.clear();
        assertThat(Http.get(server.uri(path)).statusCode()).as(path).isEqualTo(200);
        return Set.copyOf(asked);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/me, workers",
        "/api/overview, overview history workers pauses",
        "/api/workers, workers",
        "/api/limits, limits workers",
        "/api/orders?queue=default, queueOrder",
        "/api/failures?since=2026-01-01T00:00:00Z, failures",
        "/api/jobs, search",
        "/api/count/cancel, search",
    })
    void aPageAsksForNothingThatItDoesNotShow(final String path, final String questions) {
        store.submit(JobRequest.builder("ingest", "{}").build());

        assertThat(askedFor(path)).containsExactlyInAnyOrder(questions.split(" "));
    }

    @Test
    void thePageOfAJobAsksForNoOtherJobs() {
        final TestWorker worker = new TestWorker(store, "worker", 2, Set.of("ingest"), "default");
        final JobId running = store.submit(JobRequest.builder("ingest", "{}").build());
        assertThat(worker.claim()).isPresent();
        final JobId ended = store.submit(JobRequest.builder("ingest", "{}").build());
        worker.complete(worker.claim().orElseThrow(), "{}");
        final JobId waiting = store.submit(JobRequest.builder("ingest", "{}").build());

        final Map<JobId, Set<String>> pages = Map.of(
                running, askedFor("/api/jobs/" + running),
                ended, askedFor("/api/jobs/" + ended),
                waiting, askedFor("/api/jobs/" + waiting));

        assertThat(pages)
                .containsEntry(running, Set.of("poll", "attempts", "pastWait", "workerOf"))
                .containsEntry(ended, Set.of("poll", "attempts", "pastWait"))
                .containsEntry(waiting, Set.of("poll", "attempts"));
    }

    @Test
    void theLogOfAJobAsksForItsLinesAndForWhoMaySeeIt() {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());

        assertThat(askedFor("/api/jobs/" + id + "/log")).containsExactlyInAnyOrder("poll", "attempts", "log");
    }
}
