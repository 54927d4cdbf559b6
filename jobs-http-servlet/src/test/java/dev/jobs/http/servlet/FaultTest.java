package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.store.JobStoreUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What goes wrong behind the servlet, and many clients at once. */
final class FaultTest extends InEveryContainer {
    private static final int CLIENTS = 1_000;

    FaultTest(final Container container) {
        super(container);
    }

    @Test
    void aStoreOutOfReachIsAnsweredAsSuchUntilItIsBack() throws Exception {
        final Http http = serve();
        final JobId id = submit();

        watched.failWith(() -> new JobStoreUnavailableException("db.internal:5432 refused", new IOException("down")));
        final Answer poll = http.get("/jobs/" + id);
        final Answer cancel = http.post("/jobs/" + id + "/cancel");
        watched.recover();

        for (final Answer answer : List.of(poll, cancel)) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After"))
                    .hasValueSatisfying(value -> assertThat(value).matches("[1-9][0-9]*"));
            assertThat(answer.json().get("error").asText()).isEqualTo("The job store is out of reach");
        }
        assertThat(http.get("/jobs/" + id).status()).isEqualTo(200);
    }

    @Test
    void aClosedStoreIsAnsweredAsAServiceThatStops() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        watched.store().close();

        final Answer answer = http.get("/jobs/" + id);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isPresent();
        assertThat(answer.json().get("error").isTextual()).isTrue();
    }

    @Test
    void aFaultOfTheServiceShowsNothingOfItself() throws Exception {
        final Http http = serve((request, job) -> {
            throw new IllegalStateException("password=secret");
        });
        final JobId id = submit();

        final Answer poll = http.get("/jobs/" + id);
        final Answer cancel = http.post("/jobs/" + id + "/cancel");

        for (final Answer answer : List.of(poll, cancel)) {
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.json()).isEqualTo(Answer.json("{\"error\": \"Internal error\"}"));
        }
        assertThat(watched.store().find(id).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void whoMayNotSeeMayNotCancelWhateverIsSaidOfCancelling() throws Exception {
        final Http http = serve(new JobAccess() {
            @Override
            public boolean mayView(final HttpServletRequest request, final Job job) {
                return false;
            }

            @Override
            public boolean mayCancel(final HttpServletRequest request, final Job job) {
                return true;
            }
        });
        final JobId id = submit();

        assertThat(http.post("/jobs/" + id + "/cancel").status()).isEqualTo(404);
    }

    @Test
    @Tag("slow")
    void aThousandClientsAtOnceAreAllAnsweredOnTheContainersFewThreads() throws Exception {
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();
        final Http http = serve((request, job) -> {
            threads.add(Thread.currentThread());
            return true;
        });
        final JobId id = submit();

        final List<CompletableFuture<Answer>> polls = Stream.generate(() -> http.sendAsync("GET", "/jobs/" + id))
                .limit(CLIENTS)
                .toList();

        assertThat(polls).extracting(poll -> poll.join().status()).containsOnly(200);
        assertThat(threads).hasSizeLessThanOrEqualTo(TestServer.THREADS);
    }
}
