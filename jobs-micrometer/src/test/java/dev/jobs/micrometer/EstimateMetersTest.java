package dev.jobs.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobRequest;
import dev.jobs.JobState;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.Waiting;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import dev.jobs.store.JobStores;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EstimateMetersTest {
    private static final JobRequest REQUEST =
            JobRequest.builder("ingest", "{}").queue("audio").build();
    private static final Instant T = Instant.parse("2026-01-05T10:00:00Z");

    private final JobId id = JobId.random();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final JobStore memory = JobStores.open("memory:");
    private final Answering store = new Answering(memory);
    private final JobStore measured = EstimateMeters.of(registry).measure(store);

    /** Gives the answers to polls that it is told to give. */
    private static final class Answering extends ForwardingJobStore {
        private Map<JobId, JobPollResponse> answers = Map.of();

        Answering(final JobStore store) {
            super(store);
        }

        @Override
        public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
            return answers;
        }
    }

    /** Polls a job whose start and completion come later than was estimated. */
    static void poll(final JobStore store, final MeterRegistry registry) {
        final EstimateMetersTest test = new EstimateMetersTest();
        final Answering answering = new Answering(store);
        final JobStore polled = EstimateMeters.of(registry).measure(answering);
        answering.answers = Map.of(test.id, test.waiting(20, 30));
        polled.poll(test.id);
        answering.answers = Map.of(test.id, test.complete(23, 37));
        polled.poll(test.id);
        test.memory.close();
    }

    @AfterEach
    void close() {
        memory.close();
    }

    private void poll(final JobPollResponse answer) {
        store.answers = Map.of(id, answer);
        measured.poll(id);
    }

    private JobPollResponse waiting(final int start, final int completion) {
        return answer(JobState.builder(T), Optional.of(new Estimate(at(start), at(completion))));
    }

    private JobPollResponse running(final int attempt, final int started, final int completion) {
        return answer(
                state(JobStatus.PROCESSING, attempt, started),
                Optional.of(new Estimate(Optional.empty(), at(completion))));
    }

    private JobPollResponse complete(final int started, final int finished) {
        return answer(state(JobStatus.COMPLETE, 1, started).finishedAt(at(finished)), Optional.empty());
    }

    private static JobState.Builder state(final JobStatus status, final int attempt, final int started) {
        return JobState.builder(T).status(status).attempt(attempt).startedAt(at(started));
    }

    private JobPollResponse answer(final JobState.Builder state, final Optional<Estimate> estimate) {
        final Job job = new Job(id, REQUEST, state.build());
        return JobPollResponse.builder(job, T)
                .waiting(
                        job.status() == JobStatus.PENDING
                                ? Optional.of(Waiting.inQueue(WaitReason.WORKERS_BUSY, 1, 1))
                                : Optional.empty())
                .estimate(estimate)
                .build();
    }

    private static Optional<Instant> at(final int seconds) {
        return Optional.of(T.plusSeconds(seconds));
    }

    private Timer errors(final String event, final String came) {
        return registry.get("jobs.estimate.error")
                .tags("type", "ingest", "queue", "audio", "event", event, "came", came)
                .timer();
    }

    private double seconds(final String event, final String came) {
        assertThat(errors(event, came).count()).isEqualTo(1);
        return errors(event, came).totalTime(TimeUnit.SECONDS);
    }

    @Test
    void theFirstEstimatesAreCompared() {
        poll(waiting(20, 30));
        poll(waiting(40, 50));
        poll(running(1, 23, 60));
        poll(running(1, 23, 61));
        poll(complete(23, 28));

        assertThat(seconds("start", "late")).isEqualTo(3);
        assertThat(seconds("completion", "early")).isEqualTo(2);
        assertThat(registry.get("jobs.estimate.error").timers()).hasSize(2);
    }

    @Test
    void aStartIsComparedIfNoPollSawTheJobRun() {
        poll(waiting(20, 30));
        poll(complete(21, 31));
        poll(complete(21, 31));

        assertThat(seconds("start", "late")).isEqualTo(1);
        assertThat(seconds("completion", "late")).isEqualTo(1);
    }

    @Test
    void theStartOfALaterAttemptIsNotCompared() {
        poll(waiting(20, 30));
        poll(running(2, 200, 300));

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aJobThatDoesNotCompleteIsNotCompared() {
        poll(running(1, 20, 30));
        poll(answer(state(JobStatus.FAILED, 1, 20).error(Optional.of("broken")).finishedAt(at(25)), Optional.empty()));

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void anEstimateAfterAFirstStartIsNotOne() {
        poll(answer(
                state(JobStatus.PENDING, 1, 5).dueAt(T.plus(Duration.ofSeconds(10))),
                Optional.of(new Estimate(at(20), Optional.empty()))));
        poll(running(1, 5, 40));

        assertThat(registry.getMeters()).isEmpty();
    }
}
