package dev.jobs.test;

import dev.jobs.Job;
import dev.jobs.JobType;
import dev.jobs.worker.listener.Outcome;
import dev.jobs.worker.listener.WorkerEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One attempt of a job that the test has run, and all that it told. Immutable. */
public final class JobRun {
    private final Job job;
    private final WorkerEvent.Ended end;
    private final List<StageProgress> progress;
    private final List<String> log;
    private final Optional<Throwable> failure;

    /** @param job the job after the attempt */
    JobRun(final Job job, final WorkerEvent.Ended end, final AttemptRecord told) {
        this.job = job;
        this.end = end;
        this.progress = told.progress();
        this.log = told.log();
        this.failure = told.failure();
    }

    /** The job as it is after the attempt. */
    public Job job() {
        return job;
    }

    /** The number of the attempt, from 1. */
    public int attempt() {
        return end.job().attempt();
    }

    /** The outcome of the attempt. */
    public Outcome outcome() {
        return end.outcome();
    }

    /** The time from the begin of the handler to its end, by the test's clock. */
    public Duration ran() {
        return end.times().ran();
    }

    /**
     * The result, written as JSON and read again; empty if there is none.
     *
     * @param <R> the result's type
     * @param type the job's type
     * @throws IllegalArgumentException if the JSON does not fit the result's Java type
     */
    public <R> Optional<R> result(final JobType<?, R> type) {
        return type.result(job);
    }

    /** The stages that it went through, in their order. */
    public List<String> stages() {
        final Stream<String> all = progress.stream().flatMap(told -> told.stage().stream());
        final List<String> names = all.toList();
        return Stream.iterate(0, i -> i < names.size(), i -> i + 1)
                .filter(i -> i == 0 || !names.get(i).equals(names.get(i - 1)))
                .map(names::get)
                .toList();
    }

    /** All progress that it reported and that changed something, in its order. */
    public List<StageProgress> progress() {
        return progress;
    }

    /** The lines that it added to the job's log. */
    public List<String> log() {
        return log;
    }

    /** The exception that its handler threw, if it did. What people read of it is the {@linkplain Job#error error} of the job. */
    public Optional<Throwable> failure() {
        return failure;
    }

    /** Names the job, the attempt and the outcome. */
    @Override
    public String toString() {
        return "attempt " + attempt() + " of " + job + ": " + outcome();
    }
}
