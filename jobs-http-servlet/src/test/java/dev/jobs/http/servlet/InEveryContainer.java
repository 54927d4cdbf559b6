package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.SizeLimits;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.testing.Await;
import dev.jobs.testing.TestWorker;
import dev.jobs.testing.WatchedStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What tests of the servlet have in common: each runs in every container, over real HTTP, on a store in memory. */
@ParameterizedClass
@MethodSource("dev.jobs.http.servlet.Container#tested")
abstract class InEveryContainer {
    static final String USER = "X-User";
    static final JobAccess OWNED = JobAccess.ownedBy(request -> Optional.ofNullable(request.getHeader(USER)));

    final TestClock clock = new TestClock("2026-01-05T10:00:00.000999Z");
    final WatchedStore watched =
            new WatchedStore(new MemoryJobStore(clock, System::nanoTime, new SizeLimits(1 << 20, 32 << 20)));
    /** The clock by which polls are held: it goes on by itself, and further by as much as a test wants. */
    final AtomicLong ahead = new AtomicLong();

    final LongSupplier ticker = () -> System.nanoTime() + ahead.get();
    final TestWorker worker = new TestWorker(watched.store());

    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration MUCH = Duration.ofSeconds(15);

    private final Container container;
    private Optional<TestServer> server = Optional.empty();

    InEveryContainer(final Container container) {
        this.container = container;
    }

    /** Serves jobs at {@code /jobs} to whoever knows their ids. */
    Http serve() throws Exception {
        return serve(JobAccess.anyoneWhoKnowsTheId());
    }

    /** Serves jobs at {@code /jobs}. */
    Http serve(final JobAccess access) throws Exception {
        return serve(Deployment.of(new JobsServlet(watched.store(), access)));
    }

    /** Serves jobs at {@code /jobs} to whoever knows their ids, looking at those that are waited for this often. */
    Http serveLookingEvery(final Duration interval) throws Exception {
        return serve(Deployment.of(builder().pollInterval(interval).build()));
    }

    JobsServlet.Builder builder() {
        return JobsServlet.builder(watched.store(), JobAccess.anyoneWhoKnowsTheId())
                .ticker(ticker);
    }

    Http serve(final Deployment deployment) throws Exception {
        final TestServer started = container.start(deployment);
        server = Optional.of(started);
        return new Http(started.port());
    }

    @AfterEach
    void stopContainer() throws Exception {
        if (server.isPresent()) {
            server.get().stop();
            server = Optional.empty();
        }
    }

    /** Sends a poll that is held, lets time pass until it is answered, and checks for how long that was. */
    Answer heldFor(final Duration time, final Http http, final String path, final String... headers) {
        final long start = ticker.getAsLong();
        final CompletableFuture<Answer> answer = http.sendAsync("GET", path, headers);
        Await.until("it is answered", () -> {
            ahead.addAndGet(STEP.toNanos());
            return answer.isDone();
        });
        assertThat(Duration.ofNanos(ticker.getAsLong() - start)).isBetween(time, time.plus(MUCH));
        return answer.join();
    }

    JobId submit() {
        return watched.store().submit(JobRequest.builder("ingest", "{}").build());
    }

    JobId submitFor(final String owner) {
        return watched.store()
                .submit(JobRequest.builder("ingest", "{}").owner(owner).build());
    }
}
