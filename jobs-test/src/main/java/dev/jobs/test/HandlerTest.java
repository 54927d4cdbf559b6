package dev.jobs.test;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobType;
import dev.jobs.store.Report;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.JobHandler;
import dev.jobs.worker.handler.StopReason;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs one handler alone, with a payload, as a worker runs it. Each run has jobs of its own. The methods that change something return
 * the same object. Not safe to share between threads.
 *
 * @param <P> the payload's type
 * @param <R> the result's type
 */
public final class HandlerTest<P, R> {
    private final JobType<P, R> type;
    private final JobHandler<P, R> handler;
    private Consumer<JobRequest.Builder> request = unused -> {};
    private Consumer<FakeCommands> commands = unused -> {};
    private Consumer<Worker.Builder> worker = unused -> {};
    private Optional<StopPoint> stopPoint = Optional.empty();
    private StopReason stopReason = StopReason.CANCELLED;
    private Duration stopGrace = Duration.ofSeconds(5);

    private HandlerTest(final JobType<P, R> type, final JobHandler<P, R> handler) {
        this.type = type;
        this.handler = handler;
    }

    /**
     * A test of this handler.
     *
     * @param <P> the payload's type
     * @param <R> the result's type
     */
    public static <P, R> HandlerTest<P, R> of(final JobType<P, R> type, final JobHandler<P, R> handler) {
        return new HandlerTest<>(requireNonNull(type, "type"), requireNonNull(handler, "handler"));
    }

    /** Changes the request of the job: its owner, attributes, limits of time, number of attempts. */
    public HandlerTest<P, R> request(final Consumer<JobRequest.Builder> change) {
        request = request.andThen(change);
        return this;
    }

    /** Adds fakes of the commands that the handler runs. */
    public HandlerTest<P, R> commands(final Consumer<FakeCommands> fakes) {
        commands = commands.andThen(fakes);
        return this;
    }

    /** Changes the worker: its interceptors, limits, kill grace. */
    public HandlerTest<P, R> worker(final Consumer<Worker.Builder> change) {
        worker = worker.andThen(change);
        return this;
    }

    /** Stops the attempt when the handler has begun this stage, before it goes on. */
    public HandlerTest<P, R> stopAtStage(final String stage) {
        stopPoint = Optional.of(new StopPoint(Optional.of(requireNonNull(stage, "stage"))));
        return this;
    }

    /** Stops the attempt when the handler has reported a stage, progress or a line of the log for the first time, before it goes on. */
    public HandlerTest<P, R> stopAtFirstReport() {
        stopPoint = Optional.of(new StopPoint(Optional.empty()));
        return this;
    }

    /** The reason of the stop; {@link StopReason#CANCELLED} by default. */
    public HandlerTest<P, R> stopReason(final StopReason reason) {
        stopReason = requireNonNull(reason, "reason");
        return this;
    }

    /** The time in which a handler that was told to stop has to return, by the real clock; 5 s by default. */
    public HandlerTest<P, R> stopGrace(final Duration time) {
        stopGrace = requireNonNull(time, "time");
        return this;
    }

    /** The place in a handler at which it is told to stop. */
    private record StopPoint(Optional<String> stage) {
        boolean isReachedBy(final Report report) {
            return stage.isEmpty()
                    || (report instanceof Report.Progressed told && told.stage().equals(stage));
        }
    }

    /**
     * Runs one attempt of a job with this payload. The handler runs on this thread, or on another if it is to be stopped, so that one
     * that ignores its stop does not hold up the test.
     *
     * @throws AssertionError if the handler ran a command that no fake takes, or did not come to the place at which it was to be
     *     stopped
     */
    public HandlerRun<R> run(final P payload) {
        final Optional<StopTrial> trial =
                stopPoint.map(point -> new StopTrial(point::isReachedBy, stopReason, stopGrace));
        final TestJobs jobs =
                new TestJobs(Worker::builder, (id, report) -> trial.ifPresent(stop -> stop.reported(id, report)));
        commands.accept(jobs.commands());
        final JobRequest.Builder builder = type.requestBuilder(payload);
        request.accept(builder);
        final JobRequest asked = builder.build();
        jobs.handle(type, handler).configure(all -> all.queues(asked.queue())).configure(worker);
        final JobId unused = jobs.store().submit(asked);
        return new HandlerRun<>(type, trial.map(stop -> stop.run(jobs)).orElseGet(() -> run(jobs)));
    }

    private static HandlerRun.End run(final TestJobs jobs) {
        try (jobs) {
            return new HandlerRun.Returned(due(jobs), HandlerRun.Stop.NOT_ASKED);
        }
    }

    static JobRun due(final TestJobs jobs) {
        return jobs.runNext()
                .orElseThrow(
                        () -> new IllegalStateException("the request makes the job due later: it is not to start now"));
    }
}
