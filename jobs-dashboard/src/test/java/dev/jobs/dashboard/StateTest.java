package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.dashboard.DashboardAction.Subject;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.RunningChildren;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The answers of the dashboard, and what they cost the store. */
class StateTest {
    private static final int MANY = 230;

    private final TestClock clock = new TestClock("2026-11-27T08:00:00Z");
    private final TestClock ticker = new TestClock("2026-01-01T00:00:00Z");
    private final BrokenStore store = new BrokenStore(new MemoryJobStore(clock, clock::nanos));
    private final List<DashboardAction> told = new ArrayList<>();
    private final DashboardServer server =
            DashboardServer.start(DashboardServlet.builder(store, DashboardAccess.everything(request -> true))
                    .ticker(ticker::nanos)
                    .listener(told::add)
                    .ownersLink(job -> job.owner().map(owner -> URI.create(owner + "/" + job.id())))
                    .build());

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private JsonNode get(final String path) {
        final HttpResponse<String> answer = Http.get(server.uri(path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer);
    }

    private JsonNode act(final String path) {
        final HttpResponse<String> answer = Http.act(server.uri(path));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Http.json(answer);
    }

    private List<JobId> submitMany(final String type) {
        return IntStream.range(0, MANY)
                .mapToObj(i ->
                        store.submit(JobRequest.builder(type, "{}").owner("ada").build()))
                .toList();
    }

    @Test
    void theOverviewTellsOfEachQueueAndTypeWithItsHour() {
        Scene.busy(store, clock);

        final JsonNode overview = get("/api/overview");

        final JsonNode bulk = overview.at("/queues/0");
        assertThat(bulk.path("name").asText()).isEqualTo("bulk");
        assertThat(bulk.at("/pausedJobs/jobs").asInt()).isEqualTo(12);
        assertThat(bulk.at("/pause/reason").asText()).isEqualTo("The archive is being moved until eleven");
        final JsonNode standard = overview.at("/queues/1");
        assertThat(standard.path("slots").asInt()).isEqualTo(12);
        assertThat(standard.path("running").asInt()).isEqualTo(2);
        assertThat(standard.path("stopping").asInt()).isEqualTo(2);
        assertThat(standard.at("/waiting/jobs").asInt()).isEqualTo(6);
        assertThat(standard.at("/scheduled/jobs").asInt()).isEqualTo(1);
        assertThat(standard.at("/hour/completed")).hasSize(60);
        assertThat(standard.at("/hour/ranP50Ms").asLong()).isBetween(1_000L, 4_000L);
        assertThat(standard.path("unhandledSince").asText())
                .isEqualTo(standard.path("oldestWaiting").asText());
        assertThat(overview.at("/workers/stuck").asInt()).isEqualTo(1);
    }

    @Test
    void eachLimitTellsWhoHoldsItAndWhatItKeepsBackForHowLongAndWhy() {
        Scene.busy(store, clock);

        final JsonNode limits = get("/api/limits").path("limits");

        assertThat(limits.findValuesAsText("name")).containsExactly("encoder", "partner-api", "user:*");
        final JsonNode encoder = limits.get(0);
        assertThat(encoder.path("source").asText()).isEqualTo("code");
        assertThat(encoder.path("running").asInt()).isEqualTo(3);
        assertThat(encoder.path("jobs"))
                .hasSize(3)
                .allMatch(job -> job.path("key").asText().equals("encoder"));
        assertThat(encoder.at("/keptBack/jobs").asInt()).isEqualTo(5);
        assertThat(encoder.path("keptBackBy").asText()).isEqualTo("at_once");
        assertThat(Duration.between(Instant.parse(encoder.path("oldestKeptBack").asText()), clock.instant()))
                .isGreaterThan(Duration.ofSeconds(70));
        final JsonNode api = limits.get(1);
        assertThat(api.at("/rate/starts").asInt()).isEqualTo(10);
        assertThat(api.at("/rate/periodMs").asInt()).isEqualTo(1_000);
        assertThat(api.path("keptBackBy").asText()).isEqualTo("rate");
        final JsonNode users = limits.get(2);
        assertThat(users.path("source").asText()).isEqualTo("operator");
        assertThat(users.path("forEach").asBoolean()).isTrue();
        assertThat(users.path("running").asInt()).isEqualTo(3);
        assertThat(users.has("keptBackBy"))
                .as("one of several keys may wait for either")
                .isFalse();
    }

    @Test
    void theOverviewTellsOfWhatLimitsKeepBack() {
        Scene.busy(store, clock);

        final JsonNode partners = get("/api/overview").at("/queues/2");

        assertThat(partners.path("name").asText()).isEqualTo("partners");
        assertThat(partners.at("/keptBack/jobs").asInt()).isPositive();
    }

    @Test
    void aJobTellsTheWeightOfItsOwner() {
        final JobId id = store.submit(
                JobRequest.builder("encode", "{}").owner("ann").ownerWeight(3).build());

        assertThat(get("/api/jobs/" + id).path("ownerWeight").asInt()).isEqualTo(3);
    }

    @Test
    void aJobThatALimitKeepsBackNamesIt() {
        store.setLimit(Limit.atOnce("encoder", 0));
        final JobId id = store.submit(
                JobRequest.builder("encode", "{}").limitKeys("encoder").build());
        new TestWorker(store, "worker", 1, Set.of("encode"), "default").claim();

        final JsonNode job = get("/api/jobs/" + id);

        assertThat(job.at("/limitKeys/0").asText()).isEqualTo("encoder");
        assertThat(job.at("/waiting/reason").asText()).isEqualTo("limit_reached");
        assertThat(job.at("/waiting/limit").asText()).isEqualTo("encoder");
    }

    @Test
    void theJobSaysWhichChildProcessesItsWorkerHasToldOfAndSinceWhenTheyRun() {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        final TestWorker worker = new TestWorker(store, "worker", 1, Set.of("ingest"), "default");
        final ClaimedJob claimed = worker.claim().orElseThrow();
        final JsonNode before = get("/api/jobs/" + id).path("worker");
        final Instant heardAt = clock.instant();
        worker.tellOf(
                claimed,
                new RunningChildren(30, List.of(new RunningChildren.Child(4_711, "ffmpeg", Duration.ofSeconds(90)))));
        ticker.forward(Duration.ofSeconds(1));

        final JsonNode children = get("/api/jobs/" + id).at("/worker/children");

        assertThat(before.has("children")).isFalse();
        assertThat(children.path("count").asInt()).isEqualTo(30);
        assertThat(children.at("/first/0/id").asLong()).isEqualTo(4_711);
        assertThat(children.at("/first/0/command").asText()).isEqualTo("ffmpeg");
        assertThat(Instant.parse(children.at("/first/0/since").asText())).isEqualTo(heardAt.minusSeconds(90));
    }

    @Test
    void allOpenPagesShareOneReadASecond() {
        get("/api/overview");
        final int before = store.overviews();
        for (int page = 0; page < 20; page++) {
            get("/api/overview");
            get("/api/workers");
            get("/api/me");
        }
        final int shared = store.overviews() - before;
        ticker.forward(Duration.ofSeconds(1));
        for (int page = 0; page < 20; page++) {
            get("/api/overview");
        }

        assertThat(shared).isZero();
        assertThat(store.overviews() - before).isEqualTo(1);
    }

    @Test
    void thePagesOfSeveralJobsShareOnePollASecond() {
        final List<JobId> jobs = submitMany("ingest").subList(0, 10);
        jobs.forEach(id -> get("/api/jobs/" + id));
        final int before = store.polls();
        jobs.forEach(id -> get("/api/jobs/" + id));
        final int shared = store.polls() - before;
        ticker.forward(Duration.ofSeconds(1));
        jobs.forEach(id -> get("/api/jobs/" + id));

        assertThat(shared).isZero();
        assertThat(store.polls() - before).isEqualTo(1);
    }

    @Test
    void aJobWhosePageIsClosedIsSoonPolledNoMore() {
        final List<JobId> jobs = submitMany("ingest").subList(0, 2);
        jobs.forEach(id -> get("/api/jobs/" + id));
        final int whileBothAreOpen = pollAfterASecond(jobs.get(0));
        for (int second = 0; second < 20; second++) {
            pollAfterASecond(jobs.get(0));
        }

        assertThat(whileBothAreOpen).isEqualTo(2);
        assertThat(pollAfterASecond(jobs.get(0))).isEqualTo(1);
    }

    private int pollAfterASecond(final JobId watched) {
        ticker.forward(Duration.ofSeconds(1));
        get("/api/jobs/" + watched);
        return store.lastPolled();
    }

    @Test
    void anActionIsSeenAtOnceWhateverIsShared() {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        get("/api/jobs/" + id);
        get("/api/overview");
        get("/api/jobs");
        act("/api/jobs/" + id + "/cancel");
        act("/api/pause?kind=queue&name=default");

        assertThat(get("/api/jobs/" + id).path("status").asText()).isEqualTo("cancelled");
        assertThat(get("/api/jobs").at("/jobs/0/status").asText()).isEqualTo("cancelled");
        assertThat(get("/api/overview").path("pauses")).hasSize(1);
    }

    @Test
    void aStoreOutOfReachIsSaidToBeSoAndIsAskedOnceASecond() {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        store.breakDown();
        for (final String path : List.of(
                "/api/overview", "/api/workers", "/api/limits", "/api/jobs", "/api/failures", "/api/jobs/" + id)) {
            final HttpResponse<String> answer = Http.get(server.uri(path));

            assertThat(answer.statusCode()).as(path).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).isEqualTo("{\"error\":\"The job store is out of reach\"}");
        }
        final int overviews = store.overviews();
        final int polls = store.polls();
        for (int page = 0; page < 20; page++) {
            Http.get(server.uri("/api/overview"));
            Http.get(server.uri("/api/jobs/" + id));
        }

        assertThat(store.overviews()).isEqualTo(overviews);
        assertThat(store.polls()).isEqualTo(polls);
        assertThat(Http.get(server.uri("/")).statusCode()).isEqualTo(200);
    }

