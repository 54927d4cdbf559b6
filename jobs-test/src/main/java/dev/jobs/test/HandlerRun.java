package dev.jobs.test;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import dev.jobs.JobType;
import dev.jobs.worker.listener.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One run of a {@link HandlerTest}, and all that it told. Immutable.
 *
 * <p>Of a handler that ignored its stop nothing is known yet: then every method but {@link #obeyedStop} and {@link #stack} throws an
 * {@link IllegalStateException} that says where the handler is.
 *
 * @param <R> the result's type
 */
public final class HandlerRun<R> {
    private final JobType<?, R> type;
    private final End end;

    HandlerRun(final JobType<?, R> type, final End end) {
        this.type = requireNonNull(type, "type");
        this.end = requireNonNull(end, "end");
    }

    /** The state of the handler when the run was over for the test. */
    sealed interface End {}

    /** It has returned or thrown. */
    record Returned(JobRun run, Stop stop) implements End {}

    /** It was told to stop, and has not returned within the grace. */
    record StillRunning(List<StackTraceElement> stack) implements End {}

    /** The stop of a handler that has returned. */
    enum Stop {
        NOT_ASKED,
        OBEYED
    }

    private JobRun run() {
        if (end instanceof Returned returned) {
            return returned.run();
        }
        throw new IllegalStateException("the handler was told to stop and has not returned; it is here:"
                + stack().stream().map(call -> "\n\tat " + call).collect(Collectors.joining()));
    }

    /** The outcome of the attempt. */
    public Outcome outcome() {
        return run().outcome();
    }

    /** The result, written as JSON and read again; empty if there is none. */
    public Optional<R> result() {
        return run().result(type);
    }

    /** The exception that the handler threw, if it did. */
    public Optional<Throwable> failure() {
        return run().failure();
    }

    /** The text that people read of a failure; empty if there was none. */
    public Optional<String> error() {
        return job().error();
    }

    /** The stages that it went through, in their order. */
    public List<String> stages() {
        return run().stages();
    }

    /** All progress that it reported and that changed something, in its order. */
    public List<StageProgress> progress() {
        return run().progress();
    }

    /** The lines that it added to the job's log. */
    public List<String> log() {
        return run().log();
    }

    /** The time that it took, by the test's clock: that of its faked commands. */
    public Duration ran() {
        return run().ran();
    }

    /** The job after the attempt, with its attributes, owner and status. */
    public Job job() {
        return run().job();
    }

    /**
     * True if the handler returned within the grace after it was told to stop.
     *
     * @throws IllegalStateException if it was not told to stop
     */
    public boolean obeyedStop() {
        if (end instanceof Returned returned && returned.stop() == Stop.NOT_ASKED) {
            throw new IllegalStateException(
                    "the handler was not told to stop: say where with stopAtStage or stopAtFirstReport");
        }
        return end instanceof Returned;
    }

    /** The calls in which a handler is that ignored its stop, innermost first; empty if it has returned. */
    public List<StackTraceElement> stack() {
        return end instanceof StillRunning running ? running.stack() : List.of();
    }

    /** The attempt, as text. */
    @Override
    public String toString() {
        return end instanceof Returned returned ? returned.run().toString() : "a handler that ignored its stop";
    }
}
