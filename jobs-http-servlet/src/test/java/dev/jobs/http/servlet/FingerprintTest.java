package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.http.servlet.response.PollRepresentation;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.testing.TestWorker;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The two things by which a change of an answer is told: the fingerprint, which wakes those who wait, and the entity tag. Neither may
 * stay while a field of the JSON changes.
 */
final class FingerprintTest {
    /** The fields that may change while the job's revision stays. */
    private static final Set<String> MOVING =
            Set.of("queuePosition", "queueSize", "waitReason", "waitUntil", "waitMessage", "estimate", "pollAfterMs");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final MemoryJobStore store = new MemoryJobStore();
    private final TestWorker worker = new TestWorker(store);

    /** Each method of the builder, with values that it can be given. */
    private static Map<String, List<UnaryOperator<JobPollResponse.Builder>>> changes(final Instant at) {
        return Map.of(
                "waiting",
                Stream.of(
                                Waiting.inQueue(WaitReason.WORKERS_BUSY, 1, 1),
                                Waiting.inQueue(WaitReason.WORKERS_BUSY, 1, 2),
                                Waiting.inQueue(WaitReason.WORKERS_BUSY, 200, 200),
                                Waiting.inQueue(WaitReason.NO_WORKER, 1, 1),
                                Waiting.inQueue(WaitReason.PAUSED, 1, 1),
                                Waiting.inQueue(WaitReason.PAUSED, 1, 1).withUntil(at.plusSeconds(60)),
                                Waiting.inQueue(WaitReason.PAUSED, 1, 1).withMessage("moving house"))
                        .<UnaryOperator<JobPollResponse.Builder>>map(
                                how -> builder -> builder.waiting(Optional.of(how)))
                        .toList(),
                "estimate",
                Stream.of(
                                Optional.<Estimate>empty(),
                                Optional.of(new Estimate(Optional.of(at.plusSeconds(60)), Optional.empty())),
                                Optional.of(new Estimate(Optional.of(at.plusSeconds(61)), Optional.empty())),
                                Optional.of(new Estimate(Optional.empty(), Optional.of(at.plusSeconds(60)))))
                        .<UnaryOperator<JobPollResponse.Builder>>map(times -> builder -> builder.estimate(times))
                        .toList(),
                // Only of a job that is complete: below.
                "resultLeftOut",
                List.of());
    }

    private static List<UnaryOperator<JobPollResponse.Builder>> values(final String part, final Instant at) {
        return changes(at).getOrDefault(part, List.of());
    }

    @Test
    void eachPartOfAnAnswerThatMayChangeIsTried() {
        final Set<String> parts = Arrays.stream(JobPollResponse.Builder.class.getDeclaredMethods())
                .filter(method -> method.getParameterCount() > 0 && !method.isSynthetic())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toSet());

        assertThat(changes(Instant.now()).keySet())
                .as("a part of the answer was added: give it values here")
                .isEqualTo(parts);
    }

    @Test
    void noFieldOfTheJsonChangesWithoutTheFingerprintAndTheTag() throws Exception {
        final List<JobPollResponse> answers = answersOfOneRevision();
        final Set<String> moved = new TreeSet<>();

        for (final JobPollResponse one : answers) {
            for (final JobPollResponse other : answers) {
                final Set<String> differing = differingFields(one, other);
                moved.addAll(differing);
                assertThat(one.fingerprint().equals(other.fingerprint()))
                        .as("%s and %s", one.toJson(), other.toJson())
                        .isEqualTo(differing.isEmpty());
                assertThat(tag(one).equals(tag(other))).isEqualTo(differing.isEmpty());
            }
        }
        assertThat(moved).isEqualTo(MOVING);
    }

    @Test
    void aResultThatIsLeftOutIsAnotherAnswer() {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        worker.completeWithNothing(worker.claim());
        final JobPollResponse whole = store.poll(id).orElseThrow();
        final JobPollResponse without = whole.toBuilder().resultLeftOut(true).build();

        assertThat(without.fingerprint()).isNotEqualTo(whole.fingerprint());
        assertThat(tag(without)).isNotEqualTo(tag(whole));
    }

    @Test
    void whateverHappensToAJobIsAnotherAnswer() {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        final List<JobPollResponse> answers =
                new ArrayList<>(List.of(store.poll(id).orElseThrow()));
        final var lease = worker.claim();
        answers.add(store.poll(id).orElseThrow());
        worker.progress(lease, "normalizing", 0);
        answers.add(store.poll(id).orElseThrow());
        worker.progress(lease, "normalizing", 42);
        answers.add(store.poll(id).orElseThrow());
        store.cancel(id);
        answers.add(store.poll(id).orElseThrow());
        worker.release(lease);
        answers.add(store.poll(id).orElseThrow());

        assertThat(answers).extracting(JobPollResponse::fingerprint).doesNotHaveDuplicates();
        assertThat(answers).extracting(FingerprintTest::tag).doesNotHaveDuplicates();
    }

    /** Every way in which one pending job can look while it is not changed itself, at two times. */
    private List<JobPollResponse> answersOfOneRevision() {
        final JobId id = store.submit(JobRequest.builder("ingest", "{}").build());
        final Job job = store.find(id).orElseThrow();
        final Instant at = job.createdAt().plusSeconds(1);
        final List<JobPollResponse> answers = new ArrayList<>();
        for (final Instant time : List.of(at, at.plusSeconds(1))) {
            for (final var waiting : values("waiting", at)) {
                for (final var estimate : values("estimate", at)) {
                    answers.add(estimate.apply(waiting.apply(JobPollResponse.builder(job, time)))
                            .build());
                }
            }
        }
        return answers;
    }

    private static Set<String> differingFields(final JobPollResponse one, final JobPollResponse other)
            throws JsonProcessingException {
        final JsonNode left = JSON.readTree(one.toJson());
        final JsonNode right = JSON.readTree(other.toJson());
        final Set<String> names = new TreeSet<>();
        left.fieldNames().forEachRemaining(names::add);
        right.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> left.path(name).equals(right.path(name)));
        return names;
    }

    private static String tag(final JobPollResponse answer) {
        return PollRepresentation.of(
                        answer, Map.of("self", "/jobs/" + answer.job().id()))
                .tag();
    }
}