    @Test
    void manyJobsAreCancelledInBoundedStepsThatFollowTheCursor() {
        submitMany("save");
        final List<JobId> jobs = submitMany("ingest");
        final String search = "type=ingest&owner=ada";

        final JsonNode counted = get("/api/count/cancel?" + search);
        final List<Integer> steps = new ArrayList<>();
        String cursor = "";
        do {
            final JsonNode step = act("/api/all/cancel?" + search + cursor);
            steps.add(step.path("jobs").asInt());
            cursor = step.has("next")
                    ? "&cursor=" + Http.encoded(step.path("next").asText())
                    : "";
        } while (!cursor.isEmpty());

        assertThat(counted.path("jobs").asInt()).isEqualTo(MANY);
        assertThat(steps).containsExactly(100, 100, 30);
        assertThat(jobs).allMatch(id -> store.find(id).orElseThrow().status() == JobStatus.CANCELLED);
        assertThat(get("/api/count/cancel").path("jobs").asInt()).isEqualTo(MANY);
        assertThat(told.stream()
                        .map(DashboardAction::subject)
                        .flatMap(subject -> ((Subject.FoundJobs) subject).jobs().stream()))
                .containsExactlyInAnyOrderElementsOf(jobs);
    }

    @Test
    void aStepOfRerunsRunsEachJobAgainOnce() {
        final Set<JobId> jobs = new HashSet<>(submitMany("ingest"));
        jobs.forEach(store::cancel);

        act("/api/all/rerun?type=ingest");
        final JsonNode left = get("/api/count/rerun?type=ingest");
        final JsonNode again = act("/api/all/rerun?type=ingest");

        assertThat(left.path("jobs").asInt()).isEqualTo(MANY - 100);
        assertThat(again.path("jobs").asInt()).isEqualTo(0);
        assertThat(act("/api/all/rerun?type=ingest&cursor="
                                + Http.encoded(again.path("next").asText()))
                        .path("jobs")
                        .asInt())
                .isEqualTo(100);
    }

