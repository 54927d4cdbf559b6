package dev.jobs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.LogLine;
import dev.jobs.RerunOutcome;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.Lease;
import dev.jobs.store.LogLimits;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logs and reruns of the real servlet, by the client. */
@Tag("slow")
final class LogAndRerunTest {
    private static final Set<String> TYPES = Set.of("ingest");
    private static final Set<String> QUEUES = Set.of("default");
    private static final long PATIENCE_SECONDS = 60;

    private final WorkerId worker = WorkerId.random();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private Service service;
    private JobsClient client;

    @BeforeEach
    void start() throws Exception {
        use(Service.thatHoldsPolls());
    }

    private void use(final Service started) {
        service = started;
        client = clientOf("ann");
        final WorkerProfile profile = WorkerProfile.builder("test")
                .types(TYPES)
                .queues(QUEUES)
                .slots(1)
                .build();
        service.store()
                .heartbeat(Heartbeat.builder(worker, profile)
                        .timeToLive(Duration.ofDays(1))
                        .build());
    }

    private JobsClient clientOf(final String user) {
        return JobsClient.at(service.address()).withRequests(request -> request.header("X-User", user));
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    private JobId submit() {
        return service.store()
                .submit(JobRequest.builder("ingest", "{}").owner("ann").build());
    }

    private Lease claim() {
        return service.store()
                .claim(ClaimRequest.builder(worker)
                        .types(TYPES)
                        .queues(QUEUES)
                        .limit(1)
                        .build())
                .get(0)
                .lease();
    }

    private void log(final Lease lease, final long first, final String... texts) {
        service.store()
                .report(List.of(Report.logged(
                        lease,
                        first,
                        Stream.of(texts)
                                .map(text -> new Report.Logged.Line(text, Duration.ZERO))
                                .toList(),
                        new LogLimits(3, 1_000, 80))));
    }

    private CompletableFuture<Boolean> follow(final JobId id) {
        final CompletableFuture<Boolean> end = new CompletableFuture<>();
        final Thread thread = new Thread(() -> {
            try {
                end.complete(client.followLog(
                        id, 0, log -> log.lines().stream().map(LogLine::text).forEach(told::add)));
            } catch (final Exception e) {
                end.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    private String next() throws InterruptedException {
        return Optional.ofNullable(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .orElseThrow(() -> new AssertionError("nothing was told"));
    }

    @Test
    void aLogIsReadFromALineOn() {
        final JobId id = submit();
        final Lease lease = claim();
        log(lease, 1, "one", "<b>two</b>", "three", "four");

        final PolledLog all = client.log(id, 0).orElseThrow();
        final PolledLog rest = client.log(id, 3).orElseThrow();

        assertThat(all.lines()).extracting(LogLine::text).containsExactly("<b>two</b>", "three", "four");
        assertThat(all.lines()).extracting(LogLine::number).containsExactly(2L, 3L, 4L);
        assertThat(all.lines()).extracting(LogLine::attempt).containsOnly(1);
        assertThat(all.dropped()).isEqualTo(1);
        assertThat(all.next()).isEqualTo(4);
        assertThat(all.hasMore()).isFalse();
        assertThat(all.isDone()).isFalse();
        assertThat(rest.lines()).extracting(LogLine::text).containsExactly("four");
        assertThat(all.toString()).doesNotContain("two");
    }

    @Test
    void aLogThatOneMayNotReadIsNone() throws Exception {
        final JobId id = submit();

        assertThat(clientOf("bob").log(id, 0)).isEmpty();
        assertThat(clientOf("bob").followLog(id, 0, log -> {})).isFalse();
        assertThat(client.log(JobId.random(), 0)).isEmpty();
    }

    @Test
    void aLogIsFollowedToItsEndThroughARestartOfTheService() throws Exception {
        final JobId id = submit();
        final Lease lease = claim();
        final CompletableFuture<Boolean> end = follow(id);
        log(lease, 1, "one");
        assertThat(next()).isEqualTo("one");
        assertThat(service.held().poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("/api/jobs/" + id + "/log");
        service.stop();
        log(lease, 2, "two");
        service.start();
        assertThat(next()).isEqualTo("two");
        log(lease, 3, "three");
        service.store().report(Report.completed(lease, Optional.empty()));

        assertThat(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(told).containsExactly("three");
    }

    @Test
    void aLogIsFollowedWhereNothingIsHeld() throws Exception {
        service.close();
        use(Service.thatHoldsNothing());
        final JobId id = submit();
        final Lease lease = claim();
        final CompletableFuture<Boolean> end = follow(id);
        log(lease, 1, "one");
        assertThat(next()).isEqualTo("one");
        service.store().report(Report.failedForGood(lease, "No."));

        assertThat(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aJobThatHasEndedRunsAgain() {
        final JobId id = submit();
        final RerunOutcome early = client.rerun(id);
        service.store().report(Report.failedForGood(claim(), "No."));

        final RerunOutcome outcome = client.rerun(id);

        assertThat(early).isEqualTo(new RerunOutcome.NotEnded(JobStatus.PENDING));
        final JobId rerun = ((RerunOutcome.Rerun) outcome).id();
        assertThat(client.get(rerun).orElseThrow().rerunOf()).contains(id);
        assertThat(client.get(id).orElseThrow().rerunAs()).contains(rerun);
        assertThat(clientOf("bob").rerun(id)).isEqualTo(new RerunOutcome.NotFound());
    }

    @Test
    void whatIsNoLogOfAServiceIsAnUnavailableService() throws Exception {
        for (final String body : List.of(
                "{}",
                "[]",
                "{\"lines\":[],\"next\":\"x\",\"dropped\":0}",
                "{\"lines\":[],\"next\":1.5,\"dropped\":0}",
                "{\"lines\":[{\"number\":0,\"attempt\":1,\"at\":\"2026-01-05T10:00:00Z\"}],\"next\":1,\"dropped\":0}",
                "{\"lines\":[{\"number\":1,\"attempt\":99999999999,\"at\":\"2026-01-05T10:00:00Z\"}],\"next\":1,\"dropped\":0}",
                "{\"lines\":[{\"number\":1,\"attempt\":1,\"at\":\"soon\"}],\"next\":1,\"dropped\":0}")) {
            try (ScriptedService scripted = new ScriptedService().then(200, body)) {
                assertThatThrownBy(() -> JobsClient.at(scripted.address()).log(JobId.random(), 0))
                        .as(body)
                        .isInstanceOf(ServiceUnavailableException.class);
            }
        }
        try (ScriptedService scripted = new ScriptedService().then(404, "{\"error\":\"Not found\"}")) {
            assertThatThrownBy(() -> JobsClient.at(scripted.address()).rerun(JobId.random()))
                    .isInstanceOf(ServiceUnavailableException.class);
        }
    }
}
