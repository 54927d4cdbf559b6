package dev.jobs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.CancelOutcome;
import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.PermanentFailureException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class JobsClientTest {
    /** What a greeting is made into. */
    record Greeting(String text) {}

    private static final JobType<String, Greeting> GREET = JobType.of("greet", String.class, Greeting.class);
    private static final long PATIENCE_SECONDS = 60;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<Boolean> mayEnd = new CompletableFuture<>();
    private final BlockingQueue<PolledJob> told = new LinkedBlockingQueue<>();
    private Service service;
    private Worker worker;
    private JobsClient client;

    @BeforeEach
    void start() throws Exception {
        use(Service.thatHoldsPolls());
    }

    private void use(final Service started) {
        service = started;
        worker = Worker.builder(service.store())
                .handle(GREET, this::greet)
                .pollInterval(Duration.ofMillis(100))
                .start();
        client = clientOf("ann");
    }

    private JobsClient clientOf(final String user) {
        return JobsClient.at(service.address()).withRequests(request -> request.header("X-User", user));
    }

    private Greeting greet(final JobContext<String> context) throws Exception {
        context.stage("thinking");
        mayEnd.get();
        if (context.payload().isEmpty()) {
            throw new PermanentFailureException("nobody to greet");
        }
        return new Greeting("Hello, " + context.payload());
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        mayEnd.complete(true);
        worker.close();
        service.close();
    }

    private JobId submit(final String name) {
        return service.store().submit(GREET.requestBuilder(name).owner("ann").build());
    }

    private Future<Optional<PolledJob>> waitForOnAThread(final JobId id) {
        return threads.submit(() -> client.waitFor(id, told::add));
    }

    private PolledJob toldUntil(final Predicate<PolledJob> wanted) throws InterruptedException {
        while (true) {
            final PolledJob job = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(job).as("what is told in time").isNotNull();
            if (wanted.test(job)) {
                return job;
            }
        }
    }

    private static <T> T got(final Future<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aJobIsSeenAsItStands() throws Exception {
        final JobId id = submit("Bob");
        final Future<Optional<PolledJob>> waiting = waitForOnAThread(id);
        toldUntil(job -> job.stage().isPresent());

        final PolledJob job = client.get(id).orElseThrow();

        assertThat(job)
                .returns(id, PolledJob::id)
                .returns("greet", PolledJob::type)
                .returns(JobStatus.PROCESSING, PolledJob::status)
                .returns(Optional.of("thinking"), PolledJob::stage)
                .returns(false, PolledJob::done);
        assertThat(job.json()).contains("\"attempt\":1");
        mayEnd.complete(true);
        assertThat(got(waiting)).isPresent();
    }

    @Test
    void whoWaitsIsToldOfEachChangeAndGetsTheResult() throws Exception {
        final JobId id = submit("Bob");
        final Future<Optional<PolledJob>> waiting = waitForOnAThread(id);
        toldUntil(job -> job.stage().equals(Optional.of("thinking")));

        mayEnd.complete(true);

        final PolledJob end = got(waiting).orElseThrow();
        assertThat(end).returns(JobStatus.COMPLETE, PolledJob::status).returns(true, PolledJob::done);
        assertThat(end.result()).contains("{\"text\":\"Hello, Bob\"}");
        assertThat(toldUntil(PolledJob::done)).isEqualTo(end);
        assertThat(service.held()).isNotEmpty();
    }

    @Test
    void aFailureIsTold() throws Exception {
        mayEnd.complete(true);

        final PolledJob end = client.waitFor(submit("")).orElseThrow();

        assertThat(end).returns(JobStatus.FAILED, PolledJob::status);
        assertThat(end.error()).hasValueSatisfying(error -> assertThat(error).contains("nobody to greet"));
    }

    @Test
    void whoWaitsGoesThroughARestartOfTheService() throws Exception {
        final JobId id = submit("Bob");
        final Future<Optional<PolledJob>> waiting = waitForOnAThread(id);
        toldUntil(job -> job.stage().isPresent());

        service.stop();
        mayEnd.complete(true);
        service.start();

        assertThat(got(waiting).orElseThrow()).returns(JobStatus.COMPLETE, PolledJob::status);
    }

    @Test
    void whoWaitsGoesThroughAnswersThatSayNotNow() throws Exception {
        final JobId id = submit("Bob");
        mayEnd.complete(true);
        service.refuse(2);

        assertThat(got(waitForOnAThread(id)).orElseThrow()).returns(true, PolledJob::done);
    }

    @Test
    void patienceEnds() throws Exception {
        final JobId id = submit("Bob");
        service.stop();

        final Future<Optional<PolledJob>> waiting =
                threads.submit(() -> client.withPatience(Duration.ZERO).waitFor(id));

        assertThatThrownBy(() -> got(waiting))
                .cause()
                .isInstanceOf(ServiceUnavailableException.class)
                .hasMessageContaining(service.address() + "/" + id);
        service.start();
    }

    @Test
    void whoWaitsCanBeInterrupted() throws Exception {
        final Future<Optional<PolledJob>> waiting = waitForOnAThread(submit("Bob"));
        toldUntil(job -> job.stage().isPresent());

        threads.shutdownNow();

        assertThatThrownBy(() -> got(waiting))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void whereNothingIsHeldItPolls() throws Exception {
        worker.close();
        service.close();
        use(Service.thatHoldsNothing());
        final Future<Optional<PolledJob>> waiting = waitForOnAThread(submit("Bob"));
        for (int i = 0; i < 2; i++) {
            assertThat(service.held().poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("a poll that asks to be held")
                    .isNotNull();
        }

        mayEnd.complete(true);

        assertThat(got(waiting).orElseThrow()).returns(true, PolledJob::done);
    }

    @Test
    void aCancelIsToldFromOneThatCameTooLateAndOneOfNothing() throws Exception {
        final JobId id = submit("Bob");

        assertThat(client.cancel(id)).isEqualTo(new CancelOutcome.Cancelled());

        assertThat(client.waitFor(id).orElseThrow()).returns(JobStatus.CANCELLED, PolledJob::status);
        assertThat(client.cancel(id)).isEqualTo(new CancelOutcome.AlreadyTerminal(JobStatus.CANCELLED));
        assertThat(client.cancel(JobId.random())).isEqualTo(new CancelOutcome.NotFound());
    }

    @Test
    void manyJobsAreSeenInTheirOrderAndThoseThatAreNotThereLeftOut() {
        final List<JobId> ids = Stream.generate(() -> submit("Bob")).limit(150).toList();
        final List<JobId> asked = new ArrayList<>(ids);
        asked.add(77, JobId.random());

        assertThat(client.getMany(asked).keySet()).containsExactlyElementsOf(ids);
        assertThat(client.getMany(List.of())).isEmpty();
    }

    @Test
    void whatTheCallerMayNotSeeIsNotThere() throws Exception {
        final JobId id = submit("Bob");
        final JobsClient eve = clientOf("eve");

        assertThat(eve.get(id)).isEmpty();
        assertThat(eve.waitFor(id)).isEmpty();
        assertThat(eve.getMany(List.of(id))).isEmpty();
        assertThat(eve.cancel(id)).isEqualTo(new CancelOutcome.NotFound());
    }

    @Test
    void aWrongAddressIsNotAJobThatIsNotThere() {
        final JobsClient lost = JobsClient.at(service.address().resolve("/nothing"));

        assertThatThrownBy(() -> lost.get(JobId.random())).hasMessageContaining("is its address right?");
    }

    @Test
    void whoWaitsWithALimitIsToldWhenItIsOver() throws Exception {
        final JobId id = submit("Bob");
        final Duration limit = Duration.ofHours(1);
        final AtomicLong clock = new AtomicLong();

        assertThatThrownBy(() -> client.withTicker(clock::get).waitFor(id, limit, job -> {
                    told.add(job);
                    clock.set(limit.toNanos());
                }))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining(id.toString());

        assertThat(told).isNotEmpty();
        mayEnd.complete(true);
        assertThat(client.waitFor(id, Duration.ofSeconds(PATIENCE_SECONDS)).orElseThrow())
                .returns(true, PolledJob::done);
    }

    @Test
    void whoWaitsWithoutAThreadIsToldOfEachChangeAndGetsTheResult() throws Exception {
        final JobId id = submit("Bob");
        final Future<Optional<PolledJob>> waiting = client.waitForAsync(id, told::add);
        toldUntil(job -> job.stage().equals(Optional.of("thinking")));

        mayEnd.complete(true);

        final PolledJob end = got(waiting).orElseThrow();
        assertThat(end.result(GREET)).contains(new Greeting("Hello, Bob"));
        assertThat(toldUntil(PolledJob::done)).isEqualTo(end);
    }

    @Test
    void whoWaitsWithoutAThreadGoesThroughARestartOfTheService() throws Exception {
        final JobId id = submit("Bob");
        final Future<Optional<PolledJob>> waiting = client.waitForAsync(id, told::add);
        toldUntil(job -> job.stage().isPresent());

        service.stop();
        mayEnd.complete(true);
        service.start();

        assertThat(got(waiting).orElseThrow()).returns(JobStatus.COMPLETE, PolledJob::status);
    }

    @Test
    void aWaitThatIsCancelledAsksNoMore() throws Exception {
        final JobId id = submit("Bob");
        final CompletableFuture<Optional<PolledJob>> waiting = client.waitForAsync(id, told::add);
        toldUntil(job -> job.stage().isPresent());
        assertThat(service.held().poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();

        waiting.cancel(true);
        mayEnd.complete(true);

        assertThat(waiting).isCancelled();
        assertThat(client.waitFor(id)).get().returns(true, PolledJob::done);
        assertThat(told).noneMatch(PolledJob::done);
    }

    @Test
    void whatNobodyMaySeeIsToldToWhoWaitsWithoutAThread() throws Exception {
        assertThat(got(client.waitForAsync(JobId.random()))).isEmpty();
    }

    @Test
    void aListHasTheCallersOwnJobsPageByPage() {
        final List<JobId> ids = Stream.generate(() -> submit("Bob"))
                .limit(3)
                .sorted(Comparator.reverseOrder())
                .toList();
        final JobFilter two = JobFilter.all().withTypes("greet").withPageSize(2);

        final JobPage first = client.list(two);
        final JobPage second = client.list(two, first.nextPageToken().orElseThrow());

        assertThat(Stream.of(first, second)
                        .flatMap(page -> page.jobs().stream())
                        .map(PolledJob::id))
                .containsExactlyElementsOf(ids);
        assertThat(second.nextPageToken()).isEmpty();
        assertThat(client.list(two.withStatuses(JobStatus.FAILED)).jobs()).isEmpty();
    }

    @Test
    void aServiceThatIsOutOfReachIsSaidToBeSo() throws Exception {
        final JobId id = submit("Bob");
        service.stop();

        assertThatThrownBy(() -> client.get(id)).isInstanceOf(ServiceUnavailableException.class);
        service.start();
    }

    @Test
    void whatIsNoAddressOfJobsIsRefused() {
        assertThatThrownBy(() -> JobsClient.at(URI.create("/api/jobs")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/api/jobs");
        assertThatThrownBy(() -> JobsClient.at(URI.create("ftp://audio.example/jobs")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