    @Test
    void anActionOnJobsOfOtherStatusesAloneReachesNone() {
        submitMany("ingest");

        assertThat(get("/api/count/rerun?status=pending").path("jobs").asInt()).isZero();
        assertThat(act("/api/all/delete?status=processing").path("jobs").asInt())
                .isZero();
        assertThat(act("/api/all/cancel?id=no-id").path("jobs").asInt()).isZero();
        assertThat(get("/api/jobs?id=no-id").path("jobs")).isEmpty();
        assertThat(get("/api/count/cancel?status=pending").path("jobs").asInt()).isEqualTo(MANY);
    }

    @Test
    void aJobIsToldWithItsAttemptsItsWorkerAndWhyItWaits() {
        final Scene scene = Scene.busy(store, clock);

        final JsonNode complete = get("/api/jobs/" + scene.complete);
        final JsonNode running = get("/api/jobs/" + scene.running);
        final JsonNode waiting = get("/api/jobs/" + scene.waiting);
        final JsonNode cancelled = get("/api/jobs/" + scene.cancelled);

        assertThat(complete.path("attempts").findValuesAsText("end")).containsExactly("failed", "completed");
        assertThat(complete.path("hasResult").asBoolean()).isTrue();
        assertThat(running.at("/worker/name").asText()).isEqualTo("audio-7f9c");
        assertThat(running.path("stageTimes").findValuesAsText("stage")).containsExactly("validating", "decoding");
        assertThat(waiting.at("/waiting/reason").asText()).isEqualTo("workers_busy");
        assertThat(waiting.at("/waiting/position").asInt()).isEqualTo(5);
        assertThat(cancelled.path("release").asText()).isEqualTo("confirmed");
    }

