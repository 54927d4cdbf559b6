package dev.jobs.micrometer;

import static java.util.Objects.requireNonNull;

import dev.jobs.Estimate;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobPollResponse;
import dev.jobs.JobStatus;
import dev.jobs.store.ForwardingJobStore;
import dev.jobs.store.JobStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Measures estimates of start and completion against what came true. It asks the store nothing: it reads the answers to polls that pass
 * through, remembers the first estimates of a job, and compares them with a later answer that has the time itself. So it measures what
 * users were told, in processes that answer polls. {@code docs/metrics.md} lists the meter.
 *
 * <p>The 10,000 jobs that were polled last are remembered. A start is compared only if it is that of the first attempt.
 *
 * <p>Safe to share between threads.
 */
public final class EstimateMeters {
    private static final int MOST_JOBS = 10_000;

    private final MeterRegistry registry;
    private final JobTags tags = new JobTags(JobTags.MOST_NAMES);

    /** The estimates that have not come true yet, those of the job that was polled longest ago first. Guarded by itself. */
    private final Map<JobId, Told> told = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(final Map.Entry<JobId, Told> eldest) {
            return size() > MOST_JOBS;
        }
    };

    private EstimateMeters(final MeterRegistry registry) {
        this.registry = registry;
    }

    /** The first estimates that were given of a job, without those that were compared already. */
    private record Told(Optional<Instant> start, Optional<Instant> completion) {
        static final Told NOTHING = new Told(Optional.empty(), Optional.empty());

        /** The rest that is to be compared after this answer. An estimate of a later start than the first is no part of it. */
        Told after(final JobPollResponse answer) {
            if (answer.job().status().isTerminal()) {
                return NOTHING;
            }
            return new Told(
                    answer.job().startedAt().isPresent()
                            ? Optional.empty()
                            : start.or(() -> answer.estimate().flatMap(Estimate::startAt)),
                    completion.or(() -> answer.estimate().flatMap(Estimate::completeAt)));
        }
    }

    /** Measures in this registry. */
    public static EstimateMeters of(final MeterRegistry registry) {
        return new EstimateMeters(requireNonNull(registry, "registry"));
    }

    /** The same store, whose answers to polls are measured. */
    public JobStore measure(final JobStore store) {
        return new ForwardingJobStore(store) {
            @Override
            public Map<JobId, JobPollResponse> poll(final Collection<JobId> ids) {
                final Map<JobId, JobPollResponse> answers = super.poll(ids);
                answers.values().forEach(EstimateMeters.this::note);
                return answers;
            }
        };
    }

    private void note(final JobPollResponse answer) {
        final Job job = answer.job();
        final Told before;
        synchronized (told) {
            before = told.getOrDefault(job.id(), Told.NOTHING);
            final Told left = before.after(answer);
            if (left.equals(Told.NOTHING)) {
                told.remove(job.id());
            } else {
                told.put(job.id(), left);
            }
        }
        if (job.attempt() == 1) {
            compare(job, "start", before.start(), job.startedAt());
        }
        if (job.status() == JobStatus.COMPLETE) {
            compare(job, "completion", before.completion(), job.finishedAt());
        }
    }

    private void compare(
            final Job job, final String event, final Optional<Instant> estimated, final Optional<Instant> real) {
        if (estimated.isPresent() && real.isPresent()) {
            final Duration late = Duration.between(estimated.get(), real.get());
            Timer.builder("jobs.estimate.error")
                    .description("The time between the first estimate that was given and what came true")
                    .tags(tags.of(job.type(), job.queue())
                            .tags()
                            .and("event", event, "came", late.isNegative() ? "early" : "late"))
                    .serviceLevelObjectives(JobMeters.bounds())
                    .register(registry)
                    .record(late.abs());
        }
    }
}
