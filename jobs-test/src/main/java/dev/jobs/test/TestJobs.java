package dev.jobs.test;

import static java.util.Objects.requireNonNull;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.store.JobStore;
import dev.jobs.store.Report;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.worker.Worker;
import dev.jobs.worker.handler.HandlerInterceptor;
import dev.jobs.worker.handler.JobContext;
import dev.jobs.worker.handler.JobHandler;
import dev.jobs.worker.handler.TypedHandler;
import dev.jobs.worker.listener.WorkerEvent;
import dev.jobs.worker.manual.ManualTime;
import dev.jobs.worker.manual.ManualWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The jobs of one test: a store in memory, a clock that the test moves, and a worker that runs pending jobs on the test's own thread
 * when it is told to. Nothing happens by itself, and nothing waits for time.
 *
 * <p>An attempt runs through the same code as in every worker: payload and result are written as JSON and read again, interceptors run
 * around the handler, a failure is tried again when its pause is over by the {@linkplain #clock() clock}, limits of time stop it. The
 * pause before a retry has no random part here: after the first attempt it is one second, unless the request says otherwise. Child
 * processes are not started, but {@linkplain #commands() faked}.
 *
 * <p>Handlers and settings can be added until the first job is run. Safe to share between threads; each run is on the thread that asks
 * for it.
 */
public final class TestJobs implements AutoCloseable {
    private static final int MOST_RUNS = 10_000;
    private static final int PAGE = 1_000;

    private final TestClock clock = new TestClock(this::moved);
    private final RecordingStore store;
    private final FakeCommands commands = new FakeCommands();
    private final Worker.Builder builder;

    // Guarded by this, as is all below.
    private Optional<ManualWorker> worker = Optional.empty();
    private boolean realCommands;
    private boolean closed;

    TestJobs(final Function<JobStore, Worker.Builder> worker, final BiConsumer<JobId, Report> onReport) {
        store = new RecordingStore(new MemoryJobStore(clock, clock::nanos), clock, onReport);
        builder = worker.apply(store).interceptor(new FailureRecorder());
    }

    /** Jobs without handlers so far. */
    public static TestJobs create() {
        return of(Worker::builder);
    }

    /**
     * Jobs with a worker as the service makes it: with its handlers, interceptors, listeners and settings.
     *
     * @param worker begins the service's worker on the store that it is given, and does not start it
     */
    public static TestJobs of(final Function<JobStore, Worker.Builder> worker) {
        return new TestJobs(requireNonNull(worker, "worker"), (id, report) -> {});
    }

    /** Keeps what a handler threw. */
    private final class FailureRecorder implements HandlerInterceptor {
        @Override
        public void intercept(final JobContext<?> context, final Call next) throws Exception {
            try {
                next.proceed();
            } catch (final Exception | Error failure) {
                store.attempt(context.job().id()).failed(failure);
                throw failure;
            }
        }
    }

    /** The worker's time. */
    private final class HandMovedTime implements ManualTime {
        @Override
        public long nanos() {
            return clock.nanos();
        }

        @Override
        public void pass(final Duration time) {
            clock.advance(time);
        }
    }

    /**
     * Adds the handler of a type.
     *
     * @param <P> the payload's type
     * @param <R> the result's type
     * @throws IllegalArgumentException if the type has a handler already
     * @throws IllegalStateException if a job was run already
     */
    public <P, R> TestJobs handle(final JobType<P, R> type, final JobHandler<P, R> handler) {
        return configure(all -> all.handle(type, handler));
    }

    /**
     * Adds a handler together with its type.
     *
     * @throws IllegalArgumentException if the type has a handler already
     * @throws IllegalStateException if a job was run already
     */
    public TestJobs handle(final TypedHandler<?, ?> handler) {
        return configure(all -> all.handle(handler));
    }

    /**
     * Changes the worker: its queues, interceptors, listeners, limits. What concerns threads and intervals means nothing here.
     *
     * @throws IllegalStateException if a job was run already
     */
    public synchronized TestJobs configure(final Consumer<Worker.Builder> change) {
        if (worker.isPresent()) {
            throw new IllegalStateException(
                    "the worker of this test has run a job already, and takes no more settings");
        }
        change.accept(builder);
        return this;
    }

    /**
     * Runs commands as real child processes, by the real clock, instead of faking them.
     *
     * @throws IllegalStateException if a job was run already
     */
    public TestJobs withRealCommands() {
        return configure(unused -> realCommands = true);
    }

    /** The store, to be given to the service under test. Closing it does nothing: it is closed with these jobs. */
    public JobStore store() {
        return store;
    }

    /** The clock of the store and of the worker. */
    public TestClock clock() {
        return clock;
    }

    /** The fakes of the commands that handlers run. */
    public FakeCommands commands() {
        return commands;
    }

    /** The jobs that were submitted so far, in their order, those that handlers submitted too. */
    public List<Submission> submissions() {
        return store.submissions();
    }

    /**
     * The job with this id, as it is now.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Job job(final JobId id) {
        return store.find(id).orElseThrow(() -> new IllegalArgumentException("there is no job " + id));
    }

    /**
     * Runs one attempt of the job that starts next, on this thread; empty if none is due.
     *
     * @throws AssertionError if the handler ran a command that no fake takes
     * @throws IllegalStateException if there is no handler
     */
    public Optional<JobRun> runNext() {
        final Optional<WorkerEvent.Ended> end = worker().runNext();
        commands.throwUnexpected();
        return end.map(this::told);
    }

    private JobRun told(final WorkerEvent.Ended end) {
        final JobId id = end.job().id();
        return new JobRun(job(id), end, store.attempt(id));
    }

    /**
     * Runs all jobs that are due, also those that their handlers submit, until none is; the clock stays as it is.
     *
     * @return the attempts, in their order
     * @throws AssertionError if a handler ran a command that no fake takes
     * @throws IllegalStateException if there is no handler, or no end after 10,000 attempts
     */
    public List<JobRun> runDue() {
        final List<JobRun> runs = new ArrayList<>();
        runDue(runs);
        return List.copyOf(runs);
    }

    private void runDue(final List<JobRun> runs) {
        worker().look();
        final var unused = store.recover();
        for (Optional<JobRun> run = runNext(); run.isPresent(); run = runNext()) {
            runs.add(run.get());
            if (runs.size() >= MOST_RUNS) {
                throw new IllegalStateException(
                        "there is no end after " + MOST_RUNS + " attempts; the last is " + run.get());
            }
        }
    }

    /**
     * Runs all jobs until none of those that have a handler is pending: retries and delayed ones too, for which it moves the clock on.
     *
     * @return the attempts, in their order
     * @throws AssertionError if a handler ran a command that no fake takes
     * @throws IllegalStateException if there is no handler, or no end after 10,000 attempts
     */
    public List<JobRun> runAll() {
        final List<JobRun> runs = new ArrayList<>();
        runDue(runs);
        for (Optional<Instant> next = nextDue(); next.isPresent(); next = nextDue()) {
            clock.advanceTo(next.get());
            runDue(runs);
        }
        return List.copyOf(runs);
    }

    /** The time at which the next of the jobs is due that the worker handles and that are not due yet. */
    private Optional<Instant> nextDue() {
        final WorkerProfile profile = worker().profile();
        final JobQuery pending = JobQuery.all()
                .withStatuses(JobStatus.PENDING)
                .withTypes(profile.types().toArray(String[]::new))
                .withQueues(profile.queues().toArray(String[]::new));
        return list(pending).stream()
                .map(Job::dueAt)
                .filter(due -> due.isAfter(clock.instant()))
                .min(Instant::compareTo);
    }

    private List<Job> list(final JobQuery query) {
        final List<Job> all = new ArrayList<>();
        List<Job> page = store.list(query.withPageSize(PAGE));
        while (!page.isEmpty()) {
            all.addAll(page);
            page = store.list(
                    query.withPageSize(PAGE).after(page.get(page.size() - 1).id()));
        }
        return all;
    }

    /**
     * Forgets all jobs, submissions and faked commands, for a test that shares these jobs with the one before. Handlers, settings and
     * the time stay.
     */
    public void clear() {
        for (final Job job : list(JobQuery.all())) {
            final var unusedCancel = store.cancel(job.id());
            final var unusedDelete = store.delete(job.id());
        }
        store.forgetAll();
        commands.clear();
    }

    /** Closes the worker and the store. */
    @Override
    public void close() {
        final Optional<ManualWorker> last;
        synchronized (this) {
            last = closed ? Optional.empty() : worker;
            closed = true;
        }
        last.ifPresent(ManualWorker::close);
        store.closeDelegate();
    }

    synchronized ManualWorker worker() {
        if (worker.isEmpty()) {
            final ManualTime time = new HandMovedTime();
            worker = Optional.of(realCommands ? builder.manual(time) : builder.manual(time, commands));
        }
        return worker.get();
    }

    private void moved() {
        final Optional<ManualWorker> running;
        synchronized (this) {
            running = closed ? Optional.empty() : worker;
        }
        running.ifPresent(ManualWorker::look);
    }

    /** All jobs, one a line. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("jobs at " + clock.instant());
        list(JobQuery.all()).forEach(job -> text.append("\n  ").append(job));
        return text.toString();
    }
}
