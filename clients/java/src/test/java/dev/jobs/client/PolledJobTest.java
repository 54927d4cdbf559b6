package dev.jobs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.JobState;
import dev.jobs.Release;
import dev.jobs.Stage;
import dev.jobs.StageTime;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.JobStore;
import dev.jobs.store.Lease;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The servlet's answers of every kind, as this client has them: no field is left out. */
final class PolledJobTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> TYPES = Set.of("ingest");
    private static final Set<String> QUEUES = Set.of("default");

    /** What the client makes of each field that an answer can have, as JSON has it. */
    private static final Map<String, Function<PolledJob, Object>> FIELDS = Map.ofEntries(
            Map.entry("jobId", job -> job.id().toString()),
            Map.entry("type", PolledJob::type),
            Map.entry("status", job -> job.status().wireName()),
            Map.entry("progress", PolledJob::progress),
            Map.entry("stage", job -> orNull(job.stage())),
            Map.entry(
                    "queuePosition",
                    job -> job.queuePosition().isPresent() ? job.queuePosition().getAsLong() : "null"),
            Map.entry("attempt", PolledJob::attempt),
            Map.entry("createdAt", job -> job.createdAt().orElseThrow()),
            Map.entry("updatedAt", job -> job.updatedAt().orElseThrow()),
            Map.entry("finishedAt", job -> orNull(job.finishedAt())),
            Map.entry("release", job -> job.release().orElseThrow().wireName()),
            Map.entry("done", PolledJob::done),
            Map.entry("stopping", PolledJob::stopping),
            Map.entry("startedAt", job -> orNull(job.startedAt())),
            Map.entry("maxAttempts", PolledJob::maxAttempts),
            Map.entry("indeterminate", PolledJob::indeterminate),
            Map.entry("revision", PolledJob::revision),
            Map.entry("waitReason", job -> job.waitReason().orElseThrow()),
            Map.entry("waitUntil", job -> job.waitUntil().orElseThrow()),
            Map.entry("waitMessage", job -> job.waitMessage().orElseThrow()),
            Map.entry("queueSize", job -> job.queueSize().orElseThrow()),
            Map.entry("overallProgress", job -> job.overallProgress().orElseThrow()),
            Map.entry("stages", PolledJob::stages),
            Map.entry("stageTimes", PolledJob::stageTimes),
            Map.entry("timeLimitAt", job -> job.timeLimitAt().orElseThrow()),
            Map.entry("rerunOf", job -> job.rerunOf().orElseThrow()),
            Map.entry("rerunAs", job -> job.rerunAs().orElseThrow()),
            Map.entry("estimate", job -> List.of(orNull(job.startAt()), orNull(job.completeAt()))),
            Map.entry("pollAfterMs", job -> job.pollAfter().orElseThrow().toMillis()),
            Map.entry("links", job -> new TreeMap<>(job.links())),
            Map.entry("result", job -> job.result().orElseThrow()),
            Map.entry("resultLeftOut", PolledJob::resultLeftOut),
            Map.entry("error", job -> job.error().orElseThrow()));

    private final WorkerId worker = WorkerId.random();
    private final List<PolledJob> answers = new ArrayList<>();
    private Service service;
    private JobStore store;
    private JobsClient client;

    @BeforeEach
    void start() throws Exception {
        service = Service.thatHoldsPolls();
        store = service.store();
        client = JobsClient.at(service.address()).withRequests(request -> request.header("X-User", "ann"));
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    private static JobRequest.Builder request() {
        return JobRequest.builder("ingest", "{}").owner("ann");
    }

    private static Object orNull(final Optional<?> value) {
        return value.<Object>map(present -> present).orElse("null");
    }

    private Lease claim() {
        return store.claim(ClaimRequest.builder(worker)
                        .types(TYPES)
                        .queues(QUEUES)
                        .limit(1)
                        .build())
                .get(0)
                .lease();
    }

    private void look(final JobId id) {
        answers.add(client.get(id).orElseThrow());
    }

    private void live() {
        final WorkerProfile profile = WorkerProfile.builder("test")
                .types(TYPES)
                .queues(QUEUES)
                .slots(1)
                .build();
        store.heartbeat(Heartbeat.builder(worker, profile)
                .timeToLive(Duration.ofDays(1))
                .build());
    }

    private void lookAtEveryKind() {
        final JobId first = store.submit(request().build());
        look(first);
        live();
        store.report(Report.completed(claim(), Optional.of("{\"n\":1}")));
        look(first);
        final JobId staged = store.submit(request()
                .stages(List.of(Stage.of("loading"), Stage.of("writing").withLabel("Writing")))
                .build());
        final JobId waiting = store.submit(request().build());
        look(waiting);
        store.pause(PauseRequest.builder(PauseTarget.type("ingest"))
                .reason("moving house")
                .lasting(Duration.ofHours(1))
                .build());
        look(waiting);
        store.resume(PauseTarget.type("ingest"));
        // An estimate is there only once the store has seen how long such jobs take: this one is made, and written as
        // any other.
        final JobPollResponse waits = store.poll(waiting).orElseThrow();
        final Estimate estimate = new Estimate(
                Optional.of(waits.at().plusSeconds(60)), Optional.of(waits.at().plusSeconds(90)));
        answers.add(PolledJob.of(JsonObject.parse(
                waits.toBuilder().estimate(Optional.of(estimate)).build().toJson())));
        look(store.submit(request().dueAt(Instant.now().plusSeconds(600)).build()));
        final Lease lease = claim();
        look(staged);
        store.report(Report.progressed(lease, Optional.of("writing"), 42.5));
        look(staged);
        lookAtATimeLimitStageTimesAndReruns(staged);
        store.cancel(staged);
        look(staged);
        store.report(Report.released(lease, Release.CONFIRMED));
        look(staged);
        store.report(Report.failedForGood(claim(), "a.wav is no audio."));
        look(waiting);
        // So many that their results do not fit into one answer.
        final List<JobId> many = store.submit(Collections.nCopies(10, request().build()));
        many.forEach(id -> store.report(Report.completed(claim(), Optional.of("\"" + "x".repeat(1_000_000) + "\""))));
        answers.addAll(client.getMany(many).values());
        answers.addAll(client.list(JobFilter.all()).jobs());
    }

    /** Answers that are made of a job's, and written as any other: the store need not have come to them by itself. */
    private void lookAtATimeLimitStageTimesAndReruns(final JobId processing) {
        final JobPollResponse answer = store.poll(processing).orElseThrow();
        final Job job = answer.job();
        final JobState limited = job.state().toBuilder()
                .timeLimitAt(Optional.of(answer.at().plusSeconds(60)))
                .stageTimes(List.of(
                        new StageTime("loading", Duration.ofMillis(1_234)),
                        new StageTime("undeclared", Duration.ofMillis(5))))
                .build();
        final JobState runAgain =
                job.state().toBuilder().rerunAs(Optional.of(JobId.random())).build();
        final JobRequest rerun = JobRequest.rerunOf(store.find(processing).orElseThrow());
        for (final Job shown : List.of(
                new Job(job.id(), job.request(), limited),
                new Job(job.id(), job.request(), runAgain),
                new Job(JobId.random(), rerun, job.state()))) {
            answers.add(PolledJob.of(
                    JsonObject.parse(JobPollResponse.of(shown, answer.at()).toJson())));
        }
    }

    @Test
    void everyFieldOfEveryAnswerIsThere() throws Exception {
        lookAtEveryKind();

        final Set<String> seen = new TreeSet<>();
        for (final PolledJob job : answers) {
            final JsonNode json = JSON.readTree(job.json());
            json.fieldNames().forEachRemaining(seen::add);
            for (final String field : names(json)) {
                assertThat(FIELDS).as("a method for this field").containsKey(field);
                assertThat(told(Objects.requireNonNull(FIELDS.get(field)).apply(job)))
                        .as(field)
                        .isEqualTo(told(field, json.get(field)));
            }
        }
        assertThat(seen).as("each field was tried").isEqualTo(new TreeSet<>(FIELDS.keySet()));
    }

    private static List<String> names(final JsonNode json) {
        final List<String> names = new ArrayList<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String told(final Object value) {
        if (value instanceof Number number) {
            return Double.toString(number.doubleValue());
        }
        return value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof PolledStage
                ? list.stream().map(stage -> told((PolledStage) stage)).collect(Collectors.joining(","))
                : value.toString();
    }

    private static String told(final PolledStage stage) {
        return stage.name() + "/" + stage.label() + "/" + stage.weight() + "/" + stage.status() + "/"
                + stage.progress() + "/"
                + stage.took().map(Duration::toMillis).orElse(-1L);
    }

    private static String told(final String field, final JsonNode value) throws Exception {
        return switch (field) {
            case "createdAt", "updatedAt", "finishedAt", "startedAt", "timeLimitAt" ->
                value.isNull() ? "null" : Instant.parse(value.asText()).toString();
            case "estimate" ->
                List.of(time(value.path("startAt")), time(value.path("completeAt")))
                        .toString();
            case "links" ->
                JSON.convertValue(value, new TypeReference<TreeMap<String, String>>() {})
                        .toString();
            case "stages" -> {
                final List<String> stages = new ArrayList<>();
                value.forEach(stage -> stages.add(
                        stage.get("name").asText() + "/" + stage.get("label").asText() + "/"
                                + stage.get("weight").asDouble() + "/"
                                + stage.get("status").asText() + "/"
                                + stage.get("progress").asDouble() + "/"
                                + stage.path("tookMs").asLong(-1)));
                yield String.join(",", stages);
            }
            case "stageTimes" -> {
                final List<StageTime> times = new ArrayList<>();
                value.forEach(time -> times.add(new StageTime(
                        time.get("stage").asText(),
                        Duration.ofMillis(time.get("tookMs").asLong()))));
                yield times.toString();
            }
            case "result" -> JSON.writeValueAsString(value);
            default -> value.isNumber() ? Double.toString(value.asDouble()) : value.asText();
        };
    }

    private static String time(final JsonNode value) {
        return value.isMissingNode() ? "null" : Instant.parse(value.asText()).toString();
    }

    @Test
    void whatIsLeftOutOfAnAnswerToSeveralIsInThatToOne() {
        lookAtEveryKind();
        final PolledJob without =
                answers.stream().filter(PolledJob::resultLeftOut).findFirst().orElseThrow();

        final PolledJob whole = client.get(without.id()).orElseThrow();

        assertThat(without.result()).isEmpty();
        assertThat(whole.resultLeftOut()).isFalse();
        assertThat(whole.result()).isPresent();
    }

    @Test
    void whatThisVersionDoesNotKnowIsKeptAsText() {
        final PolledJob job = PolledJob.of(
                JsonObject.parse(
                        "{\"jobId\":\"" + JobId.random()
                                + "\",\"status\":\"of_tomorrow\",\"waitReason\":\"of_tomorrow\",\"release\":\"of_tomorrow\","
                                + "\"stages\":[{\"name\":\"x\",\"status\":\"of_tomorrow\"}],\"links\":{\"a\":\"/b\",\"c\":1},\"more\":[1]}"));

        assertThat(job.statusName()).isEqualTo("of_tomorrow");
        assertThatThrownBy(job::status)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("of_tomorrow");
        assertThat(job.waitReason()).contains("of_tomorrow");
        assertThat(job.release()).isEmpty();
        assertThat(job.stages()).containsExactly(new PolledStage("x", "x", 1, "of_tomorrow", 0, Optional.empty()));
        assertThat(job.links()).isEqualTo(Map.of("a", "/b"));
        assertThat(job.done()).isFalse();
        assertThat(job.json()).contains("\"more\":[1]");
        assertThat(job).hasToString("PolledJob[" + job.id() + ", type=, status=of_tomorrow]");
    }
}