    @Test
    void failuresAreFoundByTypeAndLineAndLeadToTheirJobs() {
        Scene.busy(store, clock);

        final JsonNode failures = get("/api/failures");
        final JsonNode group = failures.at("/groups/0");
        final JsonNode found =
                get("/api/jobs?status=failed&type=" + group.path("type").asText() + "&error="
                        + Http.encoded(group.path("line").asText()));

        assertThat(failures.path("groups").findValuesAsText("line"))
                .contains("No space left on device", "The object store answered 503");
        assertThat(found.path("jobs")).hasSize(group.path("jobs").asInt());
        assertThat(found.path("end").asText()).isEqualTo("no_more");
    }

    @Test
    void everyTextComesBackAsItWasStoredAndAsJson() {
        final JobId id = store.submit(Scene.HOSTILE_JOB);
        final TestWorker worker =
                new TestWorker(store, Scene.HOSTILE, 1, Set.of(Scene.HOSTILE), Scene.HOSTILE_JOB.queue());
        final ClaimedJob claimed = worker.claim().orElseThrow();
        worker.log(claimed, Scene.HOSTILE);
        worker.fail(claimed, Scene.HOSTILE);

        for (final String path : List.of(
                "/api/overview",
                "/api/workers",
                "/api/failures",
                "/api/jobs",
                "/api/jobs/" + id,
                "/api/jobs/" + id + "/log")) {
            final HttpResponse<String> answer = Http.get(server.uri(path));

            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .as(path)
                    .startsWith("application/json");
            assertThat(Http.json(answer).toString()).contains("window.hacked=1");
        }
        assertThat(get("/api/jobs/" + id).path("error").asText()).isEqualTo(Scene.HOSTILE);
        assertThat(act("/api/jobs/" + id + "/reveal").at("/attributes").size()).isEqualTo(1);
    }

    @Test
    void onlyALinkThatCannotRunIsShown() {
        final JobId web = store.submit(JobRequest.builder("ingest", "{}")
                .owner("https://studio.example")
                .build());
        final JobId script = store.submit(
                JobRequest.builder("ingest", "{}").owner("javascript:alert(1)").build());

        assertThat(get("/api/jobs/" + web).path("ownersLink").asText()).isEqualTo("https://studio.example/" + web);
        assertThat(get("/api/jobs/" + script).has("ownersLink")).isFalse();
    }

    @Test
    void aSearchThatWasCutOffSaysSoAndWhereItGoesOn() {
        submitMany("ingest");
        store.cutOffSearches();

        for (final String path : List.of("/api/jobs", "/api/count/cancel")) {
            assertThat(get(path).path("end").asText()).as(path).isEqualTo("cut_off");
            assertThat(get(path).path("next").asText()).as(path).isEqualTo("further");
        }
        assertThat(act("/api/all/cancel").path("end").asText()).isEqualTo("cut_off");
    }

    @Test
    void aPageOfJobsIsNoLargerThanItsBound() {
        submitMany("ingest");

        assertThat(get("/api/jobs?size=100000").path("jobs")).hasSize(200);
    }

    @Test
    void theOverviewSaysHowLongTheStoreTookToAnswer() {
        final AtomicLong nanos = new AtomicLong();
        try (DashboardServer other =
                DashboardServer.start(DashboardServlet.builder(store, DashboardAccess.everything(request -> true))
                        .ticker(() -> nanos.addAndGet(7_000_000))
                        .build())) {
            assertThat(Http.json(Http.get(other.uri("/api/overview")))
                            .path("storeTookMs")
                            .asLong())
                    .isEqualTo(7);
        }
    }

    @Test
    void aJobThatIsGoneOrHasEndedIsNotActedOn() {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());

        assertThat(Stream.of("rerun", "delete")
                        .map(action -> Http.act(server.uri("/api/jobs/" + id + "/" + action))
                                .statusCode()))
                .containsExactly(409, 409);
        act("/api/jobs/" + id + "/cancel");
        assertThat(Http.act(server.uri("/api/jobs/" + id + "/cancel")).statusCode())
                .isEqualTo(409);
        final String rerun = act("/api/jobs/" + id + "/rerun").path("id").asText();
        act("/api/jobs/" + id + "/delete");

        assertThat(Http.get(server.uri("/api/jobs/" + id)).statusCode()).isEqualTo(404);
        assertThat(JobId.parse(rerun).flatMap(store::find)).isPresent();
        assertThat(told.stream().map(DashboardAction::outcome).toList())
                .isEqualTo(List.of(
                        DashboardAction.Outcome.NO_EFFECT,
                        DashboardAction.Outcome.NO_EFFECT,
                        DashboardAction.Outcome.DONE,
                        DashboardAction.Outcome.NO_EFFECT,
                        DashboardAction.Outcome.DONE,
                        DashboardAction.Outcome.DONE));
        assertThat(told.get(0).user()).isEmpty();
    }
}
