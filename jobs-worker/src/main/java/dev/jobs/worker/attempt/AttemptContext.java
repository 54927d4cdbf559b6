package dev.jobs.worker.attempt;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import dev.jobs.worker.command.Command;
import dev.jobs.worker.command.CommandResult;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.JobStoppedException;
import dev.jobs.worker.handler.StopReason;
import dev.jobs.worker.process.ScopeStoppedException;
import java.util.Optional;

/** The handler's side of an attempt. */
record AttemptContext<P>(Attempt attempt, P payload) implements JobContext<P> {
    @Override
    public Job job() {
        return attempt.job();
    }

    @Override
    public void stage(final String name) {
        attempt.news().stage(requireNonNull(name, "the name of a stage must not be null"));
    }

    @Override
    public void progress(final double percent) {
        attempt.news().progress(percent);
    }

    @Override
    public void log(final String text) {
        attempt.news().log(requireNonNull(text, "the text to log must not be null"));
    }

    @Override
    public boolean shouldStop() {
        return attempt.stopped().isPresent();
    }

    @Override
    public Optional<StopReason> stopReason() {
        return attempt.stopped();
    }

    @Override
    public void throwIfStopped() {
        attempt.stopped().ifPresent(stop -> {
            throw new JobStoppedException("Job " + job().id() + " is to stop: " + stop.text());
        });
    }

    @Override
    public void onStop(final Runnable action) {
        attempt.onStop(requireNonNull(action, "the action at a stop must not be null"));
    }

    @Override
    public CommandResult exec(final Command command) throws InterruptedException {
        attempt.stopIfUncertain();
        try {
            return attempt.processes()
                    .run(requireNonNull(command, "the command to run must not be null"), attempt.news());
        } catch (final ScopeStoppedException e) {
            throwIfStopped();
            throw new JobStoppedException("The handler of job " + job().id() + " has returned: it runs no command now");
        }
    }

    /** Names the job alone: the payload may be secret. */
    @Override
    public String toString() {
        return "JobContext[" + job() + "]";
    }
}
