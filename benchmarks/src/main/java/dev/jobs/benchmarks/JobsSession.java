package dev.jobs.benchmarks;

import dev.jobs.store.JobStore;
import dev.jobs.worker.Worker;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Submitters and a worker of this library at stores of theirs, or at one; closes both. */
abstract class JobsSession implements Contender.Session {
    private final JobStore ofWorker;
    private final JobStore ofSubmitters;
    private final IntConsumer onJob;
    private final Hooks hooks;
    private Optional<Worker> worker = Optional.empty();

    JobsSession(final JobStore ofWorker, final JobStore ofSubmitters, final IntConsumer onJob, final Hooks hooks) {
        this.ofWorker = ofWorker;
        this.ofSubmitters = hooks.aroundSubmitters().apply(ofSubmitters);
        this.onJob = onJob;
        this.hooks = hooks;
    }

    @Override
    public final void submitOne(final int number) {
        ofSubmitters.submit(JobsContender.NOOP.request(new JobsContender.Noop(number)));
    }

    @Override
    public final void submit(final int jobs) {
        JobsContender.submitAll(ofSubmitters, jobs);
    }

    @Override
    public final void start(final int slots) {
        worker = Optional.of(hooks.ofWorker()
                .apply(Worker.builder(ofWorker)
                        .handle(
                                JobsContender.NOOP,
                                context -> done(context.payload().number()))
                        .slots(slots))
                .start());
    }

    private @Nullable Void done(final int number) {
        onJob.accept(number);
        return null;
    }

    @Override
    public void close() {
        worker.ifPresent(Worker::close);
        ofWorker.close();
        ofSubmitters.close();
    }
}
